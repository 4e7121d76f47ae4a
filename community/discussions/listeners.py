"""What discussions answer to the features below them."""

from collections.abc import Sequence
from typing import Any

from community.access import can
from community.accounts.models import Member
from community.accounts.signals import member_data, member_deleted
from community.discussions import operations, own_data, queries
from community.discussions.models import Topic
from community.groups.figures import Figure, add_figure, moments_in
from community.groups.models import Group, Membership
from community.groups.panels import Shown, group_panel
from community.groups.signals import membership_ended
from community.groups.waiting import Waiting, add_provider
from community.groups.works import Kind, register
from community.i18n import lazy

ON_THE_PAGE = 3

register(Kind(operations.KIND, lazy("Discussions"), "discussions.topic", queries.load_works, Topic))
add_figure(Figure(lazy("Topics"), moments_in(Topic.created_at, Topic.group_id)))
member_data.connect(own_data.tell_discussions)


@member_deleted.connect
def release(member: Member) -> None:
    """What somebody wrote goes with them."""
    operations.release_member(member)


@membership_ended.connect
def forget_reading(membership: Membership) -> None:
    """How far somebody has read goes when they leave."""
    operations.forget_reading(membership.member_id, membership.group_id)


@add_provider
def find_reported(member: Member) -> Sequence[Waiting]:
    """Reports of posts that wait for a coordinator."""
    words = lazy("Reported posts")
    return [
        Waiting(group, words, count, since, "discussions.reports")
        for group, count, since in queries.count_reports(member)
    ]


@group_panel
def show_discussions(group: Group, viewer: Any) -> Shown | None:
    """On a group's page, for those in the group: the topics in which something was written last."""
    if not can("discussions.index", group):
        return None
    return "discussions/_panel.html", {"topics": queries.list_newest(group, ON_THE_PAGE)}
