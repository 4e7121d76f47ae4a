"""Writing accounts: signing up, confirming, resetting a password, becoming the first administrator."""

import hashlib
import secrets
import uuid
from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from community import audit
from community.accounts import emails
from community.accounts.addresses import address_index
from community.accounts.handles import new_handle
from community.accounts.models import FirstAdministrator, Member, MemberState, Role
from community.accounts.passwords import hash_password, verify_password
from community.accounts.queries import (
    count_unconfirmed,
    find_confirmed_by_address,
    find_member,
    is_administrator_claimed,
)
from community.accounts.signals import member_confirmed
from community.crypto import blind_index, sign, unsign
from community.db import atomic, db, lock, now
from community.i18n import lazy
from community.refusals import Refusal

CONFIRMATION_LASTS = timedelta(days=3)
MOST_SIGNUPS = 5  # of one address that wait; more would only fill the owner's mailbox
RESET_LASTS = timedelta(hours=2)


class LinkNotValid(Refusal):
    """The mailed link is forged, too old, or was made for something that has gone."""

    sentence = lazy("This link is not valid any more. Ask for a new one.")


class AlreadyConfirmed(Refusal):
    """The address was confirmed before."""

    sentence = lazy("This address has already been confirmed. You can log in.")


class UnknownAddress(Refusal):
    """No active member has this address."""

    sentence = lazy("No active member has this address. Sign up and confirm it first.")


class AdministratorClaimed(Refusal):
    """The administrator's link has been used."""

    sentence = lazy("This link has already been used. An administrator can give you rights.")


def sign_up(*, email: str, password: str, display_name: str, language: str, destination: str = "") -> None:
    """Take in a new member who still has to confirm, and send the mail for it.

    The owner of an address that has an account already gets a helpful mail instead; the caller cannot tell.
    destination: the path of this site to lead to after confirming.
    """
    _sign_up(email, hash_password(password), display_name, language, destination)


@atomic
def _sign_up(email: str, password_hash: str, display_name: str, language: str, destination: str) -> None:
    existing = find_confirmed_by_address(email)
    if existing is not None:
        emails.send_account_exists(existing)
        return
    if count_unconfirmed(email) >= MOST_SIGNUPS:
        return
    member = Member(
        handle=new_handle(),
        display_name=display_name,
        email=email,
        email_index=address_index(email),
        password_hash=password_hash,
        session_key=secrets.token_hex(16),
        language=language,
    )
    db.session.add(member)
    emails.send_confirmation(member, sign("signup", member.id.hex, destination))


def find_signup(token: str) -> tuple[Member, str]:
    """The member behind a confirmation link and where to lead them afterwards; raises LinkNotValid."""
    parts = unsign("signup", token, max_age=int(CONFIRMATION_LASTS.total_seconds()))
    member = find_member(uuid.UUID(hex=parts[0])) if parts else None
    if parts is None or member is None:
        raise LinkNotValid
    return member, parts[1]


@atomic
def confirm(*, token: str) -> tuple[Member, str]:
    """Confirm an address; the member is active from now on and other attempts with the same address go.

    Returns the member and where to lead them. Raises LinkNotValid, AlreadyConfirmed.
    """
    member, destination = find_signup(token)
    attempts = _lock_attempts(member.email_index)
    if any(attempt.state is not MemberState.UNCONFIRMED for attempt in attempts):
        raise AlreadyConfirmed
    if member not in attempts:
        raise LinkNotValid
    for attempt in attempts:
        if attempt is not member:
            db.session.delete(attempt)
    member.state = MemberState.ACTIVE
    member.confirmed_at = now()
    db.session.flush()
    member_confirmed.send(member)
    return member, destination


def _lock_attempts(email_index: bytes) -> Sequence[Member]:
    """Every row of an address, held. All callers take them in one order, so that two of them never block each other."""
    rows = sa.select(Member).where(Member.email_index == email_index).order_by(Member.id).with_for_update()
    return db.session.scalars(rows.execution_options(populate_existing=True)).all()


def authenticate(*, email: str, password: str) -> Member | None:
    """The active member with this address and password, or None; as slow for unknown addresses."""
    member = find_confirmed_by_address(email)
    fits = verify_password(member.password_hash if member else None, password)
    return member if member and fits and member.is_active else None


@atomic
def request_password_reset(*, email: str) -> None:
    """Send a link for choosing a new password, if the address has an account; the caller cannot tell."""
    member = find_confirmed_by_address(email)
    if member is not None and member.is_active:
        emails.send_password_reset(member, sign("reset", member.id.hex, _fingerprint(member)))


def find_reset(token: str) -> Member:
    """The member behind a password link; raises LinkNotValid, also once the password has been changed."""
    parts = unsign("reset", token, max_age=int(RESET_LASTS.total_seconds()))
    member = find_member(uuid.UUID(hex=parts[0])) if parts else None
    if parts is None or member is None or not member.is_active or parts[1] != _fingerprint(member):
        raise LinkNotValid
    return member


def reset_password(*, token: str, password: str) -> None:
    """Set a new password through a mailed link; every session of the member ends. Raises LinkNotValid."""
    find_reset(token)
    _reset_password(token, hash_password(password))


@atomic
def _reset_password(token: str, password_hash: str) -> None:
    member = find_reset(token)
    lock(member)
    find_reset(token)  # the same link at the same moment: the second finds the password changed
    member.password_hash = password_hash
    end_sessions(member)
    audit.record(member, "accounts.reset_password", member)


def end_sessions(member: Member) -> None:
    """End every session of a member; part of an operation."""
    member.session_key = secrets.token_hex(16)


def administrator_token() -> str:
    """The secret of the link that makes its opener the first administrator; the same at every start."""
    return blind_index("administrator-link", "first").hex()


@atomic
def claim_administration(*, actor: Member, token: str) -> None:
    """Make the opener of the first start's link an administrator, once. Raises LinkNotValid, AdministratorClaimed."""
    if not secrets.compare_digest(token.encode(), administrator_token().encode()):
        raise LinkNotValid
    if is_administrator_claimed():
        raise AdministratorClaimed
    db.session.add(FirstAdministrator(member_id=actor.id))
    try:
        db.session.flush()
    except IntegrityError as error:  # somebody else opened the same link at the same moment
        raise AdministratorClaimed from error
    actor.role = Role.ADMINISTRATOR
    audit.record(actor, "accounts.claim_administration", actor)


@atomic
def appoint_by_address(*, address: str, role: Role) -> Member:
    """Give a member a role from the command line of the server. Raises UnknownAddress."""
    member = find_confirmed_by_address(address)
    if member is None or not member.is_active:
        raise UnknownAddress
    member.role = role
    audit.record(None, "accounts.appoint", member, role=role)
    return member


@atomic
def forget_unconfirmed() -> None:
    """Delete sign-ups whose link has run out."""
    old = sa.delete(Member).where(
        Member.state == MemberState.UNCONFIRMED, Member.created_at < now() - CONFIRMATION_LASTS
    )
    db.session.execute(old)


def _fingerprint(member: Member) -> str:
    return hashlib.sha256(member.password_hash.encode()).hexdigest()[:16]
