"""The public list. What leaves here for the public carries no address."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from community.accounts.models import Member
from community.db import db
from community.endorsements.models import Endorsement, Pledge
from community.web.pagination import Page, paginate

Pledges = dict[int, str | None]

# Said in the words of the partial indexes: a database takes one only where it sees that the condition is the same.
_LISTED = sa.and_(
    Endorsement.state == sa.literal_column("'counted'"), Endorsement.shown == sa.literal_column("'named'")
)
# Whoever asked to delete the account is shown to nobody; the endorsement counts until it is withdrawn with the rest.
_LEAVING = sa.exists().where(Member.id == Endorsement.member_id, Member.closes_at.is_not(None))


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


def list_endorsements(
    after: str | None = None, commitment: int | None = None, size: int = 24
) -> Page[PublicEndorsement]:
    """A page of those who show their name, newest first; with `commitment`, of those who took it on."""
    statement = sa.select(Endorsement).where(_LISTED, ~_LEAVING)
    if commitment is not None:
        statement = statement.where(Endorsement.taken_on.bitwise_and(1 << commitment - 1) != 0)
    page = paginate(statement, by=(Endorsement.confirmed_at.desc(), Endorsement.id.desc()), after=after, size=size)
    pledges = _with_pledges(page.items)
    return Page([_publish(endorsement, pledges[endorsement.id]) for endorsement in page.items], page.next)


def list_commitments(endorsement: Endorsement) -> Pledges:
    """The commitments that an endorsement takes on, by number, with their pledges."""
    return _with_pledges([endorsement])[endorsement.id]


def _with_pledges(endorsements: Sequence[Endorsement]) -> dict[uuid.UUID, Pledges]:
    ids = [endorsement.id for endorsement in endorsements]
    texts = {
        (pledge.endorsement_id, pledge.number): pledge.text
        for pledge in db.session.scalars(sa.select(Pledge).where(Pledge.endorsement_id.in_(ids)))
    }
    return {
        endorsement.id: {number: texts.get((endorsement.id, number)) for number in endorsement.commitments}
        for endorsement in endorsements
    }


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
