"""Asking for an export, deciding about it as a second person, and handing it out."""

from community import audit
from community.accounts.models import Member, Role
from community.accounts.operations import hold_with_administrators
from community.db import atomic, db, lock, now
from community.exports import emails
from community.exports.models import Export, ExportContent, ExportFormat
from community.exports.queries import get_next_number, list_administrators, list_second_people
from community.i18n import lazy
from community.refusals import Refusal
from community.releases import ReleaseState


class RightsLost(Refusal):
    """The actor's own rights were taken while the page was open."""

    sentence = lazy("Your own rights have changed in the meantime.")


class NeedsSecondPerson(Refusal):
    """The asker decides about their own export, or somebody who is not the second person."""

    sentence = lazy(
        "A second person decides about an export: another administrator, or where there is none, a moderator; nobody "
        "whose role was changed within the last seven days."
    )


class AlreadyDecided(Refusal):
    """The export was decided about before, or nobody did so in time."""

    sentence = lazy("This export has been decided about already, or waited too long.")


class NotToDownload(Refusal):
    """The export is not approved, or the time to download it is over."""

    sentence = lazy("This export cannot be downloaded: it is not approved, or its day is over.")


@atomic
def ask(*, actor: Member, content: ExportContent, form: ExportFormat, reason: str) -> Export:
    """Ask for an export; whoever may approve it is told. Refuses with RightsLost."""
    hold_with_administrators(actor)  # one after the other, so that numbers follow
    _require_administrator(actor)
    export = Export(number=get_next_number(), content=content, form=form, reason=reason, asker_id=actor.id)
    db.session.add(export)
    audit.record(actor, "exports.ask", export, reason=reason)
    _tell(export)
    return export


@atomic
def decide(*, actor: Member, export: Export, approve: bool) -> None:
    """Approve or decline an export that another person asked for.

    Refuses with RightsLost, NeedsSecondPerson, AlreadyDecided.
    """
    hold_with_administrators(actor)
    lock(export)
    if not actor.is_active or actor.role is Role.MEMBER:
        raise RightsLost
    if export.state is not ReleaseState.WAITING:
        raise AlreadyDecided
    if actor.id not in {member.id for member in list_second_people(export.asker_id)}:
        raise NeedsSecondPerson
    export.decider_id, export.decided_at, export.approved = actor.id, now(), approve
    if approve:
        audit.record(actor, "exports.approve", export)
    else:
        audit.record(actor, "exports.decline", export)
    _tell(export)


@atomic
def hand_out(*, actor: Member, export: Export) -> None:
    """Write down that an approved export is downloaded now, by the one who asked for it.

    Refuses with RightsLost, NotToDownload.
    """
    lock(export)
    lock(actor)
    _require_administrator(actor)
    if export.asker_id != actor.id or export.state is not ReleaseState.APPROVED:
        raise NotToDownload
    export.downloads += 1
    audit.record(actor, "exports.download", export)
    _tell(export)


def _require_administrator(actor: Member) -> None:
    if not actor.is_active or actor.role is not Role.ADMINISTRATOR:
        raise RightsLost


def _tell(export: Export) -> None:
    """Every administrator is told whatever happens to an export; and a moderator who is to be the second person."""
    people = {member.id: member for member in (*list_administrators(), *list_second_people(export.asker_id))}
    for member in people.values():
        emails.send_moved(member)
