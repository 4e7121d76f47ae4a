"""A change of the e-mail address: confirmed at the new one, told to the old one, which has a way back for a week."""

import secrets
import uuid
from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from community.accounts import emails
from community.accounts.addresses import FORM, address_index
from community.accounts.models import (
    DataCopy,
    EventKind,
    LinkPurpose,
    MailedLink,
    Member,
    MemberSession,
    MemberState,
    Passkey,
    RecoveryCode,
    Totp,
)
from community.accounts.operations.events import note
from community.accounts.operations.links import hand_out, look_up, take_back, use_up
from community.accounts.operations.refusals import AddressTaken, LinkNotValid, SameAddress
from community.accounts.operations.sessions import end_sessions
from community.accounts.passwords import hash_password
from community.accounts.queries import find_confirmed_by_address, find_member
from community.accounts.signals import email_changed
from community.db import atomic, db
from community.errands import defer

CONFIRMATION_LASTS = timedelta(days=1)
WAY_BACK_LASTS = timedelta(days=7)
# A thief sets up a second factor first and changes the address afterwards: what is so new goes with the way back.
SUSPICIOUS = timedelta(days=1)


@atomic
def ask_for_address(*, actor: Member, email: str, device: str) -> None:
    """Write down that a member wants another address; the worker looks whose it is, so that the answer cannot tell.

    Raises SameAddress.
    """
    if email == actor.email:
        raise SameAddress
    note(actor, EventKind.EMAIL_ASKED, device)
    defer("accounts.mail_new_address", member_id=actor.id.hex, email=email)


@atomic
def mail_new_address(*, member_id: str, email: str) -> None:
    """Send the link that confirms a new address; the owner of one that has an account gets a helpful mail instead."""
    member = find_member(uuid.UUID(hex=member_id))
    if member is None or not member.is_active:
        return
    take_back(member, LinkPurpose.CONFIRM_EMAIL)
    owner = find_confirmed_by_address(email)
    if owner is not None and owner.id != member.id:
        emails.send_address_wanted(owner)
        return
    emails.send_new_address(member, email, hand_out(member, LinkPurpose.CONFIRM_EMAIL, CONFIRMATION_LASTS, email))


def find_new_address(token: str) -> MailedLink:
    """The link behind which a new address is confirmed; the address is its payload. Raises LinkNotValid."""
    return look_up(token, LinkPurpose.CONFIRM_EMAIL)


@atomic
def confirm_address(*, token: str, device: str, session: MemberSession | None) -> None:
    """Change the address; every session ends but this one of the member. The earlier address gets a way back.

    Raises LinkNotValid, AddressTaken.
    """
    link = use_up(token, LinkPurpose.CONFIRM_EMAIL)
    member = link.member
    before = _move(member, str(link.payload))
    end_sessions(member, but=session)
    note(member, EventKind.EMAIL_CHANGED, device)
    way_back = hand_out(member, LinkPurpose.RESTORE_EMAIL, WAY_BACK_LASTS, before, beside_others=True)
    emails.send_address_changed(member, before, way_back)


def find_way_back(token: str) -> MailedLink:
    """The link behind which an earlier address is brought back; the address is its payload. Raises LinkNotValid."""
    return look_up(token, LinkPurpose.RESTORE_EMAIL, shut_out=True)


def restore_address(*, token: str, device: str) -> None:
    """Bring an earlier address back, as its owner says that somebody else changed it.

    Whoever changed it is out: every session, link, later way back and fresh second factor ends, the password is worth
    nothing, and the owner is mailed a link to choose a new one. Raises LinkNotValid, AddressTaken.
    """
    find_way_back(token)
    _restore_address(token, device, hash_password(secrets.token_urlsafe(32)))


@atomic
def _restore_address(token: str, device: str, nobodys_password: str) -> None:
    link = use_up(token, LinkPurpose.RESTORE_EMAIL, shut_out=True)
    member, email = link.member, str(link.payload)
    before = _move(member, email)
    member.password_hash = nobodys_password
    member.closes_at = None
    end_sessions(member)
    _end_links(member, link)
    _end_fresh_factors(member, link)
    note(member, EventKind.EMAIL_RESTORED, device)
    emails.send_address_restored(member, before)
    defer("accounts.mail_password_reset", email=email)


def _move(member: Member, email: str) -> str:
    """Give a member an address and return the earlier one; sign-ups with it that nobody confirmed go."""
    for other in _hold(member, email):
        if other.state is not MemberState.UNCONFIRMED:
            raise AddressTaken
        db.session.delete(other)
    before: str = member.email
    member.email, member.email_index, member.address_form = email, address_index(email), FORM
    try:
        db.session.flush()
    except IntegrityError as error:  # somebody else confirmed it at the same moment
        raise AddressTaken from error
    email_changed.send(member)
    return before


def _hold(member: Member, email: str) -> Sequence[Member]:
    """Hold the member and every row of an address, always in one order; returns the rows that are not the member's."""
    involved = sa.select(Member).where(sa.or_(Member.id == member.id, Member.has_address(email)))
    held = involved.order_by(Member.id).with_for_update().execution_options(populate_existing=True)
    found = db.session.scalars(held).all()
    if member not in found:  # the account was deleted at the same moment
        raise LinkNotValid
    return [other for other in found if other is not member]


def _end_links(member: Member, link: MailedLink) -> None:
    """Make worthless what a thief may hold: a copy of the data, all links but the ways back older than the one used."""
    db.session.execute(sa.delete(DataCopy).where(DataCopy.member_id == member.id))
    mine = sa.delete(MailedLink).where(MailedLink.member_id == member.id)
    newer = sa.or_(MailedLink.purpose != LinkPurpose.RESTORE_EMAIL, MailedLink.expires_at >= link.expires_at)
    db.session.execute(mine.where(newer))


def _end_fresh_factors(member: Member, link: MailedLink) -> None:
    since = link.expires_at - WAY_BACK_LASTS - SUSPICIOUS
    apps = sa.delete(Totp).where(Totp.member_id == member.id, Totp.created_at >= since)
    if db.session.scalars(apps.returning(Totp.id)).all():
        db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.member_id == member.id))
    passkeys = sa.delete(Passkey).where(Passkey.member_id == member.id, Passkey.created_on >= since.date())
    db.session.execute(passkeys)
