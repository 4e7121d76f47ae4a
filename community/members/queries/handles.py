"""Reading which handles rest."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from community.accounts.models import Member
from community.crypto import blind_mark
from community.db import db, now
from community.members.models import RetiredHandle


def handle_mark(handle: str) -> bytes:
    """What stands for a handle where it must not be read."""
    return blind_mark("retired handle", handle)


def owner_mark(member: Member) -> bytes:
    """What stands for whoever gave handles up."""
    return blind_mark("owner of retired handles", member.id.hex)


def find_retired(handle: str) -> RetiredHandle | None:
    """That this handle rests, if it still does."""
    mine = sa.select(RetiredHandle).where(RetiredHandle.handle_mark == handle_mark(handle))
    return db.session.scalar(mine.where(RetiredHandle.free_at > now()))


def list_retired(member: Member) -> Sequence[datetime]:
    """When each handle that the member gave up is free for others, the last one first."""
    mine = sa.select(RetiredHandle.free_at).where(RetiredHandle.owner_mark == owner_mark(member))
    return db.session.scalars(mine.where(RetiredHandle.free_at > now()).order_by(RetiredHandle.free_at.desc())).all()
