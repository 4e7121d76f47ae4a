"""Reading what floods are known by, and the floods themselves. Every look has its most, however many there are."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from community.db import db, now
from community.endorsements.models import Arrival, Endorsement, EndorsementState, Flood, FloodState, Sign
from community.web.pagination import Page, paginate

SAMPLE = 500  # the latest of a group, which is looked at together
BATCH = 200  # that are looked at for the first time
WINDOW = timedelta(days=1)  # in which endorsements can belong together
STAYS_ON = timedelta(hours=2)  # for which more of a flood is held back at the door, after it was last seen
MOST_COUNTED = 10_000

# Said as the partial index says it.
_QUARANTINED = Endorsement.state == sa.literal_column("'quarantined'")
_SET_ASIDE = Endorsement.state == sa.literal_column("'set_aside'")
_TIMES: tuple[Any, ...] = (Arrival.endorsement_id, Arrival.confirmed_at, Arrival.filled_in, Arrival.answered_in)
_MARKS = {
    Sign.NETWORK: Arrival.network_mark,
    Sign.DOMAIN: Arrival.domain_mark,
    Sign.PATTERN: Arrival.pattern_mark,
    Sign.TEXT: Arrival.text_mark,
}


def list_unlooked() -> Sequence[Arrival]:
    """The oldest confirmed arrivals that nobody has looked at."""
    waiting = sa.select(Arrival).where(Arrival.unlooked.is_(sa.true()))
    if db.engine.dialect.name == "sqlite":  # it takes the index only where it reads the condition of the index
        waiting = sa.select(Arrival).where(sa.literal_column("unlooked", sa.Boolean))
    return db.session.scalars(waiting.order_by(Arrival.confirmed_at).limit(BATCH)).all()


def list_group(sign: Sign, mark: bytes, until: datetime, since: datetime | None = None) -> Sequence[sa.Row[Any]]:
    """The latest arrivals with one sign in common that were confirmed until a moment, latest first.

    since: by default a day before. Each has endorsement_id, confirmed_at, filled_in and answered_in.
    """
    group = sa.select(*_TIMES).where(Arrival.confirmed_at <= until, Arrival.confirmed_at > (since or until - WINDOW))
    if sign in _MARKS:
        group = group.where(_MARKS[sign] == mark)
    return db.session.execute(group.order_by(Arrival.confirmed_at.desc()).limit(SAMPLE)).all()


def find_floods_of(arrival: Arrival) -> Sequence[Flood]:
    """The floods that are on and have a sign in common with an arrival."""
    signs = [(sign, arrival.mark_of(sign)) for sign in Sign]
    same = sa.tuple_(Flood.sign, Flood.mark).in_([pair for pair in signs if pair[1] is not None])
    on = sa.select(Flood).where(same, Flood.state == FloodState.ACTIVE, Flood.last_at > now() - STAYS_ON)
    return db.session.scalars(on.order_by(Flood.first_at, Flood.id)).all()


def find_flood(viewer: Any, flood_id: uuid.UUID) -> Flood | None:
    """One flood."""
    return db.session.get(Flood, flood_id)


def list_floods(after: str | None = None) -> Page[Flood]:
    """A page of the floods, latest first."""
    return paginate(sa.select(Flood), by=(Flood.last_at.desc(), Flood.id.desc()), after=after, size=24)


def count_held(floods: Sequence[Flood]) -> dict[uuid.UUID, int]:
    """How many of each of these floods wait for a moderator, counted up to one more than MOST_COUNTED."""
    counts = [
        sa.select(sa.literal(flood.id, sa.Uuid()).label("id"), sa.func.count().label("held")).select_from(
            sa.select(Endorsement.id)
            .where(Endorsement.flood_id == flood.id, _QUARANTINED)
            .limit(MOST_COUNTED + 1)
            .subquery()
        )
        for flood in floods
    ]
    if not counts:
        return {}
    return {row.id: row.held for row in db.session.execute(sa.union_all(*counts))}


def list_held(flood: Flood | None = None, after: str | None = None) -> Page[Endorsement]:
    """A page of what waits for a moderator, of one flood or of all, latest first."""
    held = sa.select(Endorsement).where(_QUARANTINED)
    if flood is not None:
        held = held.where(Endorsement.flood_id == flood.id)
    return paginate(held, by=_LATEST, after=after, size=50)


def list_set_aside(after: str | None = None) -> Page[Endorsement]:
    """A page of what moderators set aside, latest confirmed first."""
    return paginate(sa.select(Endorsement).where(_SET_ASIDE), by=_LATEST, after=after, size=50)


def find_decidable(viewer: Any, endorsement_id: uuid.UUID) -> Endorsement | None:
    """An endorsement that moderators may decide on: one that was confirmed and not ended."""
    decidable = (EndorsementState.COUNTED, EndorsementState.QUARANTINED, EndorsementState.SET_ASIDE)
    found = sa.select(Endorsement).where(Endorsement.id == endorsement_id, Endorsement.state.in_(decidable))
    return db.session.scalar(found)


_LATEST = (Endorsement.confirmed_at.desc(), Endorsement.id.desc())
