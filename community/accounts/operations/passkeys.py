"""Passkeys: adding, naming, removing them, and taking what they say as a proof."""

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from community.accounts import ceremonies, emails
from community.accounts.ceremonies import CHALLENGE_LASTS, NotGenuine, Purpose, TooLate
from community.accounts.codes import digest_of, new_recovery_codes
from community.accounts.models import EventKind, Member, MemberSession, Passkey, UsedChallenge
from community.accounts.operations.events import note
from community.accounts.operations.factors import add_factor, remove_factor
from community.accounts.operations.refusals import (
    PasskeyKnown,
    PasskeyNotAccepted,
    PasskeyNotMade,
    PasskeyTooLate,
    TooManyPasskeys,
)
from community.accounts.queries import hold_passkey, list_passkeys
from community.db import atomic, db, lock, now

MOST_PASSKEYS = 20


def add_passkey(*, session: MemberSession, answer: str, binding: str, name: str) -> list[str]:
    """Keep the passkey that the device of this session has just made.

    answer: what the browser gave, as JSON; binding: what the question was bound to.
    Returns recovery codes, known to nobody from now on but their reader; none where the member has some already.
    Raises PasskeyNotMade, PasskeyTooLate, PasskeyKnown, TooManyPasskeys.
    """
    codes = new_recovery_codes()
    digests = [digest_of(code, session.member_id) for code in codes]
    return codes if _add_passkey(session, answer, binding, name, digests) else []


@atomic
def _add_passkey(session: MemberSession, answer: str, binding: str, name: str, digests: list[bytes]) -> bool:
    member = session.member
    lock(member)
    if len(list_passkeys(member)) >= MOST_PASSKEYS:
        raise TooManyPasskeys
    try:
        made = ceremonies.check_new(answer, binding)
        _use_up(ceremonies.digest_of_challenge(answer, Purpose.ADD, binding))
    except TooLate as failure:
        raise PasskeyTooLate from failure
    except NotGenuine as failure:
        raise PasskeyNotMade from failure
    db.session.add(
        Passkey(
            member_id=member.id,
            credential_id=made.credential_id,
            public_key=made.public_key,
            sign_count=made.sign_count,
            name=name,
            transports=made.transports,
            backed_up=made.backed_up,
        )
    )
    try:
        db.session.flush()
    except IntegrityError as error:
        raise PasskeyKnown from error
    return add_factor(session, EventKind.PASSKEY_ADDED, digests)


@atomic
def rename_passkey(*, passkey: Passkey, name: str) -> None:
    """Call a passkey something else."""
    passkey.name = name


@atomic
def remove_passkey(*, session: MemberSession, passkey: Passkey) -> None:
    """Take a passkey away: it opens nothing any more."""
    gone = db.session.execute(sa.delete(Passkey).where(Passkey.id == passkey.id).returning(Passkey.id))
    if gone.scalar() is not None:
        remove_factor(session, EventKind.PASSKEY_REMOVED)


def use_passkey(*, answer: str, purpose: Purpose, binding: str, device: str, member: Member | None = None) -> Member:
    """Whose passkey it is that answered; with `member`, it has to be theirs. Each answer counts once.

    Raises PasskeyNotAccepted, PasskeyTooLate.
    """
    found = _use_passkey(answer, purpose, binding, device, member)
    if found is None:
        raise PasskeyNotAccepted
    return found


@atomic
def _use_passkey(answer: str, purpose: Purpose, binding: str, device: str, member: Member | None) -> Member | None:
    try:
        digest = ceremonies.digest_of_challenge(answer, purpose, binding)
        passkey = hold_passkey(ceremonies.credential_id_of(answer))
        if passkey is None or not passkey.member.may_log_in or (member and passkey.member_id != member.id):
            raise PasskeyNotAccepted
        used = ceremonies.check_use(answer, purpose, binding, passkey)
        _use_up(digest)
    except TooLate as failure:
        raise PasskeyTooLate from failure
    except NotGenuine as failure:
        raise PasskeyNotAccepted from failure
    if passkey.ran_backwards(used.sign_count):
        note(passkey.member, EventKind.PASSKEY_COPIED, device)
        emails.send_security_notice(passkey.member, EventKind.PASSKEY_COPIED)
        return None
    passkey.mark_used(used.sign_count, used.backed_up)
    return passkey.member


def _use_up(digest: bytes) -> None:
    """Write down that a challenge was answered; of two who answer the same one, one is heard."""
    db.session.add(UsedChallenge(digest=digest, expires_at=now() + CHALLENGE_LASTS))
    try:
        db.session.flush()
    except IntegrityError as error:
        raise NotGenuine from error


@atomic
def forget_challenges() -> None:
    """Delete what was written down about challenges that have run out by themselves."""
    db.session.execute(sa.delete(UsedChallenge).where(UsedChallenge.expires_at < now()))
