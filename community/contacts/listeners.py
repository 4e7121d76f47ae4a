"""What contacts answer to features below them."""

from typing import Any

from community.accounts import waiting
from community.accounts.models import Member
from community.accounts.signals import member_data, member_deleted
from community.contacts import operations, own_data, queries
from community.members import acquaintance
from community.members.models import Profile
from community.members.models.blocks import has_blocked
from community.members.panels import Shown, profile_panel
from community.members.signals import member_blocked

member_data.connect(own_data.tell_contacts)
waiting.register(queries.something_waits)
acquaintance.register(queries.find_met)


@member_deleted.connect
def release(member: Member) -> None:
    """What the member wrote to others is destroyed."""
    operations.release(member)


@member_blocked.connect
def end_between(member: Member, blocked: Member) -> None:
    """Whoever is blocked reaches the member no more."""
    operations.end_between(actor=member, blocked=blocked)


@profile_panel(place=2)
def show_ways(profile: Profile, viewer: Any) -> Shown | None:
    """On a member's page: how one gets in contact with them, and how one gets rid of them."""
    if viewer is None or viewer.id == profile.member_id:
        return None
    member, blocked = profile.member, has_blocked(viewer.id, profile.member_id)
    talk = None if blocked else queries.find_conversation_of(viewer, member)
    talk = talk if talk and talk.ended_at is None else None
    mine = None if blocked or talk else queries.find_between(viewer, member)
    return "contacts/_ways.html", {
        "member": member,
        "blocked": blocked,
        "talk": talk,
        "mine": mine if mine and mine.is_pending else None,
        "takes_requests": not blocked and not talk and queries.takes_requests_from(member, viewer),
    }
