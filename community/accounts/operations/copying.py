"""The copy of everything that is kept of a member: asked for, made by the worker, destroyed after a day."""

import base64
import uuid

import sqlalchemy as sa

from community.accounts import emails
from community.accounts.archive import make_archive
from community.accounts.models import DataCopy, EventKind, Member
from community.accounts.models.copies import COPY_STAYS
from community.accounts.operations.events import note
from community.accounts.own_data import tell_account
from community.accounts.queries import hold_copy
from community.accounts.signals import member_data
from community.db import atomic, db, lock, now
from community.errands import defer
from community.i18n import in_language


@atomic
def ask_for_copy(*, actor: Member, device: str) -> None:
    """Have a copy made of everything that is kept of a member, in place of any earlier one."""
    lock(actor)
    db.session.execute(sa.delete(DataCopy).where(DataCopy.member_id == actor.id))
    wanted = DataCopy(member_id=actor.id)
    db.session.add(wanted)
    note(actor, EventKind.DATA_ASKED, device)
    defer("accounts.make_copy", copy_id=wanted.id.hex)


@atomic
def make_copy(*, copy_id: str) -> None:
    """Make a copy that was asked for and tell its owner; nothing where it is not wanted any more."""
    wanted = hold_copy(uuid.UUID(hex=copy_id))
    if wanted is None or not wanted.is_being_made:
        return
    member = db.session.get_one(Member, wanted.member_id)
    with in_language(member.language):
        told = [part for _receiver, parts in member_data.send(member) for part in parts]
        parts = [*tell_account(member), *sorted(told, key=lambda part: part.name)]
        wanted.archive = base64.b64encode(make_archive(parts)).decode()
    wanted.ready_at = now()
    emails.send_copy_ready(member)


@atomic
def forget_copies() -> None:
    """Destroy the copies whose day is over."""
    db.session.execute(sa.delete(DataCopy).where(DataCopy.ready_at < now() - COPY_STAYS))
