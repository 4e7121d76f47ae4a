"""Sixteen visitors who never rest: each request over a connection of its own, at as little cost as Python allows."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

CONNECTIONS = 16
_END_OF_HEAD = b"\r\n\r\n"


class WrongAnswer(AssertionError):
    """The server answered something else than was to be measured."""


@dataclass
class Answers:
    """What came back: how long each answer took, and how long all of them together, in seconds."""

    seconds: float = 0.0
    each: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        """Answers in a second."""
        return len(self.each) / self.seconds

    def milliseconds(self, share: float) -> float:
        """How long this share of the answers took at most."""
        return sorted(self.each)[int(len(self.each) * share)] * 1000


def request(method: str, path: str, *, cookie: str = "", body: bytes = b"", host: str = "") -> bytes:
    """What a browser sends."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Accept-Language: en", "Accept-Encoding: gzip, br"]
    lines += [f"Cookie: {cookie}"] if cookie else []
    if method == "POST":
        lines += [f"Content-Length: {len(body)}", "Content-Type: application/x-www-form-urlencoded"]
        lines += [f"Origin: http://{host}", f"Referer: http://{host}{path}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


class _Exchange(asyncio.Protocol):
    """A request and its answer, which is over when the server closes the connection, as it does behind a proxy."""

    def __init__(self, request: bytes) -> None:
        self._request = request
        self._parts: list[bytes] = []
        self.answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self._parts.append(data)

    def connection_lost(self, error: Exception | None) -> None:
        if error:
            self.answer.set_exception(error)
        else:
            self.answer.set_result(b"".join(self._parts))


def _require(answer: bytes, status: int) -> None:
    """Raise WrongAnswer where it has another status, or is not whole."""
    head, _end, body = answer.partition(_END_OF_HEAD)
    length = head.lower().partition(b"\r\ncontent-length: ")[2].partition(b"\r\n")[0]
    if f" {status} ".encode() not in head[:14] or length != str(len(body)).encode():
        raise WrongAnswer(answer[:3000].decode(errors="replace"))


def load(port: int, requests: Iterator[bytes], *, status: int, seconds: float) -> Answers:
    """Ask a server on this machine for so many seconds. status: what every answer must have. Raises WrongAnswer."""
    return asyncio.run(_load(port, requests, status, seconds))


async def _load(port: int, requests: Iterator[bytes], status: int, seconds: float) -> Answers:
    answers, start = Answers(), time.perf_counter()
    until = start + seconds

    async def browse() -> None:
        while True:
            begun = time.perf_counter()
            opening = asyncio.get_running_loop().create_connection(lambda: _Exchange(next(requests)), "127.0.0.1", port)
            _transport, exchange = await opening
            answer = await exchange.answer
            answers.each.append(time.perf_counter() - begun)
            _require(answer, status)
            if time.perf_counter() >= until:
                return

    await asyncio.gather(*(browse() for _ in range(CONNECTIONS)))
    answers.seconds = time.perf_counter() - start
    return answers
