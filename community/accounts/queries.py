"""Reading accounts."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, with_expression

from community.accounts.models import (
    DataCopy,
    EventKind,
    FirstAdministrator,
    LinkPurpose,
    MailedLink,
    Member,
    MemberSession,
    MemberState,
    Passkey,
    RecoveryCode,
    SecurityEvent,
    Totp,
)
from community.accounts.waiting import count_news, something_waits
from community.db import db, now


def find_member(member_id: uuid.UUID) -> Member | None:
    """The member with this id."""
    return db.session.get(Member, member_id)


def find_confirmed_by_address(address: str) -> Member | None:
    """The one member, active or suspended, whose confirmed address this is."""
    return db.session.scalar(Member.find_by(address, Member.state != MemberState.UNCONFIRMED))


def find_password_hash(address: str) -> str | None:
    """The password hash of the member who may log in with this address.

    One row comes from the database whether the address is known or not, and no member is made of it, so that the time
    that this takes does not tell.
    """
    kept = Member.find_by(address, Member.state == MemberState.ACTIVE).with_only_columns(Member.password_hash)
    return db.session.scalar(sa.select(kept.scalar_subquery()))


def find_unconfirmed(member_id: uuid.UUID) -> Member | None:
    """The member with this id, if the address is still to be confirmed."""
    return db.session.scalar(sa.select(Member).where(Member.id == member_id, Member.state == MemberState.UNCONFIRMED))


def wants_discretion(address: str) -> bool:
    """Whether this is the confirmed address of a member who wants to be written to discreetly."""
    member = find_confirmed_by_address(address)
    return member is not None and member.discreet


def count_unconfirmed(address: str) -> int:
    """How many sign-ups with this address wait for its owner."""
    waiting = sa.select(sa.func.count()).select_from(Member)
    return db.session.scalars(waiting.where(Member.has_address(address), Member.state == MemberState.UNCONFIRMED)).one()


def find_active_by_handle(handle: str) -> Member | None:
    """The active member with this handle, however it is capitalised."""
    return db.session.scalar(
        sa.select(Member).where(Member.handle == handle.strip().removeprefix("@").lower(), Member.is_active)
    )


def is_administrator_claimed() -> bool:
    """Whether somebody has opened the administrator's link of the first start."""
    return db.session.scalar(sa.select(FirstAdministrator)) is not None


def find_session(session_id: uuid.UUID) -> MemberSession | None:
    """The session with this id, its member beside it, whether something waits for them, and how much is new to them."""
    return db.session.scalar(_select_session(), {"session_id": session_id})


@cache
def _select_session() -> sa.Select[MemberSession]:
    # Every page of a member asks for it: what it takes to build the statement is spent once.
    with_member = joinedload(MemberSession.member, innerjoin=True)
    with_waiting = with_expression(MemberSession.something_waits, something_waits(MemberSession.member_id))
    with_news = with_expression(MemberSession.news, count_news(MemberSession.member_id))
    found = sa.select(MemberSession).where(MemberSession.id == sa.bindparam("session_id", type_=sa.Uuid()))
    return found.options(with_member, with_waiting, with_news)


def find_session_of(viewer: Member | None, session_id: uuid.UUID) -> MemberSession | None:
    """The session with this id, if it is the viewer's own; that others have one is nobody's business."""
    session = find_session(session_id)
    return session if session and viewer and session.member_id == viewer.id else None


def list_sessions(member: Member) -> Sequence[MemberSession]:
    """Where the member is logged in, last used first."""
    mine = sa.select(MemberSession).where(MemberSession.member_id == member.id)
    found = db.session.scalars(mine.options(joinedload(MemberSession.member, innerjoin=True)))
    return sorted((session for session in found if session.is_open), key=lambda session: session.seen_at, reverse=True)


def has_logged_in(member: Member) -> bool:
    """Whether the member has logged in before, as far as is remembered."""
    logins = sa.select(SecurityEvent.id).where(
        SecurityEvent.member_id == member.id, SecurityEvent.kind.in_((EventKind.LOGGED_IN, EventKind.NEW_DEVICE))
    )
    return db.session.scalar(logins.limit(1)) is not None


