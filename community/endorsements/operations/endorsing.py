"""Endorsing, as a visitor or as a member."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from community.accounts.addresses import address_index
from community.accounts.models import Member
from community.db import atomic, db
from community.declaration.queries import get_current_version_id
from community.endorsements import emails
from community.endorsements.models import Endorsement, EndorsementState, Pledge, Shown, name_mark
from community.endorsements.operations.counting import count_in, recounted
from community.endorsements.queries import Pledges, hold_endorsement_from, hold_endorsement_of, is_refused
from community.errands import Handler, defer

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
    with recounted(endorsement):
        endorsement.member_id = actor.id
        endorsement.version_id = get_current_version_id()
        _fill(endorsement, shown=shown, name=name, country=country, affiliation=affiliation, language=language)
        _take_on(endorsement, commitments)
    if endorsement.state is EndorsementState.PENDING:
        count_in(endorsement)
    return endorsement


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
    endorsement.name_mark = name_mark(name)
    endorsement.country = country
    endorsement.language = language


def _take_on(endorsement: Endorsement, commitments: Pledges) -> None:
    endorsement.commitments = list(commitments)
    db.session.execute(sa.delete(Pledge).where(Pledge.endorsement_id == endorsement.id))
    db.session.add_all(
        Pledge(endorsement_id=endorsement.id, number=number, text=text) for number, text in commitments.items() if text
    )


def _mail(endorsement: Endorsement) -> None:
    if endorsement.mails_sent >= MOST_MAILS:
        return
    endorsement.mails_sent += 1
    if endorsement.state is EndorsementState.PENDING:
        emails.send_confirmation(endorsement)
    else:
        emails.send_already_endorsed(endorsement)


# What is done after the answer, and who does it.
ERRANDS: dict[str, Handler] = {"endorsements.endorse": take_in}
