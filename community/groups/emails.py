"""The mails of working groups, each in the language of the one who reads it."""

from community import mail
from community.accounts.models import Member
from community.groups import queries
from community.groups.models import Group


def send_request_received(group: Group) -> None:
    """Tell the coordinators that somebody waits; who, and with what answers, stays on the site."""
    for membership in queries.list_coordinators(group):
        _send(membership.member, "request_received", group, endpoint="groups.requests")


def send_approved(member: Member, group: Group) -> None:
    """Tell somebody that they are in."""
    _send(member, "approved", group)


def send_declined(member: Member, group: Group, membership: Membership) -> None:
    """Tell somebody that they were not let in, and why if there is a reason."""
    _send_goodbye(member, "declined", group, membership)


def send_removed(member: Member, group: Group, membership: Membership) -> None:
    """Tell somebody that they are not in the group any more, and why if there is a reason."""
    _send_goodbye(member, "removed", group, membership)


def send_appointed(member: Member, group: Group) -> None:
    """Tell somebody that they coordinate a group now."""
    _send(member, "appointed", group)


def _send(member: Member, name: str, group: Group, endpoint: str = "groups.page") -> None:
    _write(member, name, group=group, url=mail.link(endpoint, member.language, slug=group.slug))


def _send_goodbye(member: Member, name: str, group: Group, membership: Membership) -> None:
    # To the list of groups: the page of a hidden group is closed to them now.
    told = {"because": REASONS.get(membership.reason_code), "reason": membership.reason}
    _write(member, name, group=group, url=mail.link("groups.index", member.language), **told)


def _write(member: Member, name: str, **context: object) -> None:
    language, discreet = member.language, member.discreet
    mail.send(f"groups/mail/{name}", to=member.email, language=language, discreet=discreet, member=member, **context)