def list_events(member: Member, most: int = 50) -> Sequence[SecurityEvent]:
    """What happened to the account, latest first."""
    mine = sa.select(SecurityEvent).where(SecurityEvent.member_id == member.id)
    return db.session.scalars(mine.order_by(SecurityEvent.at.desc(), SecurityEvent.id).limit(most)).all()


def has_happened_since(member: Member, kind: EventKind, moment: datetime) -> bool:
    """Whether something of this kind has happened to the account since then."""
    mine = sa.select(SecurityEvent.id).where(SecurityEvent.member_id == member.id, SecurityEvent.kind == kind)
    return db.session.scalar(sa.select(mine.where(SecurityEvent.at > moment).exists())) is True


def find_link(token_digest: bytes, purpose: LinkPurpose) -> MailedLink | None:
    """The mailed link with this digest, its member beside it."""
    found = sa.select(MailedLink).where(MailedLink.token_digest == token_digest, MailedLink.purpose == purpose)
    return db.session.scalar(found.options(joinedload(MailedLink.member, innerjoin=True)))


def find_totp(member: Member) -> Totp | None:
    """The member's authenticator app, in use or only begun."""
    return db.session.scalar(sa.select(Totp).where(Totp.member_id == member.id))


def has_second_factor(member: Member) -> bool:
    """Whether the member logs in with more than a password."""
    app = sa.exists().where(Totp.member_id == member.id, Totp.confirmed_at.is_not(None))
    passkey = sa.exists().where(Passkey.member_id == member.id)
    return bool(db.session.scalar(sa.select(app | passkey)))


def count_recovery_codes(member: Member) -> int:
    """How many recovery codes the member has left."""
    return db.session.scalars(
        sa.select(sa.func.count()).select_from(RecoveryCode).where(RecoveryCode.member_id == member.id)
    ).one()


def list_passkeys(member: Member) -> Sequence[Passkey]:
    """The member's passkeys, oldest first."""
    mine = sa.select(Passkey).where(Passkey.member_id == member.id)
    return db.session.scalars(mine.order_by(Passkey.created_on, Passkey.name, Passkey.id)).all()


def find_passkey_of(viewer: Member | None, passkey_id: uuid.UUID) -> Passkey | None:
    """The passkey with this id, if it is the viewer's own; that others have one is nobody's business."""
    with_member = joinedload(Passkey.member, innerjoin=True)
    found = sa.select(Passkey).where(Passkey.id == passkey_id).options(with_member)
    passkey = db.session.scalar(found)
    return passkey if passkey and viewer and passkey.member_id == viewer.id else None


def hold_passkey(credential_id: bytes) -> Passkey | None:
    """The passkey that a device calls so, its member beside it; held until the transaction ends."""
    found = sa.select(Passkey).where(Passkey.credential_id == credential_id)
    with_member = joinedload(Passkey.member, innerjoin=True)
    return db.session.scalar(found.options(with_member).with_for_update(of=Passkey, key_share=True))


def has_way_back(member: Member) -> bool:
    """Whether the owner of an earlier address can still bring it back."""
    open_links = sa.exists().where(
        MailedLink.member_id == member.id,
        MailedLink.purpose == LinkPurpose.RESTORE_EMAIL,
        MailedLink.expires_at > now(),
    )
    return bool(db.session.scalar(sa.select(open_links)))


def list_closed() -> Sequence[uuid.UUID]:
    """The ids of the members whose account is to be deleted now."""
    return db.session.scalars(sa.select(Member.id).where(Member.closes_at <= now()).order_by(Member.closes_at)).all()


def hold_closed(member_id: uuid.UUID) -> Member | None:
    """A member whose account is to be deleted now, held against everybody who would refer to them."""
    due = sa.select(Member).where(Member.id == member_id, Member.closes_at <= now())
    return db.session.scalar(due.with_for_update(), execution_options={"populate_existing": True})


def find_copy(member: Member) -> DataCopy | None:
    """The copy of everything that a member asked for, ready or not."""
    return db.session.scalar(sa.select(DataCopy).where(DataCopy.member_id == member.id))


def hold_copy(copy_id: uuid.UUID) -> DataCopy | None:
    """The copy with this id, held until the transaction ends."""
    return db.session.scalar(sa.select(DataCopy).where(DataCopy.id == copy_id).with_for_update())
