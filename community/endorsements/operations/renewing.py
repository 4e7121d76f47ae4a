"""Endorsing the version in force, after the text was revised, with the same commitments and pledges."""

from community.accounts.models import Member
from community.db import atomic
from community.declaration.queries import get_current_version_id
from community.endorsements.models import Endorsement
from community.endorsements.operations.counting import recounted
from community.endorsements.operations.ending import find_to_withdraw
from community.endorsements.queries import hold_endorsement, hold_my_endorsement
from community.endorsements.refusals import AlreadyWithdrawn, NothingToRenew


@atomic
def renew(*, actor: Member) -> None:
    """Endorse the version in force with one's own endorsement. Raises NothingToRenew."""
    endorsement = hold_my_endorsement(actor)
    if endorsement is None:
        raise NothingToRenew
    _renew(endorsement)


@atomic
def renew_by_token(*, token: str) -> None:
    """Endorse the version in force through the mailed link for withdrawing. Raises LinkNotValid, AlreadyWithdrawn."""
    endorsement = hold_endorsement(find_to_withdraw(token).id)
    if endorsement is None or not endorsement.is_live:
        raise AlreadyWithdrawn
    _renew(endorsement)


def _renew(endorsement: Endorsement) -> None:
    with recounted(endorsement):
        endorsement.version_id = get_current_version_id()
