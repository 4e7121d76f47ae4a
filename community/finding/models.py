"""The index of search: of each thing in a group, the marks of its words."""

import secrets
import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from community.db import Model
from community.marked import make_searchable, marks_type, position_type

_LOTS = 1 << 20


def position_at(moment: datetime) -> int:
    """A place in the order of moments: its millisecond, and one of a million lots, as two things never share one."""
    return int(moment.timestamp() * 1000) * _LOTS + secrets.randbelow(_LOTS)


class FindingEntry(Model):
    """One thing as search finds it: no word of it, and nothing that says whose it is."""

    __tablename__ = "finding_entry"

    position: Mapped[int] = mapped_column(position_type(), primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[uuid.UUID] = mapped_column(unique=True)
    marks: Mapped[str] = mapped_column(marks_type())
    # How the marks were made: entries of another edition are made anew by `flask prepare`.
    edition: Mapped[str] = mapped_column(sa.String(8))


make_searchable(FindingEntry, "finding_search")
