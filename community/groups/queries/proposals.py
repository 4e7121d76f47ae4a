"""Reading proposals of groups: one's own, and for moderators all but those."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, load_only

from community.accounts.models import Member
from community.db import db
from community.groups.models import Group, GroupProposal, ProposalState
from community.groups.queries.groups import visible_to
from community.i18n import LANGUAGES
from community.web.pagination import Page, paginate

SIZE = 20
# How much of two names is the same before they count as similar, and how many names are looked at and told.
ALIKE = 0.75
MOST_LOOKED_AT = 500
MOST_SIMILAR = 5


def find_proposal_of(viewer: Member | None, proposal_id: uuid.UUID) -> GroupProposal | None:
    """A proposal of the viewer's own."""
    if viewer is None:
        return None
    mine = sa.select(GroupProposal).where(GroupProposal.id == proposal_id, GroupProposal.proposer_id == viewer.id)
    return db.session.scalar(mine.options(joinedload(GroupProposal.parent)))


def list_my_proposals(member: Member, after: str | None = None) -> Page[GroupProposal]:
    """A page of a member's own proposals, newest first, with the groups that came of them."""
    mine = sa.select(GroupProposal).where(GroupProposal.proposer_id == member.id)
    by = (GroupProposal.created_at.desc(), GroupProposal.id.desc())
    return paginate(mine.options(joinedload(GroupProposal.group)), by=by, after=after, size=SIZE)


def list_proposals_by(member: Member) -> Sequence[GroupProposal]:
    """Every proposal of a member, oldest first."""
    mine = sa.select(GroupProposal).where(GroupProposal.proposer_id == member.id)
    return db.session.scalars(mine.order_by(GroupProposal.created_at, GroupProposal.id)).all()


def count_open_proposals(member: Member) -> int:
    """How many proposals of a member have found no end yet."""
    unfinished = (ProposalState.WAITING, ProposalState.SENT_BACK)
    mine = sa.select(sa.func.count()).where(GroupProposal.proposer_id == member.id, GroupProposal.state.in_(unfinished))
    return db.session.scalars(mine).one()


def find_proposal(viewer: Member | None, proposal_id: uuid.UUID) -> GroupProposal | None:
    """A proposal for a moderator, with who made it and the group above; their own is not theirs to decide."""
    return db.session.scalar(_for_moderator(viewer).where(GroupProposal.id == proposal_id)) if viewer else None


def list_proposals(viewer: Member, state: ProposalState, after: str | None = None) -> Page[GroupProposal]:
    """A page of proposals for a moderator: those that wait longest first, the others latest first."""
    proposals = _for_moderator(viewer).where(GroupProposal.state == state)
    by: Any = (GroupProposal.changed_at.desc(), GroupProposal.id.desc())
    if state is ProposalState.WAITING:
        by = (GroupProposal.changed_at.asc(), GroupProposal.id.asc())
    return paginate(proposals, by=by, after=after, size=SIZE)


def count_waiting_proposals(viewer: Member) -> tuple[int, datetime | None]:
    """How many proposals wait for this moderator, and since when the oldest does."""
    waiting = (
        sa.select(sa.func.count(), sa.func.min(GroupProposal.changed_at))
        .join(GroupProposal.proposer)
        .where(GroupProposal.state == ProposalState.WAITING, *_known_to(viewer))
    )
    count, oldest = db.session.execute(waiting).one()
    return count, oldest


def _for_moderator(viewer: Member) -> sa.Select[Any]:
    with_people = (
        contains_eager(GroupProposal.proposer),
        joinedload(GroupProposal.parent),
        joinedload(GroupProposal.group),
    )
    return sa.select(GroupProposal).join(GroupProposal.proposer).where(*_known_to(viewer)).options(*with_people)


def _known_to(viewer: Member) -> tuple[Any, ...]:
    # Whoever asked to delete the account is shown to nobody; their proposals are back when they come back.
    return GroupProposal.proposer_id != viewer.id, Member.closes_at.is_(None)


def list_members(ids: Iterable[uuid.UUID]) -> Sequence[Member]:
    """Those of these members who can act, by handle."""
    active = sa.select(Member).where(Member.id.in_(list(ids)), Member.is_active)
    return db.session.scalars(active.order_by(Member.handle)).all()


def find_similar(viewer: Member, names: Mapping[str, str]) -> list[Group]:
    """Groups that `viewer` may know of and that are called almost as this one would be, the most similar first.

    names: by language. Among very many groups only the newest are looked at.
    """
    wanted = {code: _normal(names.get(code, "")) for code in LANGUAGES}
    known = (
        sa.select(Group)
        .where(visible_to(viewer))
        .order_by(Group.created_at.desc(), Group.id)
        .limit(MOST_LOOKED_AT)
        .options(load_only(Group.slug, Group.name_en, Group.name_ko))
    )
    found = [(_likeness(wanted, group), group) for group in db.session.scalars(known)]
    similar = sorted((pair for pair in found if pair[0] >= ALIKE), key=lambda pair: (-pair[0], pair[1].slug))
    return [group for _likeness, group in similar[:MOST_SIMILAR]]


def _likeness(wanted: Mapping[str, str], group: Group) -> float:
    pairs = ((wanted[code], _normal(getattr(group, f"name_{code}"))) for code in LANGUAGES)
    return max((SequenceMatcher(None, one, other).ratio() for one, other in pairs if one and other), default=0.0)


def _normal(name: str) -> str:
    return " ".join(name.casefold().split())
