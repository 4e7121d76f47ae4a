"""Reading contact requests."""

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from community.accounts.models import Member
from community.contacts.models import PENDING, ContactRequest, RequestState
from community.db import db
from community.web.pagination import Page, paginate


def find_between(asker: Member, asked: Member) -> ContactRequest | None:
    """The one row for this pair and direction, in whatever state."""
    statement = sa.select(ContactRequest).where(
        ContactRequest.asker_id == asker.id, ContactRequest.asked_id == asked.id
    )
    return db.session.scalar(statement)


def find_received(viewer: Member | None, request_id: uuid.UUID) -> ContactRequest | None:
    """The request with this id, if it waits for the viewer."""
    return db.session.scalar(_received(viewer).where(ContactRequest.id == request_id)) if viewer else None


def find_sent(viewer: Member | None, request_id: uuid.UUID) -> ContactRequest | None:
    """The request with this id, if the viewer has sent it and may take it back."""
    if viewer is None:
        return None
    return db.session.scalar(_sent(viewer).where(ContactRequest.id == request_id, ContactRequest.state.in_(PENDING)))


def list_received(member: Member, after: str | None = None, size: int = 30) -> Page[ContactRequest]:
    """A page of the requests that wait for a member, oldest first."""
    order = (ContactRequest.created_at.asc(), ContactRequest.id.asc())
    return paginate(_received(member), by=order, after=after, size=size)


def list_sent(member: Member, after: str | None = None, size: int = 30) -> Page[ContactRequest]:
    """A page of the requests that a member has sent, latest first; ignored ones are told from none that wait."""
    order = (ContactRequest.created_at.desc(), ContactRequest.id.desc())
    shown = _sent(member).where(ContactRequest.state != RequestState.WITHDRAWN)
    return paginate(shown, by=order, after=after, size=size)


def _received(member: Member) -> sa.Select[ContactRequest]:
    return (
        sa.select(ContactRequest)
        .join(ContactRequest.asker)
        .options(contains_eager(ContactRequest.asker))
        .where(ContactRequest.asked_id == member.id, ContactRequest.state == RequestState.WAITING, Member.is_active)
    )


def _sent(member: Member) -> sa.Select[ContactRequest]:
    # Whether the one who was asked can still log in tells the asker nothing here.
    asked = joinedload(ContactRequest.asked, innerjoin=True)
    return sa.select(ContactRequest).where(ContactRequest.asker_id == member.id).options(asked)
