"""Reading for the desk."""

import unicodedata
from dataclasses import dataclass

import sqlalchemy as sa

import community.endorsements.queries
from community.accounts.models import Member, MemberState
from community.db import db
from community.groups.models import Group
from community.web.pagination import Page, paginate

LONGEST_SEARCH = 80

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


def list_members(search: str = "", after: str | None = None) -> Page[Member]:
    """A page of members, newest first; `search` is a part of the handle or of the display name."""
    statement = sa.select(Member).where(*_KNOWN)
    written = "".join(character for character in search[:LONGEST_SEARCH] if character.isprintable())
    wanted = unicodedata.normalize("NFC", written).strip().removeprefix("@")
    if wanted:
        statement = statement.where(
            sa.or_(
                Member.handle.icontains(wanted, autoescape=True),
                Member.display_name.icontains(wanted, autoescape=True),
            )
        )
    return paginate(statement, by=(Member.created_at.desc(), Member.id.desc()), after=after)
