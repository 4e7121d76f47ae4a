"""What the desk keeps of a member, told to that member; whoever else had to do with it is not named.

What others reported about the member is not told, nor that it was settled: it would tell who.
"""

import sqlalchemy as sa

from community.accounts.archive import Fact, Part
from community.accounts.models import Member
from community.audit import AuditEntry, may_be_told
from community.db import db
from community.i18n import lazy
from community.members.models import ReachedLimit
from community.members.wording import FIELDS
from community.moderation import queries, wording


def tell_trail(member: Member) -> list[Part]:
    """What the member did with power over others, and what others did to the member."""
    concerns = sa.or_(AuditEntry.actor_id == member.id, AuditEntry.subject_id == member.id)
    mine = sa.select(AuditEntry).where(concerns, may_be_told(member.id))
    entries = db.session.scalars(mine.order_by(AuditEntry.at.desc(), AuditEntry.id))
    return [Part("trail", lazy("What stands of you in the trail"), [_entry(entry, member) for entry in entries])]


def tell_openings(member: Member) -> list[Part]:
    """Which closed fields of the profile moderators looked at, and why."""
    records = [
        [
            Fact("day", lazy("Day"), opening.at.date()),
            Fact("field", lazy("Field"), opening.field, FIELDS[opening.field]),
            Fact("reason", lazy("The reason that you were told"), opening.reason),
        ]
        for opening in queries.list_openings(member)
    ]
    return [Part("looked", lazy("Who looked at your data"), records)]


def tell_limits(member: Member) -> list[Part]:
    """Which daily limits the member came to lately."""
    reached = sa.select(ReachedLimit).where(ReachedLimit.member_id == member.id)
    rows = db.session.scalars(reached.order_by(ReachedLimit.day.desc(), ReachedLimit.id))
    records = [
        [
            Fact("day", lazy("Day"), row.day),
            Fact("limit", lazy("Limit"), row.reached, wording.LIMITS[row.reached]),
            Fact("times", lazy("How often"), row.times),
        ]
        for row in rows
    ]
    return [Part("limits", lazy("Daily limits that you came to"), records)]


def _entry(entry: AuditEntry, member: Member) -> list[Fact]:
    to_me = entry.subject_id == member.id
    sentence = wording.sentence(
        entry,
        hide_actor=entry.actor_id is not None and entry.actor_id != member.id,
        hide_subject=entry.subject_type == Member.__tablename__ and not to_me,
    )
    return [
        Fact("day", lazy("Day"), entry.at.date()),
        Fact("action", lazy("What happened"), entry.action, sentence.striptags()),
        Fact("reason", lazy("The reason that you were told"), entry.details.get("reason") if to_me else None),
    ]
