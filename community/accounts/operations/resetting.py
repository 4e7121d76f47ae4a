"""Choosing a new password: once logged in, or through a mailed link where the old one is forgotten."""

from datetime import timedelta

from community import audit
from community.accounts import emails
from community.accounts.models import EventKind, LinkPurpose, Member, MemberSession
from community.accounts.operations.events import note
from community.accounts.operations.links import hand_out, look_up, take_back, use_up
from community.accounts.operations.refusals import SessionEnded
from community.accounts.operations.sessions import end_sessions
from community.accounts.passwords import hash_password
from community.accounts.queries import find_confirmed_by_address, find_member, find_session
from community.db import atomic, lock
from community.errands import defer

RESET_LASTS = timedelta(minutes=30)


@atomic
def request_password_reset(*, email: str) -> None:
    """Write down that somebody forgot a password; the worker looks whose address it is, so the answer cannot tell."""
    defer("accounts.mail_password_reset", email=email)


@atomic
def mail_password_reset(*, email: str) -> None:
    """Send a link for choosing a new password, if the address has an account."""
    member = find_confirmed_by_address(email)
    if member is not None and member.is_active:
        # Whoever types somebody's address must not take the worth from the link that its owner asked for.
        token = hand_out(member, LinkPurpose.RESET_PASSWORD, RESET_LASTS, beside_others=True)
        emails.send_password_reset(member, token)


def find_reset(token: str) -> Member:
    """The member behind a password link; raises LinkNotValid, also once the password has been changed."""
    return look_up(token, LinkPurpose.RESET_PASSWORD).member


def reset_password(*, token: str, password: str, device: str = "") -> None:
    """Set a new password through a mailed link; every session of the member ends, second factors stay.

    Raises LinkNotValid, TooManyAtOnce.
    """
    find_reset(token)
    _reset_password(token, hash_password(password), device)


@atomic
def _reset_password(token: str, password_hash: str, device: str) -> None:
    member = find_reset(token)
    lock(member)
    use_up(token, LinkPurpose.RESET_PASSWORD)  # the same link at the same moment: the second finds it gone
    end_sessions(member)
    _put(member, password_hash, EventKind.PASSWORD_RESET, device)
    audit.record(member, "accounts.reset_password", member)


def change_password(*, session: MemberSession, password: str) -> None:
    """Set a new password for the member who is logged in; every other session of theirs ends.

    Raises SessionEnded where the owner has closed it meanwhile, TooManyAtOnce.
    """
    _change_password(session, hash_password(password))


@atomic
def _change_password(session: MemberSession, password_hash: str) -> None:
    member = find_member(session.member_id)
    if member is None:
        raise SessionEnded
    lock(member)
    if find_session(session.id) is None:  # whoever still waits with a stolen one comes too late
        raise SessionEnded
    end_sessions(member, but=session)
    _put(member, password_hash, EventKind.PASSWORD_CHANGED, session.device)
    audit.record(member, "accounts.change_password", member)


def _put(member: Member, password_hash: str, kind: EventKind, device: str) -> None:
    member.password_hash = password_hash
    take_back(member, LinkPurpose.RESET_PASSWORD)
    note(member, kind, device)
    emails.send_password_changed(member)
