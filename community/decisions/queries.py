"""Reading proposals and positions."""

import uuid
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from community.accounts.models import Member
from community.db import db, now
from community.decisions.models import Position, Proposal, ProposalState, Secrecy, Stance
from community.groups.models import Group, GroupState, Membership
from community.groups.queries import visible_to
from community.groups.works import Work
from community.web.pagination import Page, paginate

PAGE = 30


@dataclass(frozen=True)
class ToVote:
    """So many open proposals in one group on which somebody has not taken a position; closes_at: of the first."""

    group: Group
    count: int
    since: datetime
    closes_at: datetime


def find_proposal(viewer: Member | None, slug: str, proposal_id: uuid.UUID) -> Proposal | None:
    """A proposal in the group at this address, with its people, if `viewer` may know of the group."""
    return db.session.scalar(
        sa.select(Proposal)
        .join(Proposal.group)
        .where(Proposal.id == proposal_id, Group.slug == slug, visible_to(viewer))
        .options(contains_eager(Proposal.group), joinedload(Proposal.author), joinedload(Proposal.outcome_by))
    )


def list_open(group: Group, most: int = 100) -> Sequence[Proposal]:
    """The proposals that are not closed yet, the next to close first."""
    statement = sa.select(Proposal).where(Proposal.group_id == group.id, Proposal.state == ProposalState.OPEN)
    return db.session.scalars(statement.order_by(Proposal.closes_at, Proposal.id).limit(most)).all()


def list_settled(group: Group, after: str | None = None) -> Page[Proposal]:
    """A page of what was decided or withdrawn, latest first."""
    statement = sa.select(Proposal).where(Proposal.group_id == group.id, Proposal.state != ProposalState.OPEN)
    return paginate(statement, by=(Proposal.closes_at.desc(), Proposal.id.desc()), after=after, size=PAGE)


def find_voted(member: Member, proposals: Collection[Proposal]) -> set[uuid.UUID]:
    """Those of these proposals on which somebody has taken a position."""
    mine = sa.select(Position.proposal_id).where(
        Position.voter_id == member.id, Position.proposal_id.in_([one.id for one in proposals])
    )
    return set(db.session.scalars(mine))


def find_position(proposal: Proposal, voter_id: uuid.UUID) -> Position | None:
    """Somebody's own position."""
    own = sa.select(Position).where(Position.proposal_id == proposal.id, Position.voter_id == voter_id)
    return db.session.scalar(own, execution_options={"populate_existing": True})


def list_positions(proposal: Proposal, after: str | None = None) -> Page[Position]:
    """A page of positions with their people; of a secret one they stand in the order in which they were drawn."""
    statement = sa.select(Position).where(Position.proposal_id == proposal.id).options(joinedload(Position.voter))
    return paginate(statement, by=(Position.taken_at.asc(), Position.id.asc()), after=after)


def count_positions(proposal: Proposal) -> Mapping[Stance, int]:
    """How many take each position: as it stands now, or as it was counted at the closing."""
    if proposal.state is ProposalState.CLOSED:
        return proposal.numbers
    rows = db.session.scalars(sa.select(Position).where(Position.proposal_id == proposal.id))
    counts = Counter(row.stance for row in rows)
    return {stance: counts[stance] for stance in Stance}


def hold_positions(proposal: Proposal) -> Sequence[Position]:
    """Every position on a proposal that is held already, as it is now."""
    rows = sa.select(Position).where(Position.proposal_id == proposal.id).order_by(Position.id)
    return db.session.scalars(rows, execution_options={"populate_existing": True}).all()


def count_voters(group_id: uuid.UUID) -> int:
    """How many may take a position at this moment: the members of the group who are not new in it."""
    voters = sa.select(sa.func.count()).select_from(Membership).join(Member, Membership.member_id == Member.id)
    voters = voters.where(Membership.group_id == group_id, Membership.is_inside(), Member.is_active)
    return db.session.scalars(voters).one()


def list_missing(proposal: Proposal) -> Sequence[uuid.UUID]:
    """The ids of those who may take a position and have not."""
    voted = sa.select(Position.voter_id).where(Position.proposal_id == proposal.id, Position.voter_id.is_not(None))
    missing = sa.select(Membership.member_id).where(
        Membership.group_id == proposal.group_id, Membership.is_inside(), Membership.member_id.not_in(voted)
    )
    return db.session.scalars(missing.order_by(Membership.member_id)).all()


