"""Ending an endorsement: withdrawing it, and forgetting whose it was."""

import sqlalchemy as sa

from community.accounts.models import Member
from community.db import atomic, db, now
from community.endorsements.models import Arrival, Endorsement, EndorsementState, Pledge
from community.endorsements.operations.counting import count_out
from community.endorsements.queries import find_behind, hold_endorsement, hold_endorsement_of
from community.endorsements.refusals import AlreadyWithdrawn, LinkNotValid, NothingToWithdraw


@atomic
def withdraw(*, actor: Member) -> None:
    """Withdraw one's own endorsement, at once and everywhere. Raises NothingToWithdraw."""
    endorsement = hold_endorsement_of(actor)
    if endorsement is None:
        raise NothingToWithdraw
    end(endorsement, EndorsementState.WITHDRAWN)


@atomic
def withdraw_by_token(*, token: str) -> None:
    """Withdraw an endorsement through a mailed link, which never runs out. Raises LinkNotValid, AlreadyWithdrawn."""
    endorsement = hold_endorsement(find_to_withdraw(token).id)
    if endorsement is None or not endorsement.is_live:
        raise AlreadyWithdrawn
    end(endorsement, EndorsementState.WITHDRAWN)


def find_to_withdraw(token: str) -> Endorsement:
    """The endorsement behind a mailed link for withdrawing. Raises LinkNotValid, AlreadyWithdrawn."""
    endorsement = find_behind("endorse-withdraw", token, None)
    if endorsement is None:
        raise LinkNotValid
    if not endorsement.is_live:
        raise AlreadyWithdrawn
    return endorsement


def end(endorsement: Endorsement, state: EndorsementState) -> None:
    """End an endorsement, at once and everywhere; part of an operation."""
    count_out(endorsement, state)
    db.session.execute(sa.delete(Pledge).where(Pledge.endorsement_id == endorsement.id))
    db.session.execute(sa.delete(Arrival).where(Arrival.endorsement_id == endorsement.id))
    endorsement.ended_at = now()
    endorsement.forget()
