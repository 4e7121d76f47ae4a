"""The second step of logging in: what the password proved waits, signed, for the second factor."""

import hashlib
import uuid

import sqlalchemy as sa

from community.accounts import emails
from community.accounts.codes import digest_of
from community.accounts.models import EventKind, Member, RecoveryCode
from community.accounts.operations.events import note
from community.accounts.operations.factors import take_step
from community.accounts.operations.refusals import WrongCode
from community.accounts.queries import count_recovery_codes, find_member, find_totp
from community.crypto import sign, unsign
from community.db import atomic, db

FIRST_STEP_LASTS = 600  # seconds
_PURPOSE = "first-step"


def sign_first_step(member: Member, *, remembered: bool) -> str:
    """What says for ten minutes that the password was right; worth nothing once the password is another."""
    return sign(_PURPOSE, member.id.hex, _fingerprint(member), int(remembered))


def find_first_step(token: str) -> tuple[Member, bool] | None:
    """The member who took the first step and whether the browser is to remember them; None if it does not count."""
    parts = unsign(_PURPOSE, token, max_age=FIRST_STEP_LASTS)
    member = find_member(uuid.UUID(hex=parts[0])) if parts else None
    if parts is None or member is None or not member.may_log_in or parts[1] != _fingerprint(member):
        return None
    return member, parts[2] == "1"


@atomic
def use_app_code(*, member: Member, code: str) -> None:
    """Take a code of the authenticator app; each counts once. Raises WrongCode."""
    totp = find_totp(member)
    if totp is None or totp.confirmed_at is None or not take_step(totp, code):
        raise WrongCode


def use_recovery_code(*, member: Member, code: str, device: str) -> int:
    """Take a recovery code in place of the second factor; each counts once, and the owner gets a mail.

    Returns how many are left. Raises WrongCode.
    """
    return _use_recovery_code(member, digest_of(code, member.id), device)


@atomic
def _use_recovery_code(member: Member, digest: bytes, device: str) -> int:
    # Of two who send the same code at the same moment, one deletes the row.
    mine = sa.delete(RecoveryCode).where(RecoveryCode.member_id == member.id, RecoveryCode.digest == digest)
    if db.session.execute(mine.returning(RecoveryCode.id)).scalar() is None:
        raise WrongCode
    left = count_recovery_codes(member)
    note(member, EventKind.CODE_USED, device)
    emails.send_security_notice(member, EventKind.CODE_USED, codes_left=left)
    return left


def _fingerprint(member: Member) -> str:
    return hashlib.sha256(member.password_hash.encode()).hexdigest()[:16]
