"""What tests of notices do again and again."""

import sqlalchemy as sa

from community.accounts.models import Member
from community.db import atomic, db
from community.notifications.models import Level, Notice, NoticePreference, NoticeSettings
from community.notifications.operations import notify


@atomic
def leave(thing, actor=None, concerns=(), only=None):
    """Leave the errand that tells of an announcement."""
    notify("announcement", thing.id, thing.group_id, actor=actor, concerns=concerns, only=only)


def prefer(member, level, group=None, kind="announcement"):
    """Have a member want to be told like this."""
    group_id = group.id if group else None
    db.session.add(NoticePreference(member_id=member.id, group_id=group_id, kind=kind, level=Level(level)))
    db.session.commit()


def settle(member, **values):
    """Give a member settings of their own."""
    db.session.add(NoticeSettings(member_id=member.id, **values))
    db.session.commit()


def notices():
    """The notices there are, by the handle of their reader; each reader has one at most."""
    db.session.rollback()
    db.session.expire_all()
    found = sa.select(Member.handle, Notice).join(Notice, Notice.member_id == Member.id).order_by(Member.handle)
    rows = [tuple(row) for row in db.session.execute(found)]
    assert len(dict(rows)) == len(rows)
    return dict(rows)
