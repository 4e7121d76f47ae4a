"""What endorsers show around themselves: the page at an address that only they give away."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from community.accounts.models import Member
from community.db import db
from community.endorsements.models import Endorsement, EndorsementState, Shown
from community.endorsements.queries.listing import Pledges, list_commitments
from community.endorsements.queries.own import find_behind
from community.endorsements.refusals import AlreadyWithdrawn, BelongsToAccount, LinkNotValid

YOURS = "endorse-yours"

# Whoever asked to delete the account is shown to nobody.
_LEAVING = sa.exists().where(Member.id == Endorsement.member_id, Member.closes_at.is_not(None))


@dataclass(frozen=True)
class SharedEndorsement:
    """What an endorser shows around: with the name, if they show one; without it nothing that they wrote."""

    code: str
    name: str | None
    language: str
    confirmed_at: datetime
    commitments: Pledges


def find_shared(viewer: object, code: str) -> SharedEndorsement | None:
    """The endorsement that its owner shows at this address; None where it was never one, or is none any more."""
    shared = (Endorsement.share_code == code) & (Endorsement.state == EndorsementState.COUNTED)
    endorsement = db.session.scalar(sa.select(Endorsement).where(shared, ~_LEAVING))
    if endorsement is None:
        return None
    is_named = endorsement.shown is Shown.NAMED
    commitments = list_commitments(endorsement) if is_named else dict.fromkeys(endorsement.commitments)
    return SharedEndorsement(
        code=code,
        name=endorsement.name if is_named else None,
        language=endorsement.language,
        confirmed_at=endorsement.confirmed_at or endorsement.created_at,
        commitments=commitments,
    )


def find_yours(token: str) -> Endorsement:
    """The endorsement behind the mailed link to one's own, of somebody who has no account.

    Whoever has one logs in: somebody who reads their mail shall not show them around. Raises LinkNotValid,
    AlreadyWithdrawn, BelongsToAccount.
    """
    endorsement = find_behind(YOURS, token, None)
    if endorsement is None:
        raise LinkNotValid
    if not endorsement.is_live:
        raise AlreadyWithdrawn
    if endorsement.member_id is not None:
        raise BelongsToAccount
    return endorsement
