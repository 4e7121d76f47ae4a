"""Crowds and scripts that endorse through the real application, in a time that passes as fast as the machine allows."""

import heapq
import itertools
import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import time_machine
from flask import Flask

from community import floods, mail
from community.crypto import sign
from community.db import db
from community.endorsements.operations import look_around
from community.errands import run_due_errands
from community.ledger.operations import seal_all
from tests.pages import PageClient
from tests.work import solve

BEGINNING = datetime(2026, 11, 20, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Signer:
    """Somebody, or something, that endorses.

    at: seconds after the beginning at which the form is opened; fills, answers: how long they take, in seconds.
    """

    address: str
    network: str
    at: float
    fills: float
    answers: float
    pledge: str = ""


def people(
    number: int,
    *,
    addresses: Callable[[int], str],
    networks: Callable[[int], str],
    within: float = 3600,
    seed: int = 1,
) -> list[Signer]:
    """So many people, each at their own pace; most come early, one in a hundred is quicker than most."""
    chance = random.Random(seed)
    crowd = []
    for n in range(number):
        quick = n % 100 == 99
        fills = 9.0 if quick else max(14.0, chance.lognormvariate(4.0, 0.5))
        answers = 14.0 if quick else max(9.0, chance.lognormvariate(4.2, 0.9))
        crowd.append(Signer(addresses(n), networks(n), within * chance.random() ** 1.5, fills, min(answers, 3000)))
    return crowd


def script(
    number: int,
    *,
    addresses: Callable[[int], str],
    networks: Callable[[int], str],
    fills: tuple[float, float] = (3.1, 4.0),
    answers: tuple[float, float] = (1.0, 4.0),
    pause: float = 0.5,
    pledge: str = "",
    after: float = 0,
    seed: int = 2,
) -> list[Signer]:
    """A machine that endorses so often, with a pause between two, filling in and confirming within these seconds."""
    chance = random.Random(seed)
    return [
        Signer(addresses(n), networks(n), after + n * pause, chance.uniform(*fills), chance.uniform(*answers), pledge)
        for n in range(number)
    ]


class Hour:
    """What happens on the site while they endorse: forms come in, the worker works, mails leave, buttons are pressed."""

    def __init__(self, app: Flask, monkeypatch: object, tick: float = 2.0) -> None:
        """tick: seconds between two rounds of the worker."""
        self.app, self.tick = app, tick
        self.client = PageClient(app)
        self.thanks: set[tuple[int, str]] = set()
        self._queue: list[tuple[float, int, Callable[[], None]]] = []
        self._number = itertools.count()
        self._signers: dict[str, Signer] = {}
        self._now = 0.0
        self._worker_waits = False
        monkeypatch.setattr(mail, "_transmit", self._receive)  # type: ignore[attr-defined]
        monkeypatch.setattr(floods, "BITS", 1)  # type: ignore[attr-defined]

    def live(self, *crowds: Iterable[Signer]) -> None:
        """Let them all come, until the last mail is answered."""
        for signer in itertools.chain(*crowds):
            self._signers[signer.address] = signer
            self._at(signer.at + signer.fills, lambda signer=signer: self._post(signer))
        with time_machine.travel(BEGINNING, tick=False) as clock:
            while self._queue:
                self._now, _number, act = heapq.heappop(self._queue)
                clock.move_to(BEGINNING.timestamp() + self._now)
                act()

    def _at(self, moment: float, act: Callable[[], None]) -> None:
        heapq.heappush(self._queue, (moment, next(self._number), act))

    def _wake(self) -> None:
        if not self._worker_waits:
            self._worker_waits = True
            self._at(self._now + self.tick, self._work)

    def _work(self) -> None:
        self._worker_waits = False
        with self.app.app_context():
            for job in (run_due_errands, look_around, seal_all, mail.deliver_due):
                job()
            db.session.remove()

    def _post(self, signer: Signer) -> None:
        opened = BEGINNING.timestamp() + signer.at
        with self.app.app_context():
            form = sign("open-form", "endorse", f"{opened}{signer.address}", opened)
            work = solve(floods.challenge_of(form))
        answers = {"email": signer.address, "shown": "counted", "opened": form, "work": work, "website": ""}
        if signer.pledge:
            answers |= {"commitments": "3", "pledge_3": signer.pledge}
        page = self.client.post("/en/endorse", answers, environ_overrides={"REMOTE_ADDR": signer.network})
        assert (page.status, page.location) == (303, "/en/endorse/sent"), (page.status, page.location)
        self._wake()

    def _receive(self, message: object, identity: object) -> None:
        """The mail server of everybody: whoever gets the mail with the button presses it some time later."""
        text = message.get_body(("plain",)).get_content()  # type: ignore[attr-defined]
        found = re.search(r"http://localhost(/en/endorse/confirm/\S+)", text)
        if found:
            signer = self._signers[message["To"]]  # type: ignore[index]
            self._at(self._now + signer.answers, lambda: self._press(found[1], signer))

    def _press(self, path: str, signer: Signer) -> None:
        page = self.client.post(path, environ_overrides={"REMOTE_ADDR": signer.network})
        self.thanks.add((page.status, page.location))
        self._wake()
