"""Reading for the desk."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

import community.endorsements.queries
from community.accounts.models import Member, MemberState, Role
from community.db import db
from community.groups.models import Group
from community.members.models import Block, Profile, ReachedLimit
from community.moderation.models import FieldOpening
from community.web.pagination import Page, paginate

LONGEST_SEARCH = 80
MOST_LIMITS = 20

# A sign-up that nobody confirmed is no member yet, and whoever asked to delete the account is shown to nobody.
_KNOWN = (Member.state != MemberState.UNCONFIRMED, Member.closes_at.is_(None))


@dataclass(frozen=True)
class Figures:
    """The numbers on the desk."""

    members: int
    suspended: int
    groups: int
    endorsers: int


def count_figures() -> Figures:
    """How much there is of everything."""
    per_state = sa.select(Member.state, sa.func.count()).where(*_KNOWN).group_by(Member.state)
    states = dict(db.session.execute(per_state).all())
    return Figures(
        members=states.get(MemberState.ACTIVE, 0),
        suspended=states.get(MemberState.SUSPENDED, 0),
        groups=db.session.scalar(sa.select(sa.func.count()).select_from(Group)) or 0,
        endorsers=community.endorsements.queries.count_endorsers(),
    )


def find_member(viewer: Member | None, handle: str) -> Member | None:
    """The member with this handle, active or suspended; not who is leaving, or was never confirmed."""
    return db.session.scalar(sa.select(Member).where(Member.handle == handle, *_KNOWN))


def list_members(viewer: Member, search: str = "", after: str | None = None) -> Page[Member]:
    """A page of members, newest first; `search` is a part of the handle, or of the name where it is open to members.

    A name that is closed to the viewer is not searched either: what is found would tell what it is.
    """
    statement = sa.select(Member).where(*_KNOWN)
    written = "".join(character for character in search[:LONGEST_SEARCH] if character.isprintable())
    wanted = unicodedata.normalize("NFC", written).strip().removeprefix("@")
    if wanted:
        shows_name = sa.exists().where(Profile.member_id == Member.id, Profile.name_open)
        blocks_viewer = sa.exists().where(Block.blocker_id == Member.id, Block.blocked_id == viewer.id)
        by_name = Member.display_name.icontains(wanted, autoescape=True)
        by_handle = Member.handle.icontains(wanted, autoescape=True)
        statement = statement.where(sa.or_(by_handle, sa.and_(by_name, shows_name, ~blocks_viewer)))
    return paginate(statement, by=(Member.created_at.desc(), Member.id.desc()), after=after)


def list_moderators() -> Sequence[Member]:
    """Everybody who can work at the desk."""
    found = sa.select(Member).where(Member.role != Role.MEMBER, Member.is_active)
    return db.session.scalars(found.order_by(Member.id)).all()


def list_limits(after: str | None = None) -> Page[ReachedLimit]:
    """A page of who came to which daily limit, latest day first."""
    return paginate(_select_limits(), by=(ReachedLimit.day.desc(), ReachedLimit.id.desc()), after=after)


def list_limits_of(member: Member) -> Sequence[ReachedLimit]:
    """The daily limits that a member came to lately."""
    mine = _select_limits().where(ReachedLimit.member_id == member.id)
    return db.session.scalars(mine.order_by(ReachedLimit.day.desc(), ReachedLimit.id.desc()).limit(MOST_LIMITS)).all()


def list_openings(member: Member) -> Sequence[FieldOpening]:
    """Every time a moderator looked at a closed field of this member's profile, latest first."""
    return db.session.scalars(_select_openings(member).order_by(*_LATEST_OPENED)).all()


def page_openings(member: Member, after: str | None = None, size: int = 50) -> Page[FieldOpening]:
    """A page of the same, with who looked."""
    with_opener = _select_openings(member).options(joinedload(FieldOpening.opener))
    return paginate(with_opener, by=_LATEST_OPENED, after=after, size=size)


_LATEST_OPENED = (FieldOpening.at.desc(), FieldOpening.id.desc())


def _select_openings(member: Member) -> sa.Select[Any]:
    return sa.select(FieldOpening).where(FieldOpening.member_id == member.id)


def _select_limits() -> sa.Select[Any]:
    found = sa.select(ReachedLimit).join(ReachedLimit.member).where(Member.closes_at.is_(None))
    return found.options(contains_eager(ReachedLimit.member))
