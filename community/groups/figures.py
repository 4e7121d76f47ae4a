"""What groups count of their work over time. Features above groups add what is done in them."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from community.db import db
from community.groups.models import Group
from community.i18n import Words

# Takes a group and a moment; gives when each of the things was done since then, in one query.
ListMoments = Callable[[Group, datetime], Sequence[datetime]]


@dataclass(frozen=True)
class Figure:
    """One kind of thing that is counted, as "Announcements"."""

    words: Words
    list_moments: ListMoments


def moments_in(moment: InstrumentedAttribute[Any], group_id: InstrumentedAttribute[uuid.UUID]) -> ListMoments:
    """What lists the moments in one column of a table, whose other column names the group."""

    def list_moments(group: Group, since: datetime) -> Sequence[datetime]:
        return db.session.scalars(sa.select(moment).where(group_id == group.id, moment >= since)).all()

    return list_moments


_figures: list[Figure] = []


def add_figure(figure: Figure) -> None:
    """Have something counted among the numbers of every group."""
    _figures.append(figure)


def list_figures() -> list[Figure]:
    """Everything that is counted, in the order of the features."""
    return list(_figures)
