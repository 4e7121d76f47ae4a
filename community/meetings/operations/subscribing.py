"""Making calendar addresses and taking them back."""

import secrets

import sqlalchemy as sa

from community.accounts.models import Member
from community.db import atomic, db, lock, now
from community.groups.models import Group
from community.meetings.models import Calendar
from community.meetings.operations.refusals import TooManyCalendars
from community.meetings.queries import mark_of_token

MOST_CALENDARS = 20
TOKEN_BYTES = 24


@atomic
def make_calendar(*, actor: Member, group: Group | None, is_discreet: bool) -> str:
    """Make an address for the meetings of a group, or with None of all groups of the member; gives its token, which
    nobody is shown again. Refuses with TooManyCalendars."""
    lock(actor)
    mine = sa.select(sa.func.count(Calendar.id)).where(Calendar.member_id == actor.id)
    if db.session.scalars(mine).one() >= MOST_CALENDARS:
        raise TooManyCalendars
    token = secrets.token_urlsafe(TOKEN_BYTES)
    mark = mark_of_token(token)
    group_id = group.id if group else None
    db.session.add(Calendar(member_id=actor.id, group_id=group_id, token_mark=mark, is_discreet=is_discreet))
    return token


@atomic
def revoke_calendar(*, actor: Member, calendar: Calendar) -> None:
    """Take a calendar address back: from now on it is as if it had never been."""
    db.session.execute(sa.delete(Calendar).where(Calendar.id == calendar.id, Calendar.member_id == actor.id))


@atomic
def note_fetched(calendar: Calendar) -> None:
    """Note the day on which a program asked for a calendar, so that its owner sees whether it is used."""
    today = now().date()
    db.session.execute(sa.update(Calendar).where(Calendar.id == calendar.id).values(fetched_on=today))
