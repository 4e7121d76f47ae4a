"""How many vouch for somebody: numbers that name nobody, for as many members at once as a page shows."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from community.accounts.models import Member
from community.db import db
from community.members.probation import is_past_probation
from community.vouching.models import Vouch

# Who knows fewer people is not told how many of those vouch for somebody: the number would be a name.
FEWEST_KNOWN = 3


@dataclass(frozen=True)
class Tally:
    """What a member is told of the vouches that another has.

    known: how many of those who vouch the viewer knows; None where that would say who.
    first, latest: days of which only the months are to be shown.
    """

    count: int
    known: int | None
    first: date | None
    latest: date | None


NONE = Tally(0, None, None, None)


def counting(vouch: Any = Vouch) -> sa.ColumnElement[bool]:
    """The condition that a vouch counts.

    vouch: the class, or an alias of it in a query that asks of several vouches. Asked for each vouch by itself: given a
    join, SQLite begins with all members there are.
    """
    counts = sa.exists().where(Member.id == vouch.voucher_id, Member.is_active, is_past_probation())
    return sa.and_(vouch.declined_on.is_(None), counts)


def count_vouches(member_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many vouches that count each of these has; who has none is not in it. One query for all.

    Whether the one who is looking may see these members at all is for the caller to know.
    """
    counted = (
        sa.select(Vouch.member_id, sa.func.count())
        .where(Vouch.member_id.in_(member_ids), counting())
        .group_by(Vouch.member_id)
    )
    return dict(db.session.execute(counted).all())


def tally(viewer: Member, member_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Tally]:
    """What `viewer` is told of the vouches of these; who has none is not in it. One query.

    Whether the viewer may see these members at all is for the caller to know. Whoever is blocked is told what others
    are told: that they alone are told nothing would tell them of the block.
    """
    known = _known_to(viewer)
    is_known = sa.case((Vouch.voucher_id.in_(known), 1), else_=0)
    counted = (
        sa.select(
            Vouch.member_id,
            sa.func.count(),
            sa.func.sum(is_known),
            sa.func.min(Vouch.made_on),
            sa.func.max(Vouch.made_on),
            sa.select(sa.func.count()).select_from(known.subquery()).scalar_subquery(),
        )
        .where(Vouch.member_id.in_(member_ids), counting())
        .group_by(Vouch.member_id)
    )
    return {
        member_id: Tally(count, of_known if knows >= FEWEST_KNOWN else None, first, latest)
        for member_id, count, of_known, first, latest, knows in db.session.execute(counted)
    }


def count_held(member: Member) -> int:
    """How many vouches that count a member has; they are held until the transaction ends, so that none is taken back
    before what is decided on them is done."""
    held = sa.select(Vouch.id).where(Vouch.member_id == member.id, counting()).with_for_update(read=True, of=Vouch)
    return len(db.session.scalars(held).all())


def _known_to(viewer: Member) -> sa.Select[Any]:
    """Those whom a member knows: the two vouch for each other, and the other is active, past probation, and vouched for
    by somebody else. Otherwise two accounts made for it and one real friend would make the number a name."""
    mine, theirs, others, person = _aliases()
    is_vouched_for = sa.exists().where(
        others.member_id == mine.member_id, others.voucher_id != viewer.id, counting(others)
    )
    return (
        sa.select(mine.member_id)
        .join(theirs, sa.and_(theirs.voucher_id == mine.member_id, theirs.member_id == mine.voucher_id))
        .join(person, person.id == mine.member_id)
        .where(mine.voucher_id == viewer.id, mine.declined_on.is_(None), theirs.declined_on.is_(None))
        .where(person.is_active, is_past_probation(person), is_vouched_for)
        .correlate(None)
    )


@cache
def _aliases() -> tuple[type[Vouch], type[Vouch], type[Vouch], type[Member]]:
    # Kept: every profile asks, and making them takes longer than what they are made for.
    return aliased(Vouch), aliased(Vouch), aliased(Vouch), aliased(Member)
