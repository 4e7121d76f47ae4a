"""Reading endorsements. What leaves here for the public carries no address."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from community.accounts.addresses import address_marks
from community.accounts.models import Member
from community.db import db
from community.declaration.texts import COMMITMENTS
from community.endorsements.models import (
    LIVE,
    EndorsedCommitment,
    Endorsement,
    EndorsementState,
    RefusedAddress,
    Shown,
)
from community.web.pagination import Page, paginate

# A country with fewer endorsers is not told apart: it could point at a person.
FEWEST_OF_A_COUNTRY = 10

Pledges = dict[int, str | None]

_COUNTED = Endorsement.state == EndorsementState.COUNTED
# Whoever asked to delete the account is shown to nobody; the endorsement counts until it is withdrawn with the rest.
_LEAVING = sa.exists().where(Member.id == Endorsement.member_id, Member.closes_at.is_not(None))
_NAMED = sa.and_(Endorsement.shown == Shown.NAMED, ~_LEAVING)


@dataclass(frozen=True)
class PublicEndorsement:
    """What an endorser chose to show to everyone."""

    id: uuid.UUID
    name: str
    country: str | None
    affiliation: str | None
    language: str
    confirmed_at: datetime
    commitments: Pledges


def count_endorsers(since: datetime | None = None) -> int:
    """How many endorsements count; with `since`, those confirmed from then on."""
    statement = _count_statement()
    if since is not None:
        statement = statement.where(Endorsement.confirmed_at >= since)
    return _count(statement)


def counts_by_commitment() -> list[int]:
    """How many counted endorsers took on each of the seven commitments, the first commitment first."""
    statement = (
        sa.select(EndorsedCommitment.number, sa.func.count())
        .join(Endorsement, EndorsedCommitment.endorsement_id == Endorsement.id)
        .where(_COUNTED)
        .group_by(EndorsedCommitment.number)
    )
    found: dict[int, int] = dict(db.session.execute(statement).all())
    return [found.get(number, 0) for number in COMMITMENTS]


def count_endorsers_of(number: int) -> int:
    """How many counted endorsers took on one commitment."""
    return _count(_taking_on(_count_statement(), number))


def count_unnamed(commitment: int | None = None) -> int:
    """How many are counted without a name, of one commitment or altogether."""
    return _count(_taking_on(_count_statement().where(~_NAMED), commitment))


def list_countries() -> list[tuple[str | None, int]]:
    """Countries and their numbers of counted endorsers, most first; those with few come last, together, as None."""
    statement = sa.select(Endorsement.country, sa.func.count()).where(_COUNTED, Endorsement.country.is_not(None))
    found = db.session.execute(statement.group_by(Endorsement.country)).all()
    large: list[tuple[str | None, int]] = [(code, count) for code, count in found if count >= FEWEST_OF_A_COUNTRY]
    large.sort(key=lambda row: (-row[1], row[0]))
    others = sum(count for _code, count in found if count < FEWEST_OF_A_COUNTRY)
    return [*large, (None, others)] if others else large


def list_endorsements(
    after: str | None = None, commitment: int | None = None, size: int = 24
) -> Page[PublicEndorsement]:
    """A page of those who show their name, newest first; with `commitment`, of those who took it on."""
    statement = _taking_on(sa.select(Endorsement).where(_COUNTED, _NAMED), commitment)
    page = paginate(statement, by=(Endorsement.confirmed_at.desc(), Endorsement.id.desc()), after=after, size=size)
    pledges = _list_pledges(endorsement.id for endorsement in page.items)
    return Page([_publish(endorsement, pledges[endorsement.id]) for endorsement in page.items], page.next)


def list_commitments(endorsement: Endorsement) -> Pledges:
    """The commitments that an endorsement takes on, by number, with their pledges."""
    return _list_pledges([endorsement.id])[endorsement.id]


def find_my_endorsement(viewer: Member) -> Endorsement | None:
    """The endorsement of the one who is looking, counted or set aside or waiting."""
    return db.session.scalar(_live().where(Endorsement.member_id == viewer.id))


def list_my_commitments(viewer: Member) -> list[int]:
    """The commitments that the one who is looking has taken on."""
    live = Endorsement.state.in_(LIVE) & (Endorsement.state != EndorsementState.PENDING)
    mine = sa.select(EndorsedCommitment.number).join(Endorsement, EndorsedCommitment.endorsement_id == Endorsement.id)
    found = mine.where(Endorsement.member_id == viewer.id, live).order_by(EndorsedCommitment.number)
    return list(db.session.scalars(found))


def hold_endorsement(endorsement_id: uuid.UUID) -> Endorsement | None:
    """The endorsement with this id, held until the transaction ends."""
    return _hold(sa.select(Endorsement).where(Endorsement.id == endorsement_id))


def hold_my_endorsement(member: Member) -> Endorsement | None:
    """The live endorsement of a member's account, held until the transaction ends."""
    return _hold(_live().where(Endorsement.member_id == member.id))


def hold_endorsement_of(member: Member) -> Endorsement | None:
    """The live endorsement of a member, by account or else by address, held until the transaction ends."""
    return hold_my_endorsement(member) or hold_endorsement_from(member.email)


def hold_endorsement_from(address: str) -> Endorsement | None:
    """The live endorsement from an address, held until the transaction ends."""
    return _hold(Endorsement.find_by(address, Endorsement.state.in_(LIVE)))


def find_endorsement(endorsement_id: uuid.UUID) -> Endorsement | None:
    """The endorsement with this id."""
    return db.session.get(Endorsement, endorsement_id)


def is_refused(address: str) -> bool:
    """Whether the owner of an address wants no mail about endorsing."""
    marked = sa.select(RefusedAddress).where(RefusedAddress.email_index.in_(address_marks(address)))
    return db.session.scalar(marked.limit(1)) is not None


def _live() -> sa.Select[Endorsement]:
    return sa.select(Endorsement).where(Endorsement.state.in_(LIVE))


def _hold(statement: sa.Select[Endorsement]) -> Endorsement | None:
    # The database looks at the condition again when it gets the row after waiting for another transaction.
    return db.session.scalar(statement.with_for_update(), execution_options={"populate_existing": True})


def _count_statement() -> sa.Select[Any]:
    return sa.select(sa.func.count()).select_from(Endorsement).where(_COUNTED)


def _count(statement: sa.Select[Any]) -> int:
    count: int = db.session.scalars(statement).one()
    return count


def _taking_on(statement: sa.Select[Any], number: int | None) -> sa.Select[Any]:
    if number is None:
        return statement
    matches = EndorsedCommitment.endorsement_id == Endorsement.id
    return statement.join(EndorsedCommitment, matches).where(EndorsedCommitment.number == number)


def _list_pledges(endorsement_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Pledges]:
    statement = sa.select(EndorsedCommitment).where(EndorsedCommitment.endorsement_id.in_(list(endorsement_ids)))
    found: dict[uuid.UUID, Pledges] = defaultdict(dict)
    for row in db.session.scalars(statement.order_by(EndorsedCommitment.number)):
        found[row.endorsement_id][row.number] = row.pledge
    return found


def _publish(endorsement: Endorsement, commitments: Pledges) -> PublicEndorsement:
    return PublicEndorsement(
        id=endorsement.id,
        name=endorsement.name or "",
        country=endorsement.country,
        affiliation=endorsement.affiliation,
        language=endorsement.language,
        confirmed_at=endorsement.confirmed_at or endorsement.created_at,
        commitments=commitments,
    )
