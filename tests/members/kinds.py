"""The kinds of help stay while tests come and go, so a test that changes them puts them back."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from community.db import db
from community.members.models import HelpKind


@contextmanager
def help_kinds_put_back() -> Iterator[None]:
    """Afterwards the list is what it was before."""
    table = HelpKind.__table__
    before = [dict(row._mapping) for row in db.session.execute(sa.select(table))]
    db.session.rollback()
    try:
        yield
    finally:
        db.session.rollback()
        db.session.execute(sa.delete(table))
        db.session.execute(sa.insert(table), before)
        db.session.commit()
