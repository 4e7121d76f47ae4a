"""What databases are asked, over whichever connection: a request reads over others than those that it writes over."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import sqlalchemy as sa


class Statement(NamedTuple):
    """A statement with what it was given. is_for_many: given the values of several rows."""

    text: str
    values: Any
    is_for_many: bool


@contextmanager
def statements() -> Iterator[list[Statement]]:
    """The statements that databases are given meanwhile, but for the beginning of transactions."""
    seen: list[Statement] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, executemany: bool) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(Statement(statement, values, executemany))

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
