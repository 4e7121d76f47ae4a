"""What endorsements answer to features below them."""

from typing import Any

from community.accounts.models import Member
from community.accounts.signals import member_confirmed, member_hiding
from community.declaration.panels import Shown, commitment_panel
from community.endorsements import operations, queries


@member_confirmed.connect
def link_endorsement(member: Member) -> None:
    """Somebody who endorsed as a visitor has become a member."""
    operations.link_to_member(member)


@member_hiding.connect
def hide_endorsement(member: Member) -> None:
    """Somebody shows themselves to nobody any more: their endorsement counts on, without a name."""
    operations.hide_name(member)


@commitment_panel
def show_endorsers(number: int, viewer: Any, after: str | None) -> Shown:
    """On a commitment's page: how many took it on, and those who show their name, with what they pledge."""
    return "endorsements/_endorsers.html", {
        "number": number,
        "count": queries.count_endorsers_of(number),
        "unnamed": queries.count_unnamed(number),
        "page": queries.list_endorsements(after, number),
    }
