"""What the trail keeps of a member, told to that member; whoever else had to do with it is not named."""

import sqlalchemy as sa

from community.accounts.archive import Fact, Part
from community.accounts.models import Member
from community.audit import AuditEntry
from community.db import db
from community.i18n import lazy
from community.moderation import wording


def tell_trail(member: Member) -> list[Part]:
    """What the member did with power over others, and what others did to the member."""
    concerns = sa.or_(AuditEntry.actor_id == member.id, AuditEntry.subject_id == member.id)
    entries = db.session.scalars(sa.select(AuditEntry).where(concerns).order_by(AuditEntry.at.desc(), AuditEntry.id))
    return [Part("trail", lazy("What stands of you in the trail"), [_entry(entry, member) for entry in entries])]


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
