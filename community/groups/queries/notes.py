"""What coordinators noted about the people of their groups."""

import uuid
from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from community.accounts.models import Member
from community.db import db, now
from community.groups.models import NOTES_LAST, Group, MemberNote, Membership, MembershipState, NoteWriting
from community.groups.queries.memberships import find_membership

# Those who may have a note: who is in the group, and who was sent away from it and is kept out.
_NOTED = (MembershipState.ACTIVE, MembershipState.BANNED)


def find_noted(viewer: Member | None, slug: str, membership_id: uuid.UUID) -> Membership | None:
    """Somebody of the group at this address about whom something may be noted."""
    membership = find_membership(viewer, slug, membership_id)
    return membership if membership is not None and membership.state in _NOTED else None


def find_note(membership: Membership) -> MemberNote | None:
    """What is noted about somebody, with who wrote it when, the latest first."""
    note = sa.select(MemberNote).where(
        MemberNote.group_id == membership.group_id, MemberNote.member_id == membership.member_id
    )
    return db.session.scalar(note.options(selectinload(MemberNote.writings).joinedload(NoteWriting.writer)))


def list_noted(group: Group, members: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these members about whom something is noted."""
    noted = sa.select(MemberNote.member_id).where(MemberNote.group_id == group.id, MemberNote.member_id.in_(members))
    return set(db.session.scalars(noted))


def list_notes_about(member: Member) -> Sequence[MemberNote]:
    """Everything that is noted about a member, with the groups and when it was written; for that member."""
    notes = sa.select(MemberNote).join(MemberNote.group).where(MemberNote.member_id == member.id)
    options = contains_eager(MemberNote.group), selectinload(MemberNote.writings)
    return db.session.scalars(notes.options(*options).order_by(Group.created_at, MemberNote.id)).all()


def list_writings_by(member: Member) -> Sequence[NoteWriting]:
    """When a member wrote notes, latest first, with the groups; not about whom."""
    writings = sa.select(NoteWriting).where(NoteWriting.writer_id == member.id)
    with_groups = writings.options(joinedload(NoteWriting.note).joinedload(MemberNote.group))
    return db.session.scalars(with_groups.order_by(NoteWriting.at.desc(), NoteWriting.id)).all()


def is_outdated() -> sa.ColumnElement[bool]:
    """The condition that a note's time is over: its member is not in the group, nor was sent away lately."""
    stay = aliased(Membership)
    sent_away = sa.and_(
        stay.state.in_((MembershipState.REMOVED, MembershipState.BANNED)), stay.ended_at > now() - NOTES_LAST
    )
    held = sa.exists().where(
        stay.group_id == MemberNote.group_id,
        stay.member_id == MemberNote.member_id,
        sa.or_(stay.state == MembershipState.ACTIVE, sent_away),
    )
    return sa.not_(held)
