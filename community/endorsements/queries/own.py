"""Reading one endorsement: one's own, or the one behind a mailed link."""

import uuid
from datetime import timedelta

import sqlalchemy as sa

from community.accounts.addresses import address_key, address_marks
from community.accounts.models import Member
from community.crypto import sign, unsign
from community.db import db
from community.endorsements.models import IS_LIVE, Endorsement, EndorsementState, RefusedAddress


def find_my_endorsement(viewer: Member) -> Endorsement | None:
    """The endorsement of the one who is looking, counted or set aside or waiting."""
    return db.session.scalar(_live().where(Endorsement.member_id == viewer.id))


def list_my_commitments(viewer: Member) -> list[int]:
    """The commitments that the one who is looking has taken on."""
    live = IS_LIVE & (Endorsement.state != EndorsementState.PENDING)
    mine = db.session.scalar(sa.select(Endorsement).where(Endorsement.member_id == viewer.id, live))
    return mine.commitments if mine else []


def hold_endorsement(endorsement_id: uuid.UUID) -> Endorsement | None:
    """The endorsement with this id, held until the transaction ends."""
    return _hold(sa.select(Endorsement).where(Endorsement.id == endorsement_id))


def hold_my_endorsement(member: Member) -> Endorsement | None:
    """The live endorsement of a member's account, held until the transaction ends."""
    return _hold(_live().where(Endorsement.member_id == member.id))


def find_endorsement(endorsement_id: uuid.UUID) -> Endorsement | None:
    """The endorsement with this id."""
    return db.session.get(Endorsement, endorsement_id)


def find_behind(purpose: str, token: str, lasts: timedelta | None) -> Endorsement | None:
    """The endorsement that a mailed link was made for; None where the link is forged or older than `lasts`, or was
    mailed to an address that the endorsement has left: whoever reads that mailbox now may be somebody else.
    """
    parts = unsign(purpose, token, max_age=int(lasts.total_seconds()) if lasts else None)
    endorsement = find_endorsement(uuid.UUID(hex=parts[0])) if parts else None
    if endorsement is None or endorsement.email is None or not parts:
        return endorsement
    # Earlier releases did not write down for which address a link was.
    return endorsement if parts[1:] in ([], [_address_part(endorsement)]) else None


def token_of(endorsement: Endorsement, purpose: str) -> str:
    """What stands in a link that is mailed to the owner of an endorsement."""
    return sign(purpose, endorsement.id.hex, _address_part(endorsement))


def _address_part(endorsement: Endorsement) -> str:
    return address_key(endorsement.email)[:16]


def is_refused(address: str) -> bool:
    """Whether the owner of an address wants no mail about endorsing."""
    marked = sa.select(RefusedAddress).where(RefusedAddress.email_index.in_(address_marks(address)))
    return db.session.scalar(marked.limit(1)) is not None


def _live() -> sa.Select[Endorsement]:
    return sa.select(Endorsement).where(IS_LIVE)


def _hold(statement: sa.Select[Endorsement]) -> Endorsement | None:
    # The database looks at the condition again when it gets the row after waiting for another transaction.
    return db.session.scalar(statement.with_for_update(), execution_options={"populate_existing": True})
