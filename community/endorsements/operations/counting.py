"""The only ways into the count and out of it: each enters a line into the ledger.

What the line says and what opens it: `queries.openings`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from community.db import atomic, db, now
from community.endorsements.models import Endorsement, EndorsementState
from community.endorsements.queries.openings import ENDORSED, SET_ASIDE, WITHDRAWN, new_opening, statement_of
from community.ledger.operations import enter

_WORDS = {EndorsementState.SET_ASIDE: SET_ASIDE, EndorsementState.QUARANTINED: SET_ASIDE}


def count_in(endorsement: Endorsement) -> None:
    """From now on it counts; mails for other purposes than confirming begin anew."""
    first_time = endorsement.state is EndorsementState.PENDING
    if first_time:
        endorsement.mails_sent = 0
    confirmed_at = endorsement.confirmed_at = endorsement.confirmed_at or now()
    endorsement.state = EndorsementState.COUNTED
    _enter(endorsement, confirmed_at if first_time else now())


def count_out(endorsement: Endorsement, state: EndorsementState) -> None:
    """From now on it does not count, if it did; `state` is where it stands instead."""
    if endorsement.state is EndorsementState.COUNTED:
        _leave(endorsement, _WORDS.get(state, WITHDRAWN))
    endorsement.state = state


@atomic
def enter_missing() -> None:
    """Enter into the ledger what counted before there was one; each once, whoever else does the same meanwhile."""
    missing = sa.select(Endorsement).where(Endorsement.state == EndorsementState.COUNTED, Endorsement.leaf.is_(None))
    # Whoever comes second waits for each row, and then sees that it has its line.
    held = missing.order_by(Endorsement.confirmed_at, Endorsement.id).with_for_update()
    for endorsement in db.session.scalars(held.execution_options(yield_per=500, populate_existing=True)):
        _enter(endorsement, endorsement.confirmed_at or now())


@contextmanager
def recounted(endorsement: Endorsement) -> Iterator[None]:
    """Change inside of this what an endorsement says; one that counts is counted anew if it then says other things."""
    before = (statement_of(endorsement), _traits(endorsement)) if endorsement.leaf else None
    if before is None:
        yield
        return
    leaf, (_said, traits) = endorsement.leaf, before
    yield
    if (statement_of(endorsement), _traits(endorsement)) != before:
        assert leaf is not None  # noqa: S101  (said above)
        enter(f"{WITHDRAWN} {leaf.hex()}", note(-1, now(), traits), at_once=True)
        _enter(endorsement, now())


def _enter(endorsement: Endorsement, moment: datetime) -> None:
    endorsement.leaf, endorsement.opening = new_opening(statement_of(endorsement))
    enter(f"{ENDORSED} {endorsement.leaf.hex()}", note(1, moment, _traits(endorsement)))


def _leave(endorsement: Endorsement, word: str) -> None:
    assert endorsement.leaf is not None  # noqa: S101  (what counts has its line)
    enter(f"{word} {endorsement.leaf.hex()}", note(-1, now(), _traits(endorsement)), at_once=True)
    endorsement.leaf = endorsement.opening = None


def note(sign: int, moment: datetime, traits: dict[str, Any]) -> dict[str, Any]:
    """What the counts are told when a line is sealed. sign: 1 for one more, -1 for one less."""
    return {"sign": sign, "day": moment.date().isoformat(), **traits}


def _traits(endorsement: Endorsement) -> dict[str, Any]:
    """What the counts are told of it."""
    return {
        "commitments": endorsement.commitments,
        "country": endorsement.country,
        "profession": endorsement.profession_group,
        "language": endorsement.language,
    }
