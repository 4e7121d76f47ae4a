"""Endorsing, as a visitor or as a member."""

import uuid
from datetime import datetime, timedelta
from typing import NotRequired, TypedDict, Unpack

import sqlalchemy as sa

from community.accounts.addresses import address_index
from community.accounts.models import Member
from community.db import atomic, db, now
from community.declaration.queries import get_current_version_id, get_version_id
from community.declaration.texts import current_digest
from community.endorsements import emails
from community.endorsements.models import Endorsement, EndorsementState, Pledge, Shown, name_mark
from community.endorsements.operations.counting import recounted
from community.endorsements.operations.household import require_room
from community.endorsements.operations.watching import admit_member, note_arrival, note_mail
from community.endorsements.queries import Household, Pledges, hold_household, hold_my_endorsement, is_refused
from community.errands import Handler, defer

MOST_MAILS = 5
# Of one address. Somebody who types ever other names fills no more, and what they typed gives way after a day.
MOST_WAITING = 3
GIVES_WAY_AFTER = timedelta(days=1)


class Answers(TypedDict):
    """What an endorser says. language: of the pledges, and of the mails."""

    shown: Shown
    name: str | None
    country: str | None
    affiliation: str | None
    language: str
    profession_group: NotRequired[str | None]


@atomic
def endorse(
    *,
    email: str,
    commitments: Pledges,
    due_at: datetime | None = None,
    network: str | None = None,
    filled_in: float | None = None,
    **answers: Unpack[Answers],
) -> None:
    """Write down a visitor's endorsement; the worker looks whose address it is, so the answer cannot tell.

    commitments: the numbers taken on, each with its pledge or None. due_at: when the mail may leave, if not at once.
    network, filled_in: see `watching.note_arrival`.
    """
    version, taken = current_digest(), sorted(commitments.items())
    came = {"network": network, "filled_in": filled_in}
    defer("endorsements.endorse", due_at=due_at, email=email, version=version, commitments=taken, **came, **answers)


@atomic
def take_in(
    *,
    email: str,
    version: str,
    commitments: list[tuple[int, str | None]],
    network: str | None = None,
    filled_in: float | None = None,
    **answers: Unpack[Answers],
) -> None:
    """Take in a visitor's endorsement, which counts once the owner of the address confirms it.

    What was typed first stays, but for the wish not to be shown, which holds whoever has it. The owner gets the mail
    that helps (a few times, not endlessly), and an address that was refused gets none. Another name at the same address
    is another person's endorsement, as long as there is room.
    version: the digest of the version of the declaration that was endorsed.
    """
    household = hold_household(email)
    if is_refused(email):
        return
    known = household.find_same(name_mark(answers["name"]))
    if known is not None:
        _hide_if_wished(known, answers)
        _mail(known)
        return
    mails_sent = _make_room(household)
    if mails_sent is None:
        _explain(household)
        return
    endorsement = _new(email, answers["language"], _version_id(version))
    endorsement.mails_sent = mails_sent
    _fill(endorsement, answers)
    db.session.add(endorsement)
    db.session.flush()
    _take_on(endorsement, dict(commitments))
    note_arrival(endorsement, network=network, filled_in=filled_in, texts=list(dict(commitments).values()))
    _mail(endorsement)


@atomic
def endorse_as_member(
    *, actor: Member, commitments: Pledges, network: str | None = None, **answers: Unpack[Answers]
) -> Endorsement:
    """Endorse with a confirmed address: it counts at once. What the member endorsed before, by account or under the
    same name with the same address, is replaced; one that a moderator set aside stays so.

    Raises NameNeeded, NameTaken, HouseholdFull where others have endorsed with the address.
    """
    mark = name_mark(answers["name"])
    household = hold_household(actor.email)
    endorsement = hold_my_endorsement(actor) or household.find_own(actor, mark)
    require_room(household, mark, besides=endorsement)
    _clear(household, mark, besides=endorsement)
    if endorsement is None:
        endorsement = _new(actor.email, answers["language"], get_current_version_id())
        endorsement.shown = Shown.COUNTED
        db.session.add(endorsement)
    with recounted(endorsement):
        endorsement.member_id = actor.id
        endorsement.version_id = get_current_version_id()
        _fill(endorsement, answers)
        db.session.flush()
        _take_on(endorsement, commitments)
    if endorsement.state is EndorsementState.PENDING:
        admit_member(endorsement, actor, network=network, texts=list(commitments.values()))
    return endorsement


def _version_id(said: str) -> uuid.UUID:
    # What was written down by an earlier release says the id: 32 digits, where a digest has 64.
    return uuid.UUID(hex=said) if len(said) == 32 else get_version_id(said)


def _new(email: str, language: str, version_id: uuid.UUID) -> Endorsement:
    return Endorsement(
        version_id=version_id,
        email=email,
        email_index=address_index(email),
        language=language,
        state=EndorsementState.PENDING,
        mails_sent=0,
    )


def _hide_if_wished(known: Endorsement, answers: Answers) -> None:
    """Who fills in the form to be only counted expects that mail, and presses its button: the name that somebody else
    may have typed before, to be shown, must not come out of it.
    """
    if known.state is EndorsementState.PENDING and answers["shown"] == Shown.COUNTED:
        known.shown = Shown.COUNTED
        known.name = known.affiliation = None


def _make_room(household: Household) -> int | None:
    """Let one more wait, if only for one that has waited for long; None where there is no room.

    Returns how many mails count as sent: whoever makes others give way gets one mail out of it, not five.
    """
    if household.is_full:
        return None
    if len(household.waiting) < MOST_WAITING:
        return 0
    oldest = household.waiting[0]
    if oldest.created_at > now() - GIVES_WAY_AFTER:
        return None
    sent = min(oldest.mails_sent, MOST_MAILS - 1)
    db.session.delete(oldest)
    db.session.flush()
    return sent


def _clear(household: Household, mark: str, besides: Endorsement | None) -> None:
    """Delete what somebody typed under the name that a member takes now, and nobody confirmed."""
    for other in household.waiting:
        if other.mark == mark and other is not besides:
            db.session.delete(other)
    db.session.flush()


def _fill(endorsement: Endorsement, answers: Answers) -> None:
    named, was_shown = answers["shown"] == Shown.NAMED, _shown_name(endorsement)
    endorsement.shown = Shown(answers["shown"])
    # What is not to be shown is not kept.
    endorsement.name = answers["name"] if named else None
    endorsement.affiliation = answers["affiliation"] if named else None
    endorsement.name_mark = name_mark(answers["name"])
    endorsement.country = answers["country"]
    endorsement.profession_group = answers.get("profession_group")
    endorsement.language = answers["language"]
    endorsement.featured_at = None  # a moderator chose what it said before
    if _shown_name(endorsement) != was_shown:
        # Whoever had the address of the page would learn that one name, or nobody, is the other.
        endorsement.share_code = None


def _shown_name(endorsement: Endorsement) -> str | None:
    return endorsement.name if endorsement.shown is Shown.NAMED else None


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
        note_mail(endorsement, emails.send_confirmation(endorsement))
    else:
        emails.send_already_endorsed(endorsement)


def _explain(household: Household) -> None:
    """Say that there is no room for one more at this address; it counts among the mails of the first."""
    first = (household.settled or household.waiting)[0]
    if first.mails_sent < MOST_MAILS:
        first.mails_sent += 1
        emails.send_crowded(first)


# What is done after the answer, and who does it.
ERRANDS: dict[str, Handler] = {"endorsements.endorse": take_in}
