"""What decisions answer to the features below them."""

from typing import Any

from community.access import can
from community.accounts.models import Member
from community.accounts.signals import member_data, member_deleted
from community.decisions import operations, own_data, queries
from community.decisions.models import Proposal
from community.groups.models import Group, Membership
from community.groups.panels import Shown, group_panel
from community.groups.signals import membership_ended
from community.groups.waiting import Waiting, add_provider
from community.groups.works import Kind, register
from community.i18n import _, lazy
from community.web.templating import clock

SHOWN = 5

register(Kind(operations.KIND, lazy("Decisions"), "decisions.proposal", queries.load_works, Proposal))
member_data.connect(own_data.tell_decisions)


@membership_ended.connect
def leave(membership: Membership) -> None:
    """Whoever is not in the group any more says nothing to what it has not decided yet."""
    operations.leave_decisions(membership)


@member_deleted.connect
def forget(member: Member) -> None:
    """What somebody said goes with them."""
    operations.forget_member(member)


@group_panel
def show_open(group: Group, viewer: Any) -> Shown | None:
    """On a group's page, for those who decide in it: what is open."""
    if viewer is None or not can("decisions.index", group):
        return None
    proposals = queries.list_open(group, SHOWN)
    return ("decisions/_open.html", {"proposals": proposals}) if proposals else None


@add_provider
def list_to_vote(member: Member) -> list[Waiting]:
    """On the desk of a member: what they have not taken a position on yet, and until when they can."""
    return [
        Waiting(
            waiting.group,
            _("Proposals that wait for your position"),
            waiting.count,
            waiting.since,
            "decisions.index",
            until=_("The first closes: %(time)s", time=_until(waiting, member)),
        )
        for waiting in queries.list_to_vote(member)
    ]


def _until(waiting: queries.ToVote, member: Member) -> str:
    return clock(waiting.closes_at, member.time_zone)
