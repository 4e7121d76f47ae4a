"""Sixteen browsers that never rest: requests over connections that are kept, at as little cost as Python allows."""

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


class _Connection(asyncio.Protocol):
    """Sends the next request as soon as the last is answered, until the time is over or the server says it closes."""

    def __init__(self, requests: Iterator[bytes], status: int, until: float, answers: Answers) -> None:
        self._requests = requests
        self._wanted = f" {status} ".encode()
        self._until = until
        self._answers = answers
        self._buffer = b""
        self._missing = 0
        self._begun = 0.0
        self._is_last = self._is_kept = False
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._next()

    def data_received(self, data: bytes) -> None:
        if self._missing:
            self._missing -= len(data)
        else:
            self._buffer += data
            if not self._read_head():
                return
        if self._missing == 0:
            now = time.perf_counter()
            self._answers.each.append(now - self._begun)
            self._is_kept = True
            if self._is_last or now >= self._until:
                self._finish()
            else:
                self._next()

    def connection_lost(self, error: Exception | None) -> None:
        if self.ended.done():
            return
        if self._is_kept and not self._buffer and not self._missing:
            # Nobody had asked for two seconds, as where the machine stood still, and the server closed what it had kept
            # at the moment in which it was used again. A browser opens another connection (RFC 9112, 9.3.1).
            self.ended.set_result(None)
        else:
            self.ended.set_exception(WrongAnswer("The server closed a connection in the midst of an answer."))

    def _next(self) -> None:
        self._begun = time.perf_counter()
        self._transport.write(next(self._requests))

    def _read_head(self) -> bool:
        head, found, rest = self._buffer.partition(_END_OF_HEAD)
        if not found:
            return False
        lowered = head.lower()
        if self._wanted not in head[:14] or b"\r\ncontent-length: " not in lowered:
            self._finish(WrongAnswer(head.decode(errors="replace") + "\n\n" + rest[:2000].decode(errors="replace")))
            return False
        self._missing = int(lowered.partition(b"\r\ncontent-length: ")[2].partition(b"\r\n")[0]) - len(rest)
        self._is_last = b"\r\nconnection: close" in lowered
        self._buffer = b""
        return True

    def _finish(self, failure: Exception | None = None) -> None:
        if not self.ended.done():
            self.ended.set_exception(failure) if failure else self.ended.set_result(None)
        self._transport.close()


def load(port: int, requests: Iterator[bytes], *, status: int, seconds: float) -> Answers:
    """Ask a server on this machine for so many seconds. status: what every answer must have. Raises WrongAnswer."""
    return asyncio.run(_load(port, requests, status, seconds))


async def _load(port: int, requests: Iterator[bytes], status: int, seconds: float) -> Answers:
    answers, start = Answers(), time.perf_counter()
    until = start + seconds

    async def browse() -> None:
        while True:
            opening = asyncio.get_running_loop().create_connection(
                lambda: _Connection(requests, status, until, answers), "127.0.0.1", port
            )
            _transport, connection = await opening
            await connection.ended
            if time.perf_counter() >= until:
                return

    await asyncio.gather(*(browse() for _ in range(CONNECTIONS)))
    answers.seconds = time.perf_counter() - start
    return answers
