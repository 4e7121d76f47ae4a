"""Writing endorsements: endorsing, confirming, refusing, withdrawing."""

import uuid
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from community.accounts.addresses import address_index, address_mark
from community.accounts.models import Member
from community.accounts.queries import find_confirmed_by_address
from community.crypto import unsign
from community.db import atomic, db, now
from community.declaration.queries import get_current_version_id
from community.endorsements import emails
from community.endorsements.models import EndorsedCommitment, Endorsement, EndorsementState, RefusedAddress, Shown
from community.endorsements.queries import (
    Pledges,
    find_endorsement,
    hold_endorsement,
    hold_endorsement_from,
    hold_endorsement_of,
    is_refused,
)
from community.endorsements.refusals import AlreadyConfirmed, AlreadyWithdrawn, LinkNotValid, NothingToWithdraw
from community.errands import Handler, defer

CONFIRMATION_LASTS = timedelta(weeks=3)
MOST_MAILS = 5


@atomic
def endorse(
    *,
    email: str,
    commitments: Pledges,
    shown: Shown,
    name: str | None,
    country: str | None,
    affiliation: str | None,
    language: str,
    due_at: datetime | None = None,
) -> None:
    """Write down a visitor's endorsement; the worker looks whose address it is, so the answer cannot tell.

    commitments: the numbers taken on, each with its pledge or None. due_at: when the mail may leave, if not at once.
    """
    defer(
        "endorsements.endorse",
        due_at=due_at,
        email=email,
        version=get_current_version_id().hex,
        commitments=sorted(commitments.items()),
        shown=shown,
        name=name,
        country=country,
        affiliation=affiliation,
        language=language,
    )


@atomic
def take_in(
    *,
    email: str,
    version: str,
    commitments: list[tuple[int, str | None]],
    shown: str,
    name: str | None,
    country: str | None,
    affiliation: str | None,
    language: str,
) -> None:
    """Take in a visitor's endorsement, which counts once the owner of the address confirms it.

    What was typed first stays, the owner gets the mail that helps (a few times, not endlessly), and an address that was
    refused gets none.
    version: the id of the version of the declaration that was endorsed.
    """
    endorsement = hold_endorsement_from(email)
    if is_refused(email):
        return
    if endorsement is None:
        endorsement = _new(email, language, uuid.UUID(hex=version))
        _fill(endorsement, shown=Shown(shown), name=name, country=country, affiliation=affiliation, language=language)
        kept = _add(endorsement)
        if kept is endorsement:
            _take_on(endorsement, dict(commitments))
        endorsement = kept
    _mail(endorsement)


@atomic
def endorse_as_member(
    *,
    actor: Member,
    commitments: Pledges,
    shown: Shown,
    name: str | None,
    country: str | None,
    affiliation: str | None,
    language: str,
) -> Endorsement:
    """Endorse with a confirmed address: it counts at once. What the member, or the same address, endorsed before is
    replaced; one that a moderator set aside stays so."""
    endorsement = hold_endorsement_of(actor)
    if endorsement is None:
        endorsement = _new(actor.email, language, get_current_version_id())
        endorsement.shown = Shown.COUNTED
        endorsement = _add(endorsement)
    endorsement.member_id = actor.id
    endorsement.version_id = get_current_version_id()
    _fill(endorsement, shown=shown, name=name, country=country, affiliation=affiliation, language=language)
    _take_on(endorsement, commitments)
    if endorsement.state is EndorsementState.PENDING:
        endorsement.count()
    return endorsement


@atomic
def confirm(*, token: str) -> None:
    """Count an endorsement: its owner has pressed the button behind the mailed link.

    Raises LinkNotValid, AlreadyConfirmed.
    """
    endorsement = _hold_pending(token)
    endorsement.count()
    member = find_confirmed_by_address(endorsement.email)
    endorsement.member_id = member.id if member else None
    emails.send_thanks(endorsement)


@atomic
def refuse(*, token: str) -> None:
    """End an endorsement that the owner of the address did not make; the address gets no more mail about endorsing.

    Raises LinkNotValid, AlreadyConfirmed.
    """
    endorsement = _hold_pending(token)
    db.session.merge(RefusedAddress(email_index=address_mark(endorsement.email)))
    _end(endorsement, EndorsementState.REFUSED)


@atomic
def withdraw(*, actor: Member) -> None:
    """Withdraw one's own endorsement, at once and everywhere. Raises NothingToWithdraw."""
    endorsement = hold_endorsement_of(actor)
    if endorsement is None:
        raise NothingToWithdraw
    _end(endorsement, EndorsementState.WITHDRAWN)


