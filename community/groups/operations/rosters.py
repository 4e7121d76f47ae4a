"""Asking for the roster of a group as a file, deciding about it as a second person, and handing it out."""

from collections.abc import Collection

from community import audit
from community.accounts.models import Member
from community.db import atomic, db, lock, now
from community.groups import emails, queries
from community.groups.models import Group, RosterColumn, RosterExport
from community.groups.operations.charge_refusals import NotCoordinating
from community.groups.operations.guarding import ensure_active
from community.groups.signals import group_told
from community.i18n import lazy
from community.refusals import Refusal
from community.releases import ReleaseState


class NotSecondPerson(Refusal):
    """The asker decides about their own, or somebody who is not the second person."""

    sentence = lazy(
        "A second person decides about a roster: another coordinator whose powers are at least seven days old; where "
        "there is none, a moderator, and for a hidden group an administrator."
    )


class RosterAlreadyDecided(Refusal):
    """The roster was decided about before, or nobody did so in time."""

    sentence = lazy("This roster has been decided about already, or waited too long.")


class RosterNotToDownload(Refusal):
    """The roster is not approved, or the time to download it is over."""

    sentence = lazy("This roster cannot be downloaded: it is not approved, or its day is over.")


@atomic
def ask_for_roster(*, actor: Member, group: Group, columns: Collection[RosterColumn], reason: str) -> RosterExport:
    """Ask for the roster as a file; whoever may approve it is told. Refuses with NotCoordinating, GroupAtRest."""
    lock(group)
    ensure_active(group)
    _require_coordinator(actor, group)
    wanted = [column.value for column in RosterColumn if column in columns]
    roster = RosterExport(
        number=queries.get_next_roster_number(group), group_id=group.id, columns=wanted, asker_id=actor.id
    )
    roster.reason = reason
    db.session.add(roster)
    audit.record(actor, "groups.ask_for_roster", group, group=group.slug, number=roster.number, place=group)
    for member in queries.find_second_people(group).besides(actor.id):
        emails.send_roster_moved(member, group)
    return roster


@atomic
def decide_roster(*, actor: Member, roster: RosterExport, approve: bool) -> None:
    """Approve or decline a roster that another person asked for. Refuses with RosterAlreadyDecided, NotSecondPerson."""
    group = db.session.get_one(Group, roster.group_id)
    lock(group)
    lock(roster)
    if roster.state is not ReleaseState.WAITING:
        raise RosterAlreadyDecided
    if actor.id not in {member.id for member in queries.find_second_people(group).besides(roster.asker_id)}:
        raise NotSecondPerson
    roster.decider_id, roster.decided_at, roster.approved = actor.id, now(), approve
    if approve:
        audit.record(actor, "groups.approve_roster", group, group=group.slug, number=roster.number, place=group)
    else:
        audit.record(actor, "groups.decline_roster", group, group=group.slug, number=roster.number, place=group)
    _tell_both(roster, group)


@atomic
def hand_out_roster(*, actor: Member, roster: RosterExport) -> None:
    """Write down that an approved roster is downloaded now, by the one who asked for it; the group is told once.

    Refuses with NotCoordinating, RosterNotToDownload.
    """
    group = db.session.get_one(Group, roster.group_id)
    lock(group)
    lock(roster)
    _require_coordinator(actor, group)
    if roster.asker_id != actor.id or roster.state is not ReleaseState.APPROVED:
        raise RosterNotToDownload
    roster.downloads += 1
    audit.record(actor, "groups.download_roster", group, group=group.slug, number=roster.number, place=group)
    _tell_both(roster, group)
    if roster.downloads == 1:
        group_told.send(group, kind="export", subject_id=roster.id, actor=actor, concerns=(), only=None)


def _require_coordinator(actor: Member, group: Group) -> None:
    mine = queries.find_live_membership(group.id, actor.id)
    if mine is None or not mine.has_powers or not actor.is_active:
        raise NotCoordinating


def _tell_both(roster: RosterExport, group: Group) -> None:
    for member_id in (roster.asker_id, roster.decider_id):
        if member_id is not None:
            emails.send_roster_moved(db.session.get_one(Member, member_id), group)
