"""What vouching does and answers when features below it tell something, and what it shows on a member's page."""

from dataclasses import replace
from typing import Any

from community.accounts.models import Member
from community.accounts.signals import member_data
from community.db import now
from community.members.models import Profile
from community.members.panels import Shown, profile_panel
from community.members.signals import member_blocked
from community.vouching import operations, queries
from community.vouching.own_data import tell_vouches
from community.vouching.wording import ages

member_data.connect(tell_vouches)


@member_blocked.connect
def untie(member: Member, blocked: Member) -> None:
    """Whoever blocks somebody says of them no more that they know them, nor the other way round."""
    operations.untie(member, blocked)


@profile_panel(place=1)
def show_tally(profile: Profile, viewer: Any) -> Shown | None:
    """On a member's page, for members: how many vouch for them, and the way to vouch oneself.

    Whoever is blocked sees the same, and is refused when they vouch: a panel that they alone lack would tell them. What
    they cannot be spared is that fields open to members are closed to them.
    """
    if viewer is None:
        return None
    is_oneself = viewer.id == profile.member_id
    tally = queries.tally(viewer, [profile.member_id]).get(profile.member_id, queries.NONE)
    return "vouching/_tally.html", {
        "member": profile.member,
        "is_oneself": is_oneself,
        # One knows oneself who vouches for one.
        "tally": replace(tally, known=None) if is_oneself else tally,
        "ages": ages(tally, now().date()),
        "mine": queries.find_vouch(viewer.id, profile.member_id),
    }
