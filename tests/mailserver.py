"""Mail servers: one that breaks off when it ends, and one that stops where a test wants it to and keeps what it got."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, BinaryIO

from aiosmtpd.controller import Controller

SECONDS_TO_WAIT = 60
ANSWERS = {"QUIT": b"221 goodbye\r\n", "DATA": b"354 go on\r\n"}


class AbruptController(Controller):
    """Serves SMTP in a thread; whatever is under way at its end is broken off, and no connection left lying about."""

    def __init__(self, handler: Any, **options: Any) -> None:
        super().__init__(handler, **options)
        self._begun: list[Any] = []

    def factory(self) -> Any:
        """A session."""
        self._begun.append(super().factory())
        return self._begun[-1]

    def stop(self, no_assert: bool = False) -> None:
        """End, and every session with it."""
        asyncio.run_coroutine_threadsafe(self._break_off(), self.loop).result(SECONDS_TO_WAIT)
        super().stop(no_assert)

    async def _break_off(self) -> None:
        for session in self._begun:
            if session.transport is not None:
                session.transport.abort()
        for _ in range(3):  # the loop closes them in its next turns
            await asyncio.sleep(0)


class StubbornServer:
    """Steps of a session: greeting, EHLO, MAIL, RCPT, DATA, reading (of the text), end (of a mail), QUIT, NOOP."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.sessions = 0
        self.held = threading.Semaphore(0)
        self.text_came = threading.Semaphore(0)
        self.drips_at = ""
        self._held_at = ""
        self._go_on = threading.Event()
        self._kept: list[bytes] = []

    def hold(self, step: str) -> None:
        """Say nothing at this step, the next time that it comes; `held` tells that it has."""
        self._go_on.clear()
        self._held_at = step

    def go_on(self) -> None:
        """Hold nobody any longer."""
        self._held_at = ""
        self._go_on.set()

    @property
    def kept(self) -> list[EmailMessage]:
        """The mails whose end has come, also where that was not answered."""
        return [message_from_bytes(text, policy=policy.default) for text in self._kept]

    @contextmanager
    def running(self) -> Iterator["StubbornServer"]:
        """Serve until the end of the context."""
        threading.Thread(target=self._listen, daemon=True).start()
        try:
            yield self
        finally:
            self.go_on()
            self._listener.close()

    def _listen(self) -> None:
        with suppress(OSError):  # closed
            while True:
                connection, _address = self._listener.accept()
                self.sessions += 1
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError), connection, connection.makefile("rb") as lines:
            self._answer(connection, "greeting", b"220 here\r\n")
            for line in lines:
                word = line[:4].decode().upper()
                self._answer(connection, word, ANSWERS.get(word, b"250 fine\r\n"))
                if word == "DATA":
                    self._read_text(connection, lines)
                elif word == "QUIT":
                    return

    def _read_text(self, connection: socket.socket, lines: BinaryIO) -> None:
        self._stop_at("reading")
        text = b""
        for line in lines:
            if line == b".\r\n":
                self._kept.append(text)
                self._answer(connection, "end", b"250 kept\r\n")
                return
            text += line
            if line.startswith(b"--") and line.endswith(b"--\r\n"):
                self.text_came.release()

    def _answer(self, connection: socket.socket, step: str, answer: bytes) -> None:
        self._stop_at(step)
        if step == self.drips_at:
            while not self._go_on.wait(0.02):
                connection.sendall(answer[3:4] or b"-")
        connection.sendall(answer)

    def _stop_at(self, step: str) -> None:
        if step == self._held_at:
            self._held_at = ""
            self.held.release()
            self._go_on.wait(SECONDS_TO_WAIT)
