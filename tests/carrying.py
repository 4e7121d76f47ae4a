"""What mails leave by, as a test wants it."""

from collections.abc import Callable
from contextlib import nullcontext
from email.message import EmailMessage

import pytest

from community import delivery


class Through:
    """A carrier that does with each mail what a function does."""

    def __init__(self, transmit: Callable[[EmailMessage], object]) -> None:
        self._transmit = transmit

    def reach(self) -> None:
        """Be ready."""

    def carry(self, message: EmailMessage, name: str, before_end: Callable[[], None]) -> None:
        """Have it leave, if it still may."""
        before_end()
        self._transmit(message)


def carry_through(monkeypatch: pytest.MonkeyPatch, transmit: Callable[[EmailMessage], object]) -> None:
    """Have all mails leave through a function."""
    monkeypatch.setattr(delivery, "_carrier", lambda: nullcontext(Through(transmit)))
