"""Giving the desk a flood to decide on: endorsements of machines that were held back, and some that were set aside."""

import random
from datetime import timedelta

from community.accounts.addresses import address_index
from community.accounts.models import Member
from community.db import db, now
from community.declaration.queries import get_current_version_id
from community.endorsements.models import (
    BulkAction,
    BulkKind,
    BulkState,
    Endorsement,
    EndorsementState,
    Flood,
    Pace,
    Shown,
    Sign,
)

# What they have in common, how it was known, how many there are, and behind which @.
FLOODS = (
    (Sign.DOMAIN, Pace.QUICK, 36, "catch-all.example.org"),
    (Sign.NETWORK, Pace.ALIKE, 14, "mail{}.example.org"),
)
SET_ASIDE = 22


def hold_back(draw: random.Random, moderator: Member) -> None:
    """Leave two floods that wait, and one that the moderator has set aside."""
    for number, (sign, pace, size, domain) in enumerate(FLOODS):
        began = now() - timedelta(hours=6 + 20 * number)
        flood = Flood(sign=sign, pace=pace, mark=None, first_at=began, last_at=began + timedelta(minutes=size))
        flood.filled_from, flood.filled_to = (0, 10) if pace is Pace.QUICK else (40.1, 53.0)
        flood.answered_from, flood.answered_to = (0, 15) if pace is Pace.QUICK else (61.0, 80.7)
        db.session.add(flood)
        for at in range(size):
            held = _invent(draw, f"{sign}{at}@{domain.format(at)}", began + timedelta(seconds=at * 50))
            held.state, held.flood_id = EndorsementState.QUARANTINED, flood.id
            held.held_reason = f"{sign}-{pace}"
    _set_aside(draw, moderator)


def _set_aside(draw: random.Random, moderator: Member) -> None:
    began = now() - timedelta(days=9)
    bulk = BulkAction(kind=BulkKind.SET_ASIDE, state=BulkState.DONE, actor_id=moderator.id, created_at=began)
    bulk.conditions = {"state": "quarantined", "until": began.isoformat(), "text": "Free Gold"}
    bulk.reason, bulk.started_at = "An advertisement, sent by a machine.", began + timedelta(minutes=4)
    bulk.matched = bulk.done = SET_ASIDE
    db.session.add(bulk)
    db.session.flush()
    for at in range(SET_ASIDE):
        aside = _invent(draw, f"gold{at}@offers.example.org", began - timedelta(minutes=at), name=f"Free Gold {at}")
        aside.state, aside.held_reason = EndorsementState.SET_ASIDE, "burst-form"
        aside.moved_by, aside.moved_from = bulk.id, EndorsementState.QUARANTINED.value


def _invent(draw: random.Random, address: str, moment: object, name: str | None = None) -> Endorsement:
    endorsement = Endorsement(
        version_id=get_current_version_id(),
        email=address,
        email_index=address_index(address),
        shown=Shown.NAMED if name else Shown.COUNTED,
        name=name,
        country=draw.choice(("US", "KR", "DE", None)),
        language=draw.choice(("en", "ko")),
        created_at=moment,
        confirmed_at=moment,
    )
    db.session.add(endorsement)
    return endorsement
