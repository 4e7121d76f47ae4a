"""The words of the desk: roles, and a sentence for every act in the trail."""

from markupsafe import Markup, escape

from community.accounts.models import Role
from community.accounts.wording import ROLES as ROLES
from community.audit import NOBODY, AuditEntry
from community.i18n import Words, _, lazy
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
}

# In each sentence %(actor)s is who acted, %(subject)s the member or group it was done to, %(group)s the group where.
ACTS: dict[str, Words] = {
    "accounts.appoint": lazy("%(actor)s gave %(subject)s a role from the command line."),
    "accounts.change_password": lazy("%(actor)s changed their password."),
    "accounts.claim_administration": lazy("%(actor)s opened the first administrator’s link and became administrator."),
    "accounts.reset_password": lazy("%(actor)s chose a new password through a mailed link."),
    "declaration.publish": lazy("%(actor)s put a version of the declaration’s text in force."),
    "groups.announce": lazy("%(actor)s announced something to the group %(subject)s."),
    "groups.appoint": lazy("%(actor)s made %(subject)s a coordinator of the group %(group)s."),
    "groups.approve": lazy("%(actor)s let %(subject)s into the group %(group)s."),
    "groups.ban": lazy("%(actor)s barred %(subject)s from the group %(group)s."),
    "groups.create": lazy("%(actor)s founded the group %(subject)s."),
    "groups.create_invitation": lazy("%(actor)s made an invitation to the group %(subject)s."),
    "groups.decline": lazy("%(actor)s declined the request of %(subject)s to join the group %(group)s."),
    "groups.dismiss": lazy("%(actor)s ended the time of %(subject)s as coordinator of the group %(group)s."),
    "groups.edit": lazy("%(actor)s changed the description or the rules of the group %(subject)s."),
    "groups.remove": lazy("%(actor)s removed %(subject)s from the group %(group)s."),
    "groups.revoke_invitation": lazy("%(actor)s took back an invitation to the group %(subject)s."),
    "groups.unban": lazy("%(actor)s let %(subject)s join the group %(group)s again."),
    "moderation.open_field": lazy("%(actor)s opened a closed field of the profile of %(subject)s."),
    "members.add_help_kind": lazy("%(actor)s added the kind of help %(subject)s."),
    "members.offer_help_kind_again": lazy("%(actor)s let the kind of help %(subject)s be chosen again."),
    "members.rename_help_kind": lazy("%(actor)s renamed the kind of help %(subject)s."),
    "members.retire_help_kind": lazy("%(actor)s retired the kind of help %(subject)s."),
    "moderation.restore": lazy("%(actor)s restored %(subject)s."),
    "moderation.set_role": lazy("%(actor)s changed the role of %(subject)s."),
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
    if found.get("reason"):
        lines.append(_("Reason: %(reason)s", reason=found["reason"]))
    return lines


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
