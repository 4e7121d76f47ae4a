"""Telling the features above that somebody may be copying the directory."""

from datetime import date

import sqlalchemy as sa

from community.accounts.models import Member
from community.db import atomic, db
from community.members.models import Limit, ReachedLimit
from community.members.signals import directory_exhausted

_LOOKING = (Limit.DIRECTORY, Limit.PROFILES)


@atomic
def notice_looking(member: Member, limit: Limit, day: date) -> None:
    """Say that a member came to a limit for the first time on a day, where it is one of looking at others; once."""
    if limit not in _LOOKING:
        return
    reached = sa.select(ReachedLimit.reached).where(
        ReachedLimit.member_id == member.id, ReachedLimit.day == day, ReachedLimit.reached.in_(_LOOKING)
    )
    if db.session.scalars(reached).all() == [limit]:
        directory_exhausted.send(member)