def list_due(moment: datetime) -> Sequence[uuid.UUID]:
    """The open proposals whose time is over."""
    due = sa.select(Proposal.id).where(Proposal.state == ProposalState.OPEN, Proposal.closes_at <= moment)
    return db.session.scalars(due.order_by(Proposal.closes_at, Proposal.id)).all()


def list_to_remind(moment: datetime) -> Sequence[uuid.UUID]:
    """The open proposals of which those who have not taken a position are to be reminded."""
    due = sa.select(Proposal.id).where(Proposal.state == ProposalState.OPEN, Proposal.remind_at <= moment)
    return db.session.scalars(due.order_by(Proposal.closes_at, Proposal.id)).all()


def hold_open_with(member_id: uuid.UUID, group_id: uuid.UUID | None = None) -> Sequence[Proposal]:
    """The open proposals, of one group or of all, on which somebody has taken a position: held until the end."""
    theirs = sa.select(Position.proposal_id).where(Position.voter_id == member_id)
    found = sa.select(Proposal).where(Proposal.state == ProposalState.OPEN, Proposal.id.in_(theirs))
    if group_id is not None:
        found = found.where(Proposal.group_id == group_id)
    held = found.order_by(Proposal.id).with_for_update(key_share=True)
    return db.session.scalars(held, execution_options={"populate_existing": True}).all()


def load_works(ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Work]:
    """Those of these proposals that are there, as notices and search know them."""
    proposals = db.session.scalars(sa.select(Proposal).where(Proposal.id.in_(ids)))
    return {one.id: _as_work(one) for one in proposals}


def _as_work(proposal: Proposal) -> Work:
    # Not the reasons: who finds them by a word of theirs would learn whose they are.
    title = proposal.title
    text = f"{title}\n{proposal.text}\n{proposal.outcome or ''}"
    return Work(proposal.group_id, title, proposal.language, proposal.created_at, {"proposal_id": proposal.id}, text)


def list_to_vote(member: Member) -> Sequence[ToVote]:
    """In each group where `member` works: the open proposals on which they have not taken a position."""
    voted = sa.exists().where(Position.proposal_id == Proposal.id, Position.voter_id == member.id)
    found = (
        sa.select(Group, sa.func.count(Proposal.id), sa.func.min(Proposal.created_at), sa.func.min(Proposal.closes_at))
        .join(Proposal, Proposal.group_id == Group.id)
        .join(Membership, Membership.group_id == Group.id)
        .where(Membership.member_id == member.id, Membership.is_inside(), Group.state == GroupState.ACTIVE)
        .where(Proposal.state == ProposalState.OPEN, Proposal.closes_at > now(), sa.not_(voted))
        .group_by(Group.id)
        .order_by(Group.id)
    )
    return [ToVote(*row) for row in db.session.execute(found)]


def list_by(member: Member) -> Sequence[Proposal]:
    """Every proposal that somebody made or wrote the outcome of, with its group, oldest first."""
    own = sa.or_(Proposal.author_id == member.id, Proposal.outcome_by_id == member.id)
    made = sa.select(Proposal).join(Proposal.group).where(own).options(contains_eager(Proposal.group))
    return db.session.scalars(made.order_by(Proposal.created_at, Proposal.id)).all()


def list_positions_by(member: Member) -> Sequence[Position]:
    """Every position that can still be told to be somebody's, with the groups, oldest first."""
    taken = sa.select(Position).join(Position.proposal).join(Proposal.group).where(Position.voter_id == member.id)
    taken = taken.options(contains_eager(Position.proposal).contains_eager(Proposal.group))
    return db.session.scalars(taken.order_by(Position.taken_at, Position.id)).all()


def shows_positions(proposal: Proposal) -> bool:
    """Whether the single positions may be seen at this moment."""
    if proposal.state is ProposalState.CLOSED:
        return True
    return proposal.state is ProposalState.OPEN and proposal.secrecy is Secrecy.SHOWN


def shows_numbers(proposal: Proposal) -> bool:
    """Whether the numbers may be seen: while a secret one is open, whoever watches them would learn who said what."""
    if proposal.state is ProposalState.CLOSED:
        return True
    return proposal.state is ProposalState.OPEN and not proposal.is_secret


def read_clock() -> datetime:
    """This moment on the clock of the database: one for all processes of the site that take positions."""
    if db.engine.dialect.name != "postgresql":
        return now()  # the database is a file of this machine
    clock: datetime = db.session.scalars(sa.select(sa.func.clock_timestamp())).one()
    return clock
