"""Holding two members, so that what the two do to each other at the same moment happens one after the other."""

import uuid

import sqlalchemy as sa

from community.accounts.models import Member
from community.db import db


def hold_pair(actor: Member, other_id: uuid.UUID | None) -> Member | None:
    """Hold both until the operation ends, always in the same order, before anything that is between them; returns the
    other one, or None where that account is deleted. Blocking somebody holds the one who blocks."""
    statement = sa.select(Member).where(Member.id.in_({actor.id, other_id} - {None})).order_by(Member.id)
    held = statement.with_for_update(key_share=True).execution_options(populate_existing=True)
    return next((member for member in db.session.scalars(held).all() if member.id != actor.id), None)
