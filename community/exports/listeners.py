"""What exports answer to features below them."""

import sqlalchemy as sa

from community.accounts.models import Member
from community.accounts.signals import member_data, member_deleted
from community.db import db
from community.exports.models import Export
from community.exports.own_data import tell_exports

member_data.connect(tell_exports)


@member_deleted.connect
def forget_member(member: Member) -> None:
    """The words of somebody who goes, go; that there was an export stays, without them."""
    mine = sa.update(Export).where(Export.asker_id == member.id)
    db.session.execute(mine.values(reason="", asker_id=None))
