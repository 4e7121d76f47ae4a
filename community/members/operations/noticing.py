"""Noting who came to a limit, and telling the features above that somebody may be copying the directory."""

import uuid
from datetime import date

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from community.accounts.models import Member
from community.db import atomic, db
from community.members.models import DirectoryAlarm, Limit, ReachedLimit
from community.members.signals import directory_exhausted

# Coming to one of these raises an alarm, the first time on a day.
LOOKING = (Limit.DIRECTORY, Limit.PROFILES)


def note_reached(member_id: uuid.UUID, limit: Limit, day: date) -> sa.Executable:
    """The statement by which a member came to a limit once more on a day."""
    first = _insert(ReachedLimit).values(id=uuid.uuid4(), member_id=member_id, reached=limit, day=day, times=1)
    return first.on_conflict_do_update(
        index_elements=[ReachedLimit.member_id, ReachedLimit.reached, ReachedLimit.day],
        set_={"times": ReachedLimit.times + 1},
    )


@atomic
def notice_looking(member: Member, limit: Limit, day: date) -> None:
    """Note that a member came to a limit of looking at others, and say so: once a day, however many come at once.

    The note and what is told stand or fall together; where they fell, the next attempt makes up for it.
    """
    db.session.execute(note_reached(member.id, limit, day))
    alarm = _insert(DirectoryAlarm).values(member_id=member.id, day=day).on_conflict_do_nothing()
    if db.session.scalar(alarm.returning(DirectoryAlarm.member_id)) is not None:
        directory_exhausted.send(member)


def _insert(model: type[ReachedLimit | DirectoryAlarm]) -> postgresql.Insert | sqlite.Insert:
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    return insert(model)
