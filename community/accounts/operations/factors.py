"""The second factor: setting it up, taking it away, and what that means for sessions and recovery codes."""

import sqlalchemy as sa

from community.accounts import emails
from community.accounts.codes import digest_of, new_recovery_codes, new_secret, steps_of
from community.accounts.models import EventKind, Member, MemberSession, RecoveryCode, Totp
from community.accounts.operations.events import note
from community.accounts.operations.refusals import FactorExists, NoFactor, WrongCode
from community.accounts.operations.sessions import end_sessions, mark_proved
from community.accounts.queries import count_recovery_codes, find_totp, has_second_factor
from community.db import atomic, db, lock, now


@atomic
def begin_totp(*, member: Member) -> None:
    """Prepare an authenticator app: a secret that protects nothing until a code confirms it.

    Begun again, it gets another secret, so that one seen over a shoulder is worth nothing. Raises FactorExists.
    """
    lock(member)
    known = find_totp(member)
    if known is not None and known.confirmed_at is not None:
        raise FactorExists
    totp = known or Totp(member_id=member.id)
    totp.secret = new_secret()
    totp.created_at = now()
    db.session.add(totp)


def confirm_totp(*, session: MemberSession, code: str) -> list[str]:
    """Take the authenticator app into use: its code shows that it holds the secret.

    Returns recovery codes, known to nobody from now on but their reader; none where the member has some already.
    Raises WrongCode, NoFactor where nothing was begun, FactorExists.
    """
    codes = new_recovery_codes()
    digests = [digest_of(recovery, session.member_id) for recovery in codes]
    return codes if _confirm_totp(session, code, digests) else []


@atomic
def _confirm_totp(session: MemberSession, code: str, digests: list[bytes]) -> bool:
    member = session.member
    totp = find_totp(member)
    if totp is None:
        raise NoFactor
    if totp.confirmed_at is not None:
        raise FactorExists
    if not take_step(totp, code):
        raise WrongCode
    totp.confirmed_at = now()
    return add_factor(session, EventKind.TOTP_ADDED, digests)


@atomic
def remove_totp(*, session: MemberSession) -> None:
    """Take the authenticator app away. Raises NoFactor."""
    gone = db.session.execute(
        sa.delete(Totp).where(Totp.member_id == session.member_id, Totp.confirmed_at.is_not(None)).returning(Totp.id)
    )
    if gone.scalar() is None:
        raise NoFactor
    remove_factor(session, EventKind.TOTP_REMOVED)


def renew_codes(*, session: MemberSession) -> list[str]:
    """Make new recovery codes; the old ones are worth nothing any more. Raises NoFactor."""
    codes = new_recovery_codes()
    _renew_codes(session, [digest_of(code, session.member_id) for code in codes])
    return codes


@atomic
def _renew_codes(session: MemberSession, digests: list[bytes]) -> None:
    member = session.member
    lock(member)
    if not has_second_factor(member):
        raise NoFactor
    _keep_codes(member, digests)
    note(member, EventKind.CODES_MADE, session.device)
    emails.send_security_notice(member, EventKind.CODES_MADE)


def add_factor(session: MemberSession, kind: EventKind, digests: list[bytes]) -> bool:
    """What adding a factor of any kind means; part of an operation, after its row is there.

    This session counts as opened with a second factor, every other one ends, the owner gets a mail, and the recovery
    codes with these digests are kept. Returns False where the member has codes already: then those stay.
    """
    member = session.member
    lock(member)
    is_first = count_recovery_codes(member) == 0
    if is_first:
        _keep_codes(member, digests)
    mark_proved(session=session, second_factor=True)
    end_sessions(member, but=session)
    note(member, kind, session.device)
    emails.send_security_notice(member, kind)
    return is_first


def remove_factor(session: MemberSession, kind: EventKind) -> None:
    """What removing a factor of any kind means; part of an operation, after its row has gone.

    With the last one the recovery codes go, and powers sleep in every session.
    """
    member = session.member
    lock(member)
    if not has_second_factor(member):
        db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.member_id == member.id))
        weaker = sa.update(MemberSession).where(MemberSession.member_id == member.id)
        db.session.execute(weaker.values(second_factor=False))
    note(member, kind, session.device)
    emails.send_security_notice(member, kind)


def _keep_codes(member: Member, digests: list[bytes]) -> None:
    db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.member_id == member.id))
    db.session.add_all(RecoveryCode(member_id=member.id, digest=digest) for digest in digests)


def take_step(totp: Totp, code: str) -> bool:
    """Whether a code of the app is right and was never taken; of two who send it at the same moment one is heard."""
    for step in steps_of(code, totp.secret, now()):
        taken = sa.update(Totp).where(Totp.id == totp.id, Totp.last_step < step).values(last_step=step)
        if db.session.execute(taken.returning(Totp.id)).scalar() is not None:
            return True
    return False
