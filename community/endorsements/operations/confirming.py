"""What the owner of an address does with an endorsement made with it: confirm it, or say that it is not theirs."""

from datetime import timedelta

from community.accounts.addresses import address_mark
from community.accounts.models import Member
from community.accounts.queries import find_confirmed_by_address
from community.db import atomic, db
from community.endorsements import emails
from community.endorsements.models import Endorsement, EndorsementState, RefusedAddress, Shown
from community.endorsements.operations.ending import end
from community.endorsements.operations.household import has_room, require_room
from community.endorsements.operations.watching import admit
from community.endorsements.queries import (
    Household,
    find_behind,
    hold_endorsement,
    hold_household,
    hold_my_endorsement,
)
from community.endorsements.refusals import AlreadyConfirmed, LinkNotValid

CONFIRMATION_LASTS = timedelta(weeks=3)


@atomic
def confirm(*, token: str) -> None:
    """Count an endorsement: its owner has pressed the button behind the mailed link.

    What is one more of a flood is held back, and looks the same to whoever presses.

    Raises LinkNotValid, AlreadyConfirmed; NameNeeded and HouseholdFull where others have endorsed with the address.
    """
    household, endorsement = _hold_pending(token)
    require_room(household, endorsement.mark, besides=endorsement)
    _give_to_member(household, endorsement)
    admit(endorsement, db.session.get(Member, endorsement.member_id) if endorsement.member_id else None)
    emails.send_thanks(endorsement)


@atomic
def refuse(*, token: str) -> None:
    """End an endorsement that the owner of the address did not make; the address gets no more mail about endorsing.

    What a house-mate did before stays, and the links in their mails work.
    Raises LinkNotValid, AlreadyConfirmed.
    """
    _household, endorsement = _hold_pending(token)
    db.session.merge(RefusedAddress(email_index=address_mark(endorsement.email)))
    end(endorsement, EndorsementState.REFUSED)


@atomic
def link_to_member(member: Member) -> None:
    """Give a member the endorsement that was made with the same address and name, or without a name, before.

    A pending one counts from now on: confirming the account proved the address. But anybody may have typed its text, so
    it is counted without a name until its owner, who is told by mail, shows one. One under another name is left alone:
    it may be a house-mate's.
    """
    household = hold_household(member.email)
    endorsement = household.find_own(member)
    if endorsement is None or hold_my_endorsement(member) not in (None, endorsement):
        return
    if endorsement.state is not EndorsementState.PENDING:
        endorsement.member_id = member.id
    elif has_room(household, endorsement):
        endorsement.member_id = member.id
        endorsement.shown = Shown.COUNTED
        admit(endorsement, member)
        emails.send_thanks(endorsement)


def find_pending(token: str) -> Endorsement:
    """The endorsement that waits behind a link to confirm or refuse it. Raises LinkNotValid, AlreadyConfirmed."""
    endorsement = find_behind("endorse-confirm", token, CONFIRMATION_LASTS)
    if endorsement is None:
        raise LinkNotValid
    _require_pending(endorsement)
    return endorsement


def _give_to_member(household: Household, endorsement: Endorsement) -> None:
    member = find_confirmed_by_address(endorsement.email)
    if member is None or hold_my_endorsement(member) is not None:
        return
    if endorsement in household.list_own(member):
        endorsement.member_id = member.id


def _hold_pending(token: str) -> tuple[Household, Endorsement]:
    found = find_pending(token)
    household = hold_household(found.email)
    endorsement = hold_endorsement(found.id)
    if endorsement is None:  # deleted by the schedule at this moment
        raise LinkNotValid
    _require_pending(endorsement)
    return household, endorsement


def _require_pending(endorsement: Endorsement) -> None:
    if endorsement.state is not EndorsementState.PENDING:
        raise AlreadyConfirmed if endorsement.is_live else LinkNotValid
