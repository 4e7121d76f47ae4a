"""What the database is asked, over whichever connection: a request reads over others than those that it writes over."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import sqlalchemy as sa

from community.db import db


class Statement(NamedTuple):
    """A statement with what it was given. is_for_many: given the values of several rows."""

    text: str
    values: Any
    is_for_many: bool


@contextmanager
def statements() -> Iterator[list[Statement]]:
    """The statements that the current application gives its databases meanwhile, but for the beginning of transactions.

    Not those of the key ring, which looks for its keys by the clock, over connections of its own.
    """
    engines = list(db.engines.values())
    seen: list[Statement] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, executemany: bool) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(Statement(statement, values, executemany))

    for engine in engines:
        sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        for engine in engines:
            sa.event.remove(engine, "before_cursor_execute", note)
