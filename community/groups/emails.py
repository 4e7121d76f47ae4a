"""The mails of working groups, each in the language of the one who reads it."""

from datetime import date, datetime
from typing import Any

from community import mail
from community.accounts.models import Member
from community.accounts.queries import has_second_factor
from community.groups.models import Group, Invitation, Membership, Visibility
from community.groups.wording import REASONS


def send_approved(member: Member, group: Group) -> None:
    """Tell somebody that they are in."""
    _send(member, "approved", group)


def send_invited(member: Member, group: Group) -> None:
    """Tell somebody that a group invites them; who does, and into which hidden group, stands on the site alone."""
    _write(member, "invited", named=_named(group), url=mail.link("groups.mine", member.language))


def send_invited_by_mail(invitation: Invitation, group: Group, token: str) -> None:
    """Invite whoever has an address, with the one link that works for it; no word in it is the inviter's."""
    language = invitation.language
    mail.send(
        "groups/mail/invited_by_mail",
        to=invitation.recipient,
        language=language,
        named=_named(group),
        url=mail.link("groups.invitation", language, token=token),
        report_url=mail.link("groups.report_invitation", language, token=token),
    )


def send_declined(member: Member, group: Group, membership: Membership) -> None:
    """Tell somebody that they were not let in, and why if there is a reason."""
    _send_goodbye(member, "declined", group, membership)


def send_removed(member: Member, group: Group, membership: Membership) -> None:
    """Tell somebody that they are not in the group any more, and why if there is a reason."""
    _send_goodbye(member, "removed", group, membership)


def send_appointed(member: Member, group: Group, asleep_until: datetime | None = None) -> None:
    """Tell somebody that they coordinate a group now. asleep_until: when their powers begin, if they still sleep."""
    url = mail.link("groups.page", member.language, slug=group.slug)
    _write(member, "appointed", group=group, asleep_until=asleep_until, url=url)


def send_sent_back(proposer: Member) -> None:
    """Tell somebody that a moderator has sent back the group that they proposed; why, they read on the site."""
    _write(proposer, "sent_back", url=mail.link("groups.proposals", proposer.language))


def send_roster_moved(member: Member, group: Group) -> None:
    """Tell one of the two people that a roster was asked for as a file, decided about or downloaded; not whose."""
    _send(member, "roster_moved", group, endpoint="groups.rosters")


def send_successor_asked(member: Member, group: Group) -> None:
    """Ask somebody whether they would take the group over if its coordinators were silent."""
    _send(member, "successor_asked", group, endpoint="groups.succession")


def send_successor_answered(member: Member, group: Group, *, accepted: bool) -> None:
    """Tell a coordinator what the one whom they named has answered."""
    url = mail.link("groups.coordinators", member.language, slug=group.slug)
    _write(member, "successor_answered", group=group, accepted=accepted, url=url)


def send_succession_near(member: Member, group: Group, day: date) -> None:
    """Warn a coordinator that somebody takes over on a day if no coordinator is heard of until then."""
    _write(
        member, "succession_near", group=group, day=day, url=mail.link("groups.page", member.language, slug=group.slug)
    )


def send_succeeded(member: Member, group: Group) -> None:
    """Tell somebody that they coordinate a group now, as its coordinators are silent."""
    url = mail.link("groups.coordinators", member.language, slug=group.slug)
    _write(member, "succeeded", group=group, has_factor=has_second_factor(member), url=url)


def send_was_followed(member: Member, group: Group) -> None:
    """Tell a silent coordinator that somebody else coordinates the group, too."""
    _send(member, "was_followed", group)


def _send(member: Member, name: str, group: Group, endpoint: str = "groups.page") -> None:
    _write(member, name, group=group, url=mail.link(endpoint, member.language, slug=group.slug))


def _named(group: Group) -> Group | None:
    """The group, where its name may stand in a mailbox."""
    return None if group.visibility is Visibility.HIDDEN else group


def _send_goodbye(member: Member, name: str, group: Group, membership: Membership) -> None:
    # To the list of groups: the page of a hidden group is closed to them now.
    told = {"because": REASONS.get(membership.reason_code), "reason": membership.reason}
    _write(member, name, group=group, url=mail.link("groups.index", member.language), **told)


def _write(member: Member, name: str, **context: Any) -> None:
    language, discreet = member.language, member.discreet
    mail.send(f"groups/mail/{name}", to=member.email, language=language, discreet=discreet, member=member, **context)
