"""The rings of new accounts, for moderators."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from community.accounts.models import Member, Role
from community.db import db, now
from community.members.probation import is_past_probation
from community.vouching.models import Vouch
from community.vouching.rings import NEW, Edge, find_rings

# How much is looked at and shown at once, so that the page stays quick however many flood; it says so. The latest
# vouches come first: a ring that floods is at work now.
MOST_EDGES, MOST_RINGS, MOST_SHOWN = 10_000, 20, 20


@dataclass(frozen=True)
class Ring:
    """One ring: how many accounts, and of the first of them who they are and how they vouch for each other."""

    size: int
    members: Sequence[Member]
    vouches: Sequence[Vouch]

    def handle_of(self, member_id: uuid.UUID) -> str:
        """The handle of somebody in the ring who is shown."""
        return next(member.handle for member in self.members if member.id == member_id)

    def notes_by(self, member: Member) -> list[Vouch]:
        """What somebody in the ring told moderators about others in it."""
        return [vouch for vouch in self.vouches if vouch.voucher_id == member.id and vouch.note]

    def count_for(self, member: Member) -> int:
        """How many in the ring vouch for somebody in it."""
        return sum(vouch.member_id == member.id for vouch in self.vouches)

    def count_mutual(self) -> int:
        """How many pairs in the ring vouch for each other."""
        pairs = {(vouch.voucher_id, vouch.member_id) for vouch in self.vouches}
        return sum((member, voucher) in pairs for voucher, member in pairs) // 2


def is_new(member: Any = Member) -> sa.ColumnElement[bool]:
    """The condition that an account is new, as far as rings go: young or on probation, and nobody gave it a role."""
    young = sa.or_(member.confirmed_at > now() - NEW, sa.not_(is_past_probation(member)))
    return sa.and_(member.role == Role.MEMBER, young)


def list_rings() -> list[Ring]:
    """The rings of new accounts, the largest first, each with some of its accounts by handle. Three queries for all."""
    found = find_rings(_edges())[:MOST_RINGS]
    # Any of a large ring will do, but the same ones each time.
    chosen = [set(sorted(ring, key=str)[:MOST_SHOWN]) for ring in found]
    members = _members(set().union(*chosen))
    vouches = _vouches_among([member.id for member in members])
    return [
        Ring(
            len(ring),
            [member for member in members if member.id in some],
            [vouch for vouch in vouches if vouch.voucher_id in some],
        )
        for ring, some in zip(found, chosen, strict=True)
    ]


def _edges() -> list[Edge]:
    # Cut before anything is joined: otherwise SQLite begins with all members there are.
    standing = sa.select(Vouch.voucher_id, Vouch.member_id).where(Vouch.declined_on.is_(None))
    latest = standing.order_by(Vouch.made_on.desc(), Vouch.id).limit(MOST_EDGES).subquery()
    voucher, member = aliased(Member), aliased(Member)
    vouches = (
        sa.select(latest.c.voucher_id, latest.c.member_id, is_new(voucher), is_past_probation(voucher))
        .join(voucher, voucher.id == latest.c.voucher_id)
        .join(member, member.id == latest.c.member_id)
        .where(voucher.is_active, member.is_active, is_new(member))
    )
    return [Edge(*row) for row in db.session.execute(vouches)]


def _members(ids: Iterable[Any]) -> Sequence[Member]:
    return db.session.scalars(sa.select(Member).where(Member.id.in_(ids)).order_by(Member.handle)).all()


def _vouches_among(ids: Sequence[uuid.UUID]) -> Sequence[Vouch]:
    among = sa.select(Vouch).where(Vouch.voucher_id.in_(ids), Vouch.member_id.in_(ids), Vouch.declined_on.is_(None))
    return db.session.scalars(among.order_by(Vouch.made_on, Vouch.id)).all()
