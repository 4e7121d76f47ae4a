"""Whether something waits for a member: a request, or words that they have not seen."""

import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from community.accounts.models import Member
from community.contacts.models import ContactRequest, Conversation, RequestState
from community.db import db


def something_waits(member_id: Any) -> sa.ColumnElement[bool]:
    """The condition, for a column of a query or an id; cheap, as it stands in the query of every page."""
    asker = aliased(Member)
    asked = (
        sa.select(ContactRequest.id)
        .join(asker, asker.id == ContactRequest.asker_id)
        .where(ContactRequest.asked_id == member_id, ContactRequest.state == RequestState.WAITING, asker.is_active)
    )
    written_to_first = sa.select(Conversation.id).where(
        Conversation.first_id == member_id, Conversation.last_number > Conversation.first_seen
    )
    written_to_second = sa.select(Conversation.id).where(
        Conversation.second_id == member_id, Conversation.last_number > Conversation.second_seen
    )
    return sa.or_(asked.exists(), written_to_first.exists(), written_to_second.exists())


def waits_for(member: Member) -> bool:
    """Whether something waits for this member."""
    member_id: uuid.UUID = member.id
    return bool(db.session.scalar(sa.select(something_waits(member_id))))
