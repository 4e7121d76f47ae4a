"""What groups tell the features below them, and what they do when accounts tell them that a member goes."""

from typing import Any

from community.accounts.models import Member
from community.accounts.signals import member_closing, member_data, member_deleted, member_seen
from community.declaration.panels import Shown, commitment_panel
from community.groups import operations, queries
from community.groups.kinds import load_charters, load_states
from community.groups.models import Group, Membership
from community.groups.own_data import charge, desk, founding, stays
from community.groups.queries import find_fellows, list_circles, list_groups, select_circle, share_circle
from community.groups.requests import load_requests
from community.groups.signals import membership_ended
from community.groups.trail import load_acts
from community.groups.waiting import Waiting, add_provider
from community.groups.works import Kind
from community.groups.works import register as register_kind
from community.i18n import lazy
from community.members.fellowship import Fellowship, register

register(Fellowship(find_fellows, share_circle, list_circles, select_circle))

register_kind(Kind("request", lazy("Requests to join"), "groups.requests", load_requests))
register_kind(Kind("charter", lazy("Charter"), "groups.charter", load_charters, Group))
register_kind(Kind("state", lazy("Whether the group works"), "groups.page", load_states))
register_kind(Kind("trail", lazy("Who runs the group"), "groups.trail", load_acts))
member_data.connect(stays.tell_groups)
member_data.connect(founding.tell_founding)
member_data.connect(desk.tell_desk)
member_data.connect(charge.tell_charge)

SHOWN = 6


@member_closing.connect
def keep_coordinators(member: Member) -> None:
    """Refuse where a group would be without anybody who can run it."""
    operations.ensure_may_go(member)


@member_seen.connect
def note_seen(member: Member) -> None:
    """Keep on which day a coordinator was here last."""
    operations.note_seen(member=member)


@membership_ended.connect
def release_successors(membership: Membership) -> None:
    """Nobody follows, or is followed, who is not in the group any more."""
    operations.release_successors(membership)


@membership_ended.connect
def let_go_of_note(membership: Membership) -> None:
    """The note about whoever leaves by themselves goes with them."""
    operations.let_go_of_note(membership)


@member_deleted.connect
def release(member: Member) -> None:
    """Let go of everything that is the member's in groups."""
    operations.release_member(member)


@add_provider
def find_asked(member: Member) -> list[Waiting]:
    """Coordinators who asked somebody to follow them and wait for an answer."""
    words = lazy("You are asked to follow a coordinator")
    asked = [one for one in queries.list_successions(member) if one.accepted_at is None]
    return [Waiting(one.group, words, 1, one.named_at, "groups.succession") for one in asked]


@commitment_panel
def show_groups(number: int, viewer: Any, after: str | None) -> Shown:
    """On a commitment's page: the groups that serve it and that the viewer may know of."""
    groups = list_groups(viewer, number).items[:SHOWN]
    return "groups/_serving.html", {"number": number, "groups": groups}
