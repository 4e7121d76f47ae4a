"""What endorsements answer to features below them."""

from collections.abc import Sequence
from typing import Any

from community.accounts.models import Member
from community.accounts.signals import email_changed, member_confirmed, member_data, member_deleted, member_hiding
from community.declaration.panels import Shown, commitment_panel
from community.endorsements import following, operations, own_data, queries
from community.ledger.signals import entries_sealed
from community.members.wording import PROFESSIONS

member_data.connect(own_data.tell_endorsement)


@member_confirmed.connect
def link_endorsement(member: Member) -> None:
    """Somebody who endorsed as a visitor has become a member."""
    operations.link_to_member(member)


@member_hiding.connect
def hide_endorsement(member: Member) -> None:
    """Somebody shows themselves to nobody any more: their endorsement counts on, without a name."""
    following.hide_member(member)


@email_changed.connect
def follow_address(member: Member) -> None:
    """The endorsement is bound to the address that the member has from now on."""
    following.follow_address(member)


@member_deleted.connect
def forget_member(member: Member) -> None:
    """The endorsement of somebody who goes does not count any more."""
    following.forget_member(member)


@entries_sealed.connect
def tally(notes: Sequence[dict[str, Any]]) -> None:
    """The counts follow the ledger, in the same transaction."""
    operations.tally(notes)


@commitment_panel
def show_endorsers(number: int, viewer: Any, after: str | None) -> Shown:
    """On a commitment's page: how many took it on, and those who show their name, with what they pledge."""
    return "endorsements/_endorsers.html", {
        "number": number,
        "count": queries.count_endorsers_of(number),
        "page": queries.list_endorsements(after, number),
        "featured": [] if after else queries.list_featured(number),
        "professions": PROFESSIONS,
    }
