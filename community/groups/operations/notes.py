"""What coordinators note about the people of their groups, and when it is destroyed."""

import sqlalchemy as sa

from community.accounts.models import Member
from community.db import atomic, db, lock
from community.groups import queries
from community.groups.models import Group, MemberNote, Membership, MembershipState, NoteWriting
from community.groups.operations.guarding import ensure_active
from community.groups.operations.refusals import (
    NotInGroup,
    NotOneself,
)
from community.i18n import lazy
from community.refusals import Refusal


class NoteChanged(Refusal):
    """Another coordinator has written the note meanwhile."""

    sentence = lazy("Another coordinator has changed this note while you were writing. Read it below, then save again.")


@atomic
def write_note(*, actor: Member, membership: Membership, text: str, seen: str) -> None:
    """Write the note about somebody anew; no text destroys it, in a group at rest as well.

    seen: `edition_of` the note that the actor had before them, so that nobody overwrites what they have not read.
    Refuses with NotOneself, NotInGroup, NoteChanged, GroupAtRest.
    """
    group = db.session.get_one(Group, membership.group_id)
    lock(group)  # one after the other: there is one note about each
    lock(membership)
    if membership.member_id == actor.id:
        raise NotOneself
    if membership.state not in (MembershipState.ACTIVE, MembershipState.BANNED):
        raise NotInGroup
    note = queries.find_note(membership)
    if edition_of(note) != seen:
        raise NoteChanged
    if not text:
        if note is not None:
            db.session.delete(note)
        return
    ensure_active(group)
    if note is None:
        note = MemberNote(group_id=group.id, member_id=membership.member_id, writings=[])
        db.session.add(note)
    elif note.text == text:
        return
    note.text = text
    note.writings.append(NoteWriting(writer_id=actor.id))


def edition_of(note: MemberNote | None) -> str:
    """What tells one state of a note from the next."""
    return note.writings[0].id.hex if note is not None and note.writings else ""


def let_go_of_note(membership: Membership) -> None:
    """Destroy the note about somebody who left by themselves; part of the operation. Others' waits its time."""
    if membership.state is MembershipState.LEFT:
        about = sa.delete(MemberNote).where(
            MemberNote.group_id == membership.group_id, MemberNote.member_id == membership.member_id
        )
        db.session.execute(about, execution_options={"synchronize_session": False})


@atomic
def forget_notes() -> None:
    """Destroy the notes about those who have not been in the group for long."""
    outdated = sa.delete(MemberNote).where(queries.is_outdated())
    db.session.execute(outdated, execution_options={"synchronize_session": False})
