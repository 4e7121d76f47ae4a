"""Telling a member by mail that something waits: once, until they have looked."""

import uuid

import sqlalchemy as sa

from community.accounts.models import Member
from community.accounts.queries import find_member
from community.contacts import emails, queries
from community.contacts.models import ContactSettings
from community.db import atomic, db, lock
from community.errands import Handler, defer


def tell_later(member: Member) -> None:
    """Have the worker look whether a mail is due; part of an operation."""
    defer("contacts.tell", member=member.id.hex)


@atomic
def tell(*, member: str) -> None:
    """Mail a member that something waits, unless nothing does any more, they have been told, or want no such mails."""
    found = find_member(uuid.UUID(hex=member))
    if found is None:
        return
    settings = hold_settings(found)
    if settings.was_told or not settings.mails or not found.is_active or not queries.waits_for(found):
        return
    settings.was_told = True
    emails.send_something_waits(found)


@atomic
def look(*, actor: Member) -> None:
    """Note that a member has looked: when something new comes, a mail may tell them again."""
    told = sa.update(ContactSettings).where(ContactSettings.member_id == actor.id, ContactSettings.was_told)
    db.session.execute(told.values(was_told=False))


def hold_settings(member: Member) -> ContactSettings:
    """What a member chose, to be changed; part of an operation, which holds the member until its end."""
    lock(member)
    settings = queries.get_settings(member)
    db.session.add(settings)
    return settings


# What is done after the answer, and who does it.
ERRANDS: dict[str, Handler] = {"contacts.tell": tell}
