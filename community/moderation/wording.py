"""The words of the desk: roles, and a sentence for every act in the trail."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from markupsafe import Markup, escape

from community.accounts.models import Role
from community.accounts.wording import ROLES as ROLES
from community.audit import NOBODY, AuditEntry
from community.endorsements.forms import WAYS
from community.endorsements.models import BulkKind, BulkState, EndorsementState, Pace, Shown, Sign
from community.groups.wording import REASONS
from community.i18n import LANGUAGE_NAMES, Words, _, country_name, lazy, ngettext
from community.members.models import Limit
from community.members.wording import FIELDS

# What was done so often on one day that the site let nobody do it any more.
LIMITS: dict[Limit, Words] = {
    Limit.DIRECTORY: lazy("Searching the directory"),
    Limit.PROFILES: lazy("Opening profiles"),
    Limit.CONTACTS: lazy("Asking for contact"),
    Limit.JOIN_REQUESTS: lazy("Asking to join groups"),
    Limit.INVITATIONS: lazy("Inviting to groups"),
    Limit.VOUCHES: lazy("Vouching"),
    Limit.REPORTS: lazy("Reporting members"),
    Limit.PICTURES: lazy("Uploading pictures"),
    Limit.OPENINGS: lazy("Opening closed fields"),
    Limit.PROPOSALS: lazy("Proposing groups"),
}

# What endorsements of a flood have in common, and how a machine gave itself away.
SIGNS: dict[str, Words] = {
    Sign.NETWORK: lazy("From one network"),
    Sign.DOMAIN: lazy("With one mail domain"),
    Sign.PATTERN: lazy("With addresses that differ in their numbers alone"),
    Sign.TEXT: lazy("With the same words"),
    Sign.BURST: lazy("Close together in time, from everywhere"),
}
PACES: dict[str, Words] = {
    Pace.QUICK: lazy("Filled in and confirmed more quickly than people do both."),
    Pace.FORM: lazy("Filled in more quickly than anybody types."),
    Pace.ANSWER: lazy("Confirmed more quickly than anybody gets a mail and presses its button."),
    Pace.ALIKE: lazy("Filled in and confirmed in almost the same time, again and again."),
}
BULK_KINDS: dict[str, Words] = {
    BulkKind.SET_ASIDE: lazy("Set them aside"),
    BulkKind.LET_IN: lazy("Let them in, so that they count"),
}
BULK_STANDS: dict[str, Words] = {
    EndorsementState.COUNTED.value: lazy("Those that count"),
    EndorsementState.QUARANTINED.value: lazy("Those that were held back"),
}
BULK_STATES: dict[str, Words] = {
    BulkState.COUNTING: lazy("Being counted"),
    BulkState.READY: lazy("Not started"),
    BulkState.RUNNING: lazy("Under way"),
    BulkState.DONE: lazy("Done"),
    BulkState.CANCELLED: lazy("Stopped"),
    BulkState.UNDOING: lazy("Being undone"),
    BulkState.UNDONE: lazy("Undone"),
}

_CONDITIONS: dict[str, Words] = {
    "state": lazy("Which"),
    "since": lazy("Confirmed from"),
    "until": lazy("Confirmed until"),
    "domain": lazy("Mail domain"),
    "network_mark": lazy("Network"),
    "country": lazy("Country"),
    "language": lazy("Language"),
    "shown": lazy("How to show them"),
    "text": lazy("Text"),
    "quicker_than": lazy("Filled in within so many seconds"),
}

# In each sentence %(actor)s is who acted, %(subject)s the member or group it was done to, %(group)s the group where.
ACTS: dict[str, Words] = {
    "library.delete": lazy("%(actor)s deleted something that others had shared in %(group)s."),
    "meetings.cancel": lazy("%(actor)s cancelled a meeting of %(group)s."),
    "accounts.appoint": lazy("%(actor)s gave %(subject)s a role from the command line."),
    "accounts.change_password": lazy("%(actor)s changed their password."),
    "accounts.claim_administration": lazy("%(actor)s opened the first administrator’s link and became administrator."),
    "accounts.reset_password": lazy("%(actor)s chose a new password through a mailed link."),
    "declaration.publish": lazy("%(actor)s put a version of the declaration’s text in force."),
    "endorsements.cancel_bulk": lazy("%(actor)s stopped what was being done to many endorsements."),
    "endorsements.feature": lazy("%(actor)s put an endorsement at the top of the list."),
    "endorsements.let_in": lazy("%(actor)s let an endorsement count."),
    "endorsements.prepare_bulk": lazy("%(actor)s had counted how many endorsements fit some conditions."),
    "endorsements.set_aside": lazy("%(actor)s set an endorsement aside."),
    "endorsements.start_bulk": lazy("%(actor)s began to set many endorsements aside, or to let them in."),
    "endorsements.undo_bulk": lazy("%(actor)s had undone what was done to many endorsements."),
    "endorsements.unfeature": lazy("%(actor)s took an endorsement from the top of the list."),
    "exports.approve": lazy("%(actor)s approved the export %(subject)s."),
    "exports.ask": lazy("%(actor)s asked for the export %(subject)s."),
    "exports.decline": lazy("%(actor)s declined the export %(subject)s."),
    "exports.download": lazy("%(actor)s downloaded the export %(subject)s."),
    "announcements.announce": lazy("%(actor)s announced something to the group %(subject)s."),
    "announcements.delete": lazy("%(actor)s deleted an announcement of the group %(subject)s."),
    "discussions.put_back": lazy("%(actor)s put back something in a discussion of the group %(subject)s."),
    "discussions.remove": lazy("%(actor)s removed something from a discussion of the group %(subject)s."),
    "discussions.settle": lazy("%(actor)s settled reports about a post in the group %(subject)s."),
    "announcements.edit": lazy("%(actor)s changed an announcement of the group %(subject)s."),
    "groups.appoint": lazy("%(actor)s made %(subject)s a coordinator of the group %(group)s."),
    "groups.ask_for_roster": lazy("%(actor)s asked for the roster of the group %(subject)s as a file."),
    "groups.approve_roster": lazy("%(actor)s approved that a roster of the group %(subject)s leaves the site."),
    "groups.decline_roster": lazy("%(actor)s declined that a roster of the group %(subject)s leaves the site."),
    "groups.download_roster": lazy("%(actor)s downloaded a roster of the group %(subject)s."),
    "groups.approve": lazy("%(actor)s let %(subject)s into the group %(group)s."),
    "groups.ban": lazy("%(actor)s barred %(subject)s from the group %(group)s."),
    "groups.create": lazy("%(actor)s founded the group %(subject)s."),
    "groups.create_invitation": lazy("%(actor)s made an invitation to the group %(subject)s."),
    "groups.decline": lazy("%(actor)s declined the request of %(subject)s to join the group %(group)s."),
    "groups.accept_succession": lazy("%(actor)s agreed to follow the coordinators of the group %(group)s."),
    "groups.decline_succession": lazy("%(actor)s said no to following the coordinators of the group %(group)s."),
    "groups.delay_powers": lazy("%(actor)s changed how long the powers of new coordinators of %(subject)s sleep."),
    "groups.hand_over": lazy("%(actor)s handed the group %(group)s over to %(subject)s."),
    "groups.lack_coordinator": lazy(
        "%(actor)s let %(subject)s stay in the group %(group)s, which has no other coordinator."
    ),
    "groups.name_successor": lazy("%(actor)s named %(subject)s as successor in the group %(group)s."),
    "groups.succeed": lazy("%(actor)s let %(subject)s follow the silent coordinators of the group %(group)s."),
    "groups.withdraw_successor": lazy("%(actor)s took back that %(subject)s follows in the group %(group)s."),
    "groups.dismiss": lazy("%(actor)s ended the time of %(subject)s as coordinator of the group %(group)s."),
    "groups.edit": lazy("%(actor)s changed the description or the rules of the group %(subject)s."),
    "groups.approve_proposal": lazy("%(actor)s approved the group %(group)s, which %(subject)s had proposed."),
    "groups.archive": lazy("%(actor)s archived the group %(subject)s."),
    "groups.change_charter": lazy("%(actor)s changed the charter of the group %(subject)s."),
    "groups.close_charter": lazy("%(actor)s made the charter of the group %(subject)s readable to its members alone."),
    "groups.open_charter": lazy("%(actor)s made the charter of the group %(subject)s public."),
    "groups.pause": lazy("%(actor)s paused the group %(subject)s."),
    "groups.propose": lazy("%(actor)s proposed a group."),
    "groups.reopen": lazy("%(actor)s reopened the group %(subject)s."),
    "groups.resume": lazy("%(actor)s let the group %(subject)s go on."),
    "groups.send_back_proposal": lazy("%(actor)s sent the proposal of %(subject)s for a group back."),
    "groups.withdraw_proposal": lazy("%(actor)s withdrew their proposal of a group."),
    "groups.remove": lazy("%(actor)s removed %(subject)s from the group %(group)s."),
    "groups.revoke_invitation": lazy("%(actor)s took back an invitation to the group %(subject)s."),
    "groups.settle": lazy("%(actor)s ended the time in which %(subject)s was new in the group %(group)s."),
    "groups.undo_branch": lazy("%(actor)s removed from groups who had come in through %(subject)s."),
    "groups.unban": lazy("%(actor)s let %(subject)s join the group %(group)s again."),
    "decisions.extend": lazy("%(actor)s let a proposal in the group %(subject)s close later."),
    "decisions.outcome": lazy("%(actor)s wrote what came of a proposal in the group %(subject)s."),
    "tasks.delete": lazy("%(actor)s deleted somebody else’s task in the group %(subject)s."),
    "moderation.open_field": lazy("%(actor)s opened a closed field of the profile of %(subject)s."),
    "members.add_help_kind": lazy("%(actor)s added the kind of help %(subject)s."),
    "members.offer_help_kind_again": lazy("%(actor)s let the kind of help %(subject)s be chosen again."),
    "members.rename_help_kind": lazy("%(actor)s renamed the kind of help %(subject)s."),
    "members.retire_help_kind": lazy("%(actor)s retired the kind of help %(subject)s."),
    "moderation.restore": lazy("%(actor)s restored %(subject)s."),
    "moderation.set_role": lazy("%(actor)s changed the role of %(subject)s."),
    "moderation.drop_errand": lazy("%(actor)s destroyed an errand that was given up."),
    "moderation.drop_mail": lazy("%(actor)s destroyed a mail that did not leave."),
    "moderation.retry_errand": lazy("%(actor)s had an errand tried again that was given up."),
    "moderation.retry_mail": lazy("%(actor)s had a mail tried again that did not leave."),
    "moderation.suspend": lazy("%(actor)s suspended %(subject)s."),
    "reports.settle": lazy("%(actor)s settled a report about %(subject)s."),
}
# An act of a release whose words are gone.
_UNKNOWN = lazy("%(actor)s did something to %(subject)s.")


def sentence(entry: AuditEntry, *, hide_actor: bool = False, hide_subject: bool = False) -> Markup:
    """What an entry of the trail says, with names set apart from the words around them.

    hide_actor, hide_subject: do not say which member it was.
    """
    words = escape(str(ACTS.get(entry.action, _UNKNOWN)))
    return words % {
        "actor": _name(_("a member") if hide_actor else _actor(entry)),
        "subject": _name(_("a member") if hide_subject else _subject(entry)),
        "group": _name(entry.details.get("group", "—")),
    }


def details(entry: AuditEntry) -> list[str]:
    """What else an entry of the trail says: from which role to which, what was announced, and the reason."""
    found = entry.details
    lines = []
    if "before" in found:
        lines.append(_("From “%(before)s” to “%(role)s”.", before=_role(found["before"]), role=_role(found["role"])))
    elif "role" in found:
        lines.append(_("Role: %(role)s", role=_role(found["role"])))
    if found.get("field") in FIELDS:
        lines.append(_("Field: %(field)s", field=FIELDS[found["field"]]))
    if found.get("title"):
        lines.append(_("Title: %(title)s", title=found["title"]))
    if found.get("kind") in BULK_KINDS:
        lines.append(str(BULK_KINDS[found["kind"]]))
        lines.append(ngettext("%(num)d endorsement", "%(num)d endorsements", found["count"]))
    if found.get("because") in REASONS:
        lines.append(str(REASONS[found["because"]]))
    if "removed" in found:
        lines.append(ngettext("%(num)d membership ended", "%(num)d memberships ended", found["removed"]))
    if found.get("reason"):
        lines.append(_("Reason: %(reason)s", reason=found["reason"]))
    return lines


def moment(at: datetime | str) -> str:
    """A moment to the minute, the same in every language."""
    found = datetime.fromisoformat(at) if isinstance(at, str) else at
    return f"{found:%Y-%m-%d %H:%M} UTC"


def held_because(reason: str | None) -> list[str]:
    """Why an endorsement was held back, in words; empty where it was not."""
    sign, _separator, pace = (reason or "").partition("-")
    return [str(words) for words in (SIGNS.get(sign), PACES.get(pace)) if words]


def tell_conditions(conditions: dict[str, Any]) -> list[tuple[str, str]]:
    """What many endorsements must fit, in words."""
    told: dict[str, Callable[[Any], object]] = {
        "state": lambda value: BULK_STANDS[value],
        "since": moment,
        "until": moment,
        "domain": str,
        "network_mark": lambda value: _("The same as of the endorsement that you came from"),
        "country": country_name,
        "language": lambda value: LANGUAGE_NAMES.get(value, value),
        "shown": lambda value: WAYS[Shown(value)],
        "text": str,
        "quicker_than": lambda value: ngettext("%(num)d second", "%(num)d seconds", value),
    }
    return [
        (str(_CONDITIONS[name]), str(tell(conditions[name]))) for name, tell in told.items() if conditions.get(name)
    ]


def _role(value: str) -> str:
    return str(ROLES[Role(value)])


def _actor(entry: AuditEntry) -> str:
    if entry.actor_id == NOBODY:
        return str(_("a deleted member"))
    return entry.actor_name or str(_("The site"))


def _subject(entry: AuditEntry) -> str:
    return str(_("a deleted member")) if entry.subject_id == NOBODY else entry.subject_name or "—"


def _name(name: str) -> Markup:
    return Markup("<b>{}</b>").format(name)
