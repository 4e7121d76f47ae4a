"""Showing one's endorsement around: on the endorser's wish only, at an address that says nothing, until they end it."""

import secrets

from community.accounts.models import Member
from community.db import atomic
from community.endorsements.models import Endorsement, EndorsementState
from community.endorsements.queries import hold_endorsement, hold_my_endorsement
from community.endorsements.queries.sharing import find_yours
from community.endorsements.refusals import AlreadyWithdrawn, BelongsToAccount, NotCounted

CODE_BYTES = 16  # nobody comes to a page by guessing; 22 characters


@atomic
def share(*, actor: Member) -> None:
    """Give one's own endorsement a page to show around, if it has none yet. Raises NotCounted."""
    _share(hold_my_endorsement(actor))


@atomic
def share_by_token(*, token: str) -> None:
    """The same through a mailed link. Raises LinkNotValid, AlreadyWithdrawn, BelongsToAccount, NotCounted."""
    _share(_hold_behind(token))


@atomic
def unshare(*, actor: Member) -> None:
    """End the page of one's own endorsement; its address is never given again."""
    endorsement = hold_my_endorsement(actor)
    if endorsement is not None:
        endorsement.share_code = None


@atomic
def unshare_by_token(*, token: str) -> None:
    """The same through a mailed link. Raises LinkNotValid, AlreadyWithdrawn, BelongsToAccount."""
    _hold_behind(token).share_code = None


def _share(endorsement: Endorsement | None) -> None:
    if endorsement is None or endorsement.state is not EndorsementState.COUNTED:
        raise NotCounted
    endorsement.share_code = endorsement.share_code or secrets.token_urlsafe(CODE_BYTES)


def _hold_behind(token: str) -> Endorsement:
    endorsement = hold_endorsement(find_yours(token).id)
    if endorsement is None or not endorsement.is_live:
        raise AlreadyWithdrawn
    if endorsement.member_id is not None:  # they signed up at this moment
        raise BelongsToAccount
    return endorsement
