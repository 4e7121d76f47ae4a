"""Reading accounts."""

import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from community.accounts.addresses import address_index
from community.accounts.models import (
    FirstAdministrator,
    LinkPurpose,
    MailedLink,
    Member,
    MemberSession,
    MemberState,
    SecurityEvent,
)
from community.db import db


def find_member(member_id: uuid.UUID) -> Member | None:
    """The member with this id."""
    return db.session.get(Member, member_id)


def find_confirmed_by_address(address: str) -> Member | None:
    """The one member, active or suspended, whose confirmed address this is."""
    return db.session.scalar(
        sa.select(Member).where(Member.email_index == address_index(address), Member.state != MemberState.UNCONFIRMED)
    )


def count_unconfirmed(address: str) -> int:
    """How many sign-ups with this address wait for its owner."""
    waiting = sa.select(sa.func.count()).select_from(Member)
    return db.session.scalars(
        waiting.where(Member.email_index == address_index(address), Member.state == MemberState.UNCONFIRMED)
    ).one()


def find_active_by_handle(handle: str) -> Member | None:
    """The active member with this handle, however it is capitalised."""
    return db.session.scalar(
        sa.select(Member).where(
            Member.handle == handle.strip().removeprefix("@").lower(), Member.state == MemberState.ACTIVE
        )
    )


def is_administrator_claimed() -> bool:
    """Whether somebody has opened the administrator's link of the first start."""
    return db.session.scalar(sa.select(FirstAdministrator)) is not None


def find_session(session_id: uuid.UUID) -> MemberSession | None:
    """The session with this id, its member beside it."""
    with_member = joinedload(MemberSession.member, innerjoin=True)
    return db.session.scalar(sa.select(MemberSession).where(MemberSession.id == session_id).options(with_member))


def find_session_of(viewer: Member | None, session_id: uuid.UUID) -> MemberSession | None:
    """The session with this id; what the viewer may do to it, its relations tell."""
    return find_session(session_id) if viewer else None


def list_sessions(member: Member) -> Sequence[MemberSession]:
    """Where the member is logged in, last used first."""
    mine = sa.select(MemberSession).where(MemberSession.member_id == member.id)
    found = db.session.scalars(mine.options(joinedload(MemberSession.member, innerjoin=True)))
    return sorted((session for session in found if session.is_open), key=lambda session: session.seen_at, reverse=True)


def list_events(member: Member, most: int = 50) -> Sequence[SecurityEvent]:
    """What happened to the account, latest first."""
    mine = sa.select(SecurityEvent).where(SecurityEvent.member_id == member.id)
    return db.session.scalars(mine.order_by(SecurityEvent.at.desc(), SecurityEvent.id).limit(most)).all()


def find_link(token_digest: bytes, purpose: LinkPurpose) -> MailedLink | None:
    """The mailed link with this digest, its member beside it."""
    found = sa.select(MailedLink).where(MailedLink.token_digest == token_digest, MailedLink.purpose == purpose)
    return db.session.scalar(found.options(joinedload(MailedLink.member, innerjoin=True)))
