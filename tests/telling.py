"""What answers tell: by their bytes, and by the time that they take.

Times are compared in pairs, one request of each kind right after the other in random order, so that whatever else the
machine does befalls both alike. Only ranks count, never a time itself.
"""

import contextvars
import gc
import random
import re
import time
from collections.abc import Callable, Iterator, Sequence

from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.test import TestResponse

from community.db import db

WARM_UP = 15

# What differs at every request, whoever asks and whoever is asked about.
_CHANGING = re.compile(r'((?:name="(?:csrf_token|opened)"[^>]* value="|&#34;challenge&#34;: &#34;))[^"&]*')
_COOKIE = re.compile(r"(?<==)[^;]*")

Request = Callable[[], object]
Clock = Callable[[], int]


class Asker:
    """Somebody with a browser of their own who has opened the page of a form."""

    def __init__(self, app: Flask, page: str) -> None:
        self._client = app.test_client()
        self._page = page
        found = BeautifulSoup(self.send("GET", page).text, "html.parser").select("main form[method=post] input")
        self._hidden = {field["name"]: field.get("value", "") for field in found if field["type"] == "hidden"}

    def send(self, method: str, path: str, **options: object) -> TestResponse:
        """One request, as if from elsewhere: it finds nothing of what the test has open."""
        response: TestResponse = contextvars.Context().run(self._client.open, path, method=method, **options)
        return response

    def post(self, fields: dict[str, object], path: str = "", **options: object) -> TestResponse:
        """Send the form, with what its page has put into it, where it leads or to another path."""
        return self.send("POST", path or self._page, data=self._hidden | fields, **options)


def tellable(one: Iterator[Request], other: Iterator[Request], pairs: int) -> float:
    """How well two kinds of requests are told apart by their times, from 0.5 (guessing) to 1 (knowing).

    Two clocks are read: the one on the wall, which is what others see, and what this thread computed, which is what
    they would see on a machine that has nothing else to do.
    """
    clocks = (time.perf_counter_ns, time.thread_time_ns)
    taken = _times_of(one, other, pairs, clocks)
    return max(
        separability([pair[0][number] for pair in taken], [pair[1][number] for pair in taken])
        for number in range(len(clocks))
    )


def _times_of(
    one: Iterator[Request], other: Iterator[Request], pairs: int, clocks: Sequence[Clock]
) -> list[tuple[list[int], list[int]]]:
    """For every pair: how long each of the two took, by each clock."""
    for _ in range(WARM_UP):
        next(one)()
        next(other)()
    db.session.rollback()
    gc.collect()
    gc.disable()
    try:
        return [_times_of_pair(next(one), next(other), clocks) for _ in range(pairs)]
    finally:
        gc.enable()


def _times_of_pair(one: Request, other: Request, clocks: Sequence[Clock]) -> tuple[list[int], list[int]]:
    if random.random() < 0.5:  # noqa: S311  (no secret)
        first = _time_of(one, clocks)
        return first, _time_of(other, clocks)
    second = _time_of(other, clocks)
    return _time_of(one, clocks), second


def _time_of(request: Request, clocks: Sequence[Clock]) -> list[int]:
    began = [clock() for clock in clocks]
    request()
    return [clock() - moment for clock, moment in zip(clocks, began, strict=True)]


def separability(one: list[int], other: list[int]) -> float:
    """The area under the curve of the best classifier that there is; 0.5 is guessing, 1 is knowing.

    It may set a threshold to all times (the statistic of Mann and Whitney), or ask which of a pair took longer: the
    latter sees through what slows the machine down for a while.
    """
    ordered = sorted([(duration, 1) for duration in one] + [(duration, 0) for duration in other])
    longer = seen = 0
    for _duration, is_one in ordered:
        seen += 1 - is_one
        longer += is_one * seen
    by_threshold = longer / (len(one) * len(other))
    by_pair = sum(first > second for first, second in zip(one, other, strict=True)) / len(one)
    return max(by_threshold, 1 - by_threshold, by_pair, 1 - by_pair)


def everything_said(response: TestResponse, typed: str) -> tuple[int, list[tuple[str, str]], str]:
    """Status, headers and body of an answer, but for what is drawn for every request and what was typed."""
    headers = [
        (name, _COOKIE.sub("", value) if name == "Set-Cookie" else value)
        for name, value in response.headers
        if name != "X-Request-ID"
    ]
    return response.status_code, sorted(headers), _CHANGING.sub(r"\1", response.text).replace(typed, "")
