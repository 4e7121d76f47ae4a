"""Having read what one was told."""

from datetime import datetime

import sqlalchemy as sa

from community.accounts.models import Member
from community.db import atomic, db, lock
from community.notifications.models import Notice


@atomic
def read(*, actor: Member, notice: Notice) -> None:
    """Note that a member has read of one thing: no mail tells of it any more."""
    lock(notice)
    if notice.member_id == actor.id:
        notice.read()


@atomic
def read_all(*, actor: Member, until: datetime) -> None:
    """Note that a member has read everything that was told until a moment: what came later they have not seen."""
    unread = sa.select(Notice).where(Notice.member_id == actor.id, Notice.read_at.is_(None), Notice.at <= until)
    for notice in db.session.scalars(unread.order_by(Notice.id).with_for_update()):
        notice.read()