@atomic
def withdraw_by_token(*, token: str) -> None:
    """Withdraw an endorsement through a mailed link, which never runs out. Raises LinkNotValid, AlreadyWithdrawn."""
    endorsement = hold_endorsement(find_to_withdraw(token).id)
    if endorsement is None or not endorsement.is_live:
        raise AlreadyWithdrawn
    _end(endorsement, EndorsementState.WITHDRAWN)


@atomic
def link_to_member(member: Member) -> None:
    """Give a member the endorsement that was made with the same address before.

    A pending one counts from now on: confirming the account proved the address. But anybody may have typed its text, so
    it is counted without a name until its owner, who is told by mail, shows one.
    """
    endorsement = hold_endorsement_from(member.email)
    if endorsement is None:
        return
    endorsement.member_id = member.id
    if endorsement.state is EndorsementState.PENDING:
        endorsement.shown = Shown.COUNTED
        endorsement.count()
        emails.send_thanks(endorsement)


@atomic
def forget_unconfirmed() -> None:
    """Delete endorsements that nobody confirmed in time."""
    old = sa.delete(Endorsement).where(
        Endorsement.state == EndorsementState.PENDING, Endorsement.created_at < now() - CONFIRMATION_LASTS
    )
    db.session.execute(old)


def find_pending(token: str) -> Endorsement:
    """The endorsement that waits behind a link to confirm or refuse it. Raises LinkNotValid, AlreadyConfirmed."""
    endorsement = _find_behind("endorse-confirm", token, CONFIRMATION_LASTS)
    _require_pending(endorsement)
    return endorsement


def find_to_withdraw(token: str) -> Endorsement:
    """The endorsement behind a mailed link for withdrawing. Raises LinkNotValid, AlreadyWithdrawn."""
    endorsement = _find_behind("endorse-withdraw", token, None)
    if not endorsement.is_live:
        raise AlreadyWithdrawn
    return endorsement


def _find_behind(purpose: str, token: str, lasts: timedelta | None) -> Endorsement:
    parts = unsign(purpose, token, max_age=int(lasts.total_seconds()) if lasts else None)
    endorsement = find_endorsement(uuid.UUID(hex=parts[0])) if parts else None
    if endorsement is None:
        raise LinkNotValid
    return endorsement


def _hold_pending(token: str) -> Endorsement:
    endorsement = hold_endorsement(find_pending(token).id)
    if endorsement is None:  # deleted by the schedule at this moment
        raise LinkNotValid
    _require_pending(endorsement)
    return endorsement


def _require_pending(endorsement: Endorsement) -> None:
    if endorsement.state in (EndorsementState.COUNTED, EndorsementState.SET_ASIDE):
        raise AlreadyConfirmed
    if endorsement.state is not EndorsementState.PENDING:
        raise LinkNotValid


def _new(email: str, language: str, version_id: uuid.UUID) -> Endorsement:
    return Endorsement(
        version_id=version_id,
        email=email,
        email_index=address_index(email),
        language=language,
        state=EndorsementState.PENDING,
        mails_sent=0,
    )


def _add(endorsement: Endorsement) -> Endorsement:
    """Add a new endorsement; where the same address endorsed at the same moment, that one instead, held."""
    try:
        with db.session.begin_nested():
            db.session.add(endorsement)
    except IntegrityError:
        existing = hold_endorsement_from(endorsement.email)
        if existing is None:
            raise
        return existing
    return endorsement


def _fill(
    endorsement: Endorsement,
    *,
    shown: Shown,
    name: str | None,
    country: str | None,
    affiliation: str | None,
    language: str,
) -> None:
    named = shown is Shown.NAMED
    endorsement.shown = shown
    # What is not to be shown is not kept.
    endorsement.name = name if named else None
    endorsement.affiliation = affiliation if named else None
    endorsement.country = country
    endorsement.language = language


def _take_on(endorsement: Endorsement, commitments: Pledges) -> None:
    _drop_commitments(endorsement)
    db.session.add_all(
        EndorsedCommitment(endorsement_id=endorsement.id, number=number, pledge=pledge)
        for number, pledge in commitments.items()
    )


def _drop_commitments(endorsement: Endorsement) -> None:
    db.session.execute(sa.delete(EndorsedCommitment).where(EndorsedCommitment.endorsement_id == endorsement.id))


def _mail(endorsement: Endorsement) -> None:
    if endorsement.mails_sent >= MOST_MAILS:
        return
    endorsement.mails_sent += 1
    if endorsement.state is EndorsementState.PENDING:
        emails.send_confirmation(endorsement)
    else:
        emails.send_already_endorsed(endorsement)


def _end(endorsement: Endorsement, state: EndorsementState) -> None:
    _drop_commitments(endorsement)
    endorsement.end(state)


# What is done after the answer, and who does it.
ERRANDS: dict[str, Handler] = {"endorsements.endorse": take_in}
