"""Lines for tests: entered, sealed and signed as the worker would."""

import hashlib
from collections.abc import Iterable
from unittest.mock import patch

from community.db import atomic
from community.ledger.operations import append, enter, sign_checkpoint
from community.ledger.signals import entries_sealed

# What the counts are told of a line that is about nobody.
NOTE = {"sign": 1, "day": "2026-11-22", "commitments": [], "country": None, "profession": None, "language": "en"}


def line(number: int) -> str:
    """A line that brings something into the count."""
    return f"endorsed {hashlib.sha256(str(number).encode()).hexdigest()}"


def fill(size: int, begin: int = 0) -> None:
    """Put lines into an otherwise empty ledger, without counting them, and sign."""
    with patch.object(entries_sealed, "send"):
        atomic(append)([line(number) for number in range(begin, size)], [{} for _ in range(begin, size)])
    sign_checkpoint()


def enter_all(numbers: Iterable[int]) -> None:
    """Enter lines that wait."""

    @atomic
    def enter_them() -> None:
        for number in numbers:
            enter(line(number), NOTE)

    enter_them()
