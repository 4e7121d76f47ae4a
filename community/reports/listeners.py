"""What reports answer to the features below them."""

from typing import Any

from community.accounts.models import Member
from community.accounts.signals import member_data, member_deleted
from community.members.models import Profile
from community.members.panels import Shown, profile_panel
from community.reports import operations, own_data

member_data.connect(own_data.tell_reports)


@member_deleted.connect
def forget_reporter(member: Member) -> None:
    """What somebody who goes has told the moderators goes with them."""
    operations.forget_reporter(member)


@profile_panel(place=3)
def offer_report(profile: Profile, viewer: Any) -> Shown | None:
    """On the page of another member: the quiet way to the moderators."""
    if viewer is None or viewer.id == profile.member_id:
        return None
    return "reports/_offer.html", {"handle": profile.member.handle}
