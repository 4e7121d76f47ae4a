"""What the owner of an address does with an endorsement made with it: confirm it, or say that it is not theirs."""

from datetime import timedelta

import sqlalchemy as sa

from community.accounts.addresses import address_mark
from community.accounts.models import Member
from community.accounts.queries import find_confirmed_by_address
from community.db import atomic, db, now
from community.endorsements import emails
from community.endorsements.models import Endorsement, EndorsementState, RefusedAddress, Shown
from community.endorsements.operations.counting import count_in
from community.endorsements.operations.ending import end
from community.endorsements.queries import find_behind, hold_endorsement, hold_endorsement_from
from community.endorsements.refusals import AlreadyConfirmed, LinkNotValid

CONFIRMATION_LASTS = timedelta(weeks=3)


@atomic
def confirm(*, token: str) -> None:
    """Count an endorsement: its owner has pressed the button behind the mailed link.

    Raises LinkNotValid, AlreadyConfirmed.
    """
    endorsement = _hold_pending(token)
    count_in(endorsement)
    member = find_confirmed_by_address(endorsement.email)
    endorsement.member_id = member.id if member else None
    emails.send_thanks(endorsement)


@atomic
def refuse(*, token: str) -> None:
    """End an endorsement that the owner of the address did not make; the address gets no more mail about endorsing.

    Raises LinkNotValid, AlreadyConfirmed.
    """
    endorsement = _hold_pending(token)
    db.session.merge(RefusedAddress(email_index=address_mark(endorsement.email)))
    end(endorsement, EndorsementState.REFUSED)


@atomic
def link_to_member(member: Member) -> None:
    """Give a member the endorsement that was made with the same address before.

    A pending one counts from now on: confirming the account proved the address. But anybody may have typed its text, so
    it is counted without a name until its owner, who is told by mail, shows one.
    """
    endorsement = hold_endorsement_from(member.email)
    if endorsement is None:
        return
    endorsement.member_id = member.id
    if endorsement.state is EndorsementState.PENDING:
        endorsement.shown = Shown.COUNTED
        count_in(endorsement)
        emails.send_thanks(endorsement)


@atomic
def forget_unconfirmed() -> None:
    """Delete endorsements that nobody confirmed in time."""
    old = sa.delete(Endorsement).where(
        Endorsement.state == EndorsementState.PENDING, Endorsement.created_at < now() - CONFIRMATION_LASTS
    )
    db.session.execute(old)


def find_pending(token: str) -> Endorsement:
    """The endorsement that waits behind a link to confirm or refuse it. Raises LinkNotValid, AlreadyConfirmed."""
    endorsement = find_behind("endorse-confirm", token, CONFIRMATION_LASTS)
    if endorsement is None:
        raise LinkNotValid
    _require_pending(endorsement)
    return endorsement


def _hold_pending(token: str) -> Endorsement:
    endorsement = hold_endorsement(find_pending(token).id)
    if endorsement is None:  # deleted by the schedule at this moment
        raise LinkNotValid
    _require_pending(endorsement)
    return endorsement


def _require_pending(endorsement: Endorsement) -> None:
    if endorsement.state in (EndorsementState.COUNTED, EndorsementState.SET_ASIDE):
        raise AlreadyConfirmed
    if endorsement.state is not EndorsementState.PENDING:
        raise LinkNotValid
