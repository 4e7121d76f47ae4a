"""Signing up and confirming the address."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from community.accounts import emails
from community.accounts.addresses import address_index
from community.accounts.handles import new_handle
from community.accounts.models import Member, MemberState
from community.accounts.operations.refusals import SignupNotValid
from community.accounts.passwords import hash_password
from community.accounts.queries import count_unconfirmed, find_confirmed_by_address, find_unconfirmed
from community.accounts.signals import member_confirmed
from community.crypto import sign, unsign
from community.db import atomic, db, now
from community.errands import defer

CONFIRMATION_LASTS = timedelta(days=3)
MOST_SIGNUPS = 5  # of one address that wait; more would only fill the owner's mailbox


def sign_up(
    *,
    email: str,
    password: str,
    display_name: str,
    language: str,
    destination: str = "",
    due_at: datetime | None = None,
) -> None:
    """Write down that somebody signs up; the worker looks whose address it is, so the answer cannot tell.

    destination: the path of this site to lead to after confirming. due_at: when the mail may leave, if not at once.
    """
    _write_down(
        due_at,
        email=email,
        password_hash=hash_password(password),
        display_name=display_name,
        language=language,
        destination=destination,
    )


@atomic
def _write_down(due_at: datetime | None, **answers: str) -> None:
    defer("accounts.sign_up", due_at=due_at, **answers)


@atomic
def take_in(*, email: str, password_hash: str, display_name: str, language: str, destination: str) -> None:
    """Take in a new member who still has to confirm, and send the mail for it.

    The owner of an address that has an account already gets a helpful mail instead.
    """
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
        language=language,
    )
    db.session.add(member)
    emails.send_confirmation(member, sign("signup", member.id.hex, destination))


def find_signup(token: str) -> tuple[Member, str]:
    """The member behind a confirmation link and where to lead them afterwards.

    Raises SignupNotValid, also once it has been used: whoever finds an old link does not learn whether the account is
    still there.
    """
    parts = unsign("signup", token, max_age=int(CONFIRMATION_LASTS.total_seconds()))
    member = find_unconfirmed(uuid.UUID(hex=parts[0])) if parts else None
    if parts is None or member is None:
        raise SignupNotValid
    return member, parts[1]


@atomic
def confirm(*, token: str) -> tuple[Member, str]:
    """Confirm an address; the member is active from now on and other attempts with the same address go.

    Returns the member and where to lead them. Raises SignupNotValid.
    """
    member, destination = find_signup(token)
    attempts = _lock_attempts(member.email)
    if member not in attempts or any(attempt.state is not MemberState.UNCONFIRMED for attempt in attempts):
        raise SignupNotValid  # confirmed at this moment, by this link or by another's
    for attempt in attempts:
        if attempt is not member:
            db.session.delete(attempt)
    member.state = MemberState.ACTIVE
    member.confirmed_at = now()
    db.session.flush()
    member_confirmed.send(member)
    return member, destination


def _lock_attempts(email: str) -> Sequence[Member]:
    """Every row of an address, held. All callers take them in one order, so that two of them never block each other."""
    rows = sa.select(Member).where(Member.has_address(email)).order_by(Member.id).with_for_update()
    return db.session.scalars(rows.execution_options(populate_existing=True)).all()


@atomic
def forget_unconfirmed() -> None:
    """Delete sign-ups whose link has run out."""
    old = sa.delete(Member).where(
        Member.state == MemberState.UNCONFIRMED, Member.created_at < now() - CONFIRMATION_LASTS
    )
    db.session.execute(old)
