"""What a moderator does to many endorsements at once. The worker does it, some hundred in one transaction."""

import time
import uuid
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from community import audit, jobs
from community.accounts.models import Member
from community.db import after_commit, atomic, db, lock, now
from community.endorsements.models import (
    Arrival,
    BulkAction,
    BulkKind,
    BulkState,
    Endorsement,
    EndorsementState,
    Flood,
    FloodState,
)
from community.endorsements.operations.counting import count_in, count_out
from community.endorsements.queries.bulk import (
    Conditions,
    fits,
    hold_bulk_at_work,
    is_too_few,
    list_candidates,
    list_pledged,
)
from community.endorsements.refusals import NothingToMove, NothingToUndo, NotReady, NotRunning, TooFewToMove

COUNTED_AT_ONCE, MOVED_AT_ONCE = 2000, 200
SAMPLE = 12
# After so many seconds other work of the worker has its turn.
SLICE = 3.0
UNSTARTED_STAYS = timedelta(days=7)


@atomic
def prepare_bulk(*, actor: Member, kind: BulkKind, conditions: Conditions) -> BulkAction:
    """Have the worker count what fits the conditions; nothing is done to it.

    conditions: see `queries.bulk`. What is confirmed from now on is left out.
    """
    action = BulkAction(kind=kind, actor_id=actor.id)
    action.conditions = {"until": now().isoformat(), **conditions}
    db.session.add(action)
    # What is only counted is in the trail, too: numbers about others are not asked for in secret.
    audit.record(actor, "endorsements.prepare_bulk", action)
    after_commit(jobs.wake)
    return action


@atomic
def start_bulk(*, actor: Member, action: BulkAction, reason: str) -> None:
    """Have the worker do it. Refuses with NotReady, TooFewToMove, NothingToMove."""
    lock(action)
    if action.state is not BulkState.READY:
        raise NotReady
    if is_too_few(action):
        raise TooFewToMove
    if not action.matched:
        raise NothingToMove
    action.state, action.reason, action.started_at = BulkState.RUNNING, reason, now()
    action.cursor_at = action.cursor_id = None
    _open_to_flood(action, FloodState.DISMISSED)
    audit.record(actor, "endorsements.start_bulk", action, kind=action.kind.value, count=action.matched, reason=reason)
    after_commit(jobs.wake)


@atomic
def cancel_bulk(*, actor: Member, action: BulkAction) -> None:
    """Stop after the part that is being done; what was done stays, until it is undone. Refuses with NotRunning."""
    lock(action)
    if action.state is not BulkState.RUNNING:
        raise NotRunning
    action.state = BulkState.CANCELLED
    audit.record(actor, "endorsements.cancel_bulk", action, kind=action.kind.value, count=action.done)


@atomic
def undo_bulk(*, actor: Member, action: BulkAction) -> None:
    """Have the worker put back exactly what was moved, but for what somebody has decided on since.

    Refuses with NothingToUndo.
    """
    lock(action)
    if action.state not in (BulkState.RUNNING, BulkState.CANCELLED, BulkState.DONE) or not action.done:
        raise NothingToUndo
    action.state = BulkState.UNDOING
    _open_to_flood(action, FloodState.ACTIVE)
    audit.record(actor, "endorsements.undo_bulk", action, kind=action.kind.value, count=action.done)
    after_commit(jobs.wake)


def carry_on_bulk() -> int:
    """Go on with what is under way, for a few seconds; returns how many parts were done."""
    parts, ends = 0, time.monotonic() + SLICE
    while _do_part():
        parts += 1
        if time.monotonic() > ends:
            jobs.wake()
            break
    return parts


@atomic
def forget_unstarted() -> None:
    """Delete what was counted some days ago and never started."""
    old = BulkAction.created_at < now() - UNSTARTED_STAYS
    db.session.execute(sa.delete(BulkAction).where(old, BulkAction.state.in_((BulkState.COUNTING, BulkState.READY))))


@atomic
def _do_part() -> bool:
    action = hold_bulk_at_work()
    if action is None:
        return False
    parts = {BulkState.COUNTING: _count, BulkState.RUNNING: _move, BulkState.UNDOING: _move_back}
    parts[action.state](action)
    return True


def _count(action: BulkAction) -> None:
    rows = _next(action, COUNTED_AT_ONCE)
    found = _matching(action, rows)
    action.matched += len(found)
    sample = action.conditions.get("sample", [])
    if found and len(sample) < SAMPLE:
        more = [row.id.hex for row in found[: SAMPLE - len(sample)]]
        action.conditions = {**action.conditions, "sample": [*sample, *more]}
    if len(rows) < COUNTED_AT_ONCE:
        action.state = BulkState.READY


def _move(action: BulkAction) -> None:
    rows = _next(action, MOVED_AT_ONCE)
    found = _matching(action, rows)
    held = _hold(Endorsement.id.in_([row.id for row in found])) if found else []
    filled_in = {row.id: row.filled_in for row in found}
    pledged = _pledged(action, list(filled_in))
    for endorsement in held:
        # It may have changed, or ended, since it was found.
        known = {"filled_in": filled_in[endorsement.id], "pledged": pledged.get(endorsement.id, "")}
        if endorsement.state in _from(action) and fits(endorsement, action.conditions, **known):
            _move_one(action, endorsement)
            action.done += 1
    if len(rows) < MOVED_AT_ONCE:
        action.state = BulkState.DONE


def _move_one(action: BulkAction, endorsement: Endorsement) -> None:
    endorsement.moved_by, endorsement.moved_from = action.id, endorsement.state.value
    if action.kind is BulkKind.LET_IN:
        count_in(endorsement)
        db.session.execute(sa.delete(Arrival).where(Arrival.endorsement_id == endorsement.id))
    else:
        count_out(endorsement, EndorsementState.SET_ASIDE)
        endorsement.featured_at = None


def _move_back(action: BulkAction) -> None:
    stands = EndorsementState.COUNTED if action.kind is BulkKind.LET_IN else EndorsementState.SET_ASIDE
    held = _hold(Endorsement.moved_by == action.id, Endorsement.state == stands, most=MOVED_AT_ONCE)
    for endorsement in held:
        if endorsement.moved_from == EndorsementState.COUNTED:
            count_in(endorsement)
        else:
            count_out(endorsement, EndorsementState.QUARANTINED)
        endorsement.moved_by = endorsement.moved_from = None
        action.done -= 1
    if len(held) < MOVED_AT_ONCE:
        action.state = BulkState.UNDONE


def _next(action: BulkAction, size: int) -> Sequence[sa.Row[Any]]:
    """The next rows to look at; the cursor moves behind them."""
    cursor = (action.cursor_at, action.cursor_id) if action.cursor_at and action.cursor_id else None
    rows = list_candidates(action.conditions, cursor, size)
    if rows:
        action.cursor_at, action.cursor_id = rows[-1].at, rows[-1].id
    return rows


def _matching(action: BulkAction, rows: Sequence[sa.Row[Any]]) -> list[sa.Row[Any]]:
    conditions, states = action.conditions, _from(action)
    pledged = _pledged(action, [row.id for row in rows])
    return [
        row
        for row in rows
        if row.state in states and fits(row, conditions, filled_in=row.filled_in, pledged=pledged.get(row.id, ""))
    ]


def _pledged(action: BulkAction, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    return list_pledged(list(ids)) if action.conditions.get("text") else {}


def _from(action: BulkAction) -> tuple[EndorsementState, ...]:
    """The states out of which an action moves."""
    if action.kind is BulkKind.LET_IN:
        return (EndorsementState.QUARANTINED,)
    return (EndorsementState.COUNTED, EndorsementState.QUARANTINED)


def _hold(*conditions: sa.ColumnElement[bool], most: int | None = None) -> Sequence[Endorsement]:
    # In one order, so that nobody who holds several waits for somebody who waits for them.
    wanted = sa.select(Endorsement).where(*conditions).order_by(Endorsement.id).limit(most)
    return db.session.scalars(wanted.with_for_update(), execution_options={"populate_existing": True}).all()


def _open_to_flood(action: BulkAction, state: FloodState) -> None:
    """Whoever lets a whole flood in has decided that it is none: no more of it is held back."""
    flood_id = action.conditions.get("flood")
    is_whole = action.conditions.keys() <= {"flood", "state", "until", "sample"}
    if action.kind is BulkKind.LET_IN and flood_id and is_whole:
        flood = db.session.get(Flood, uuid.UUID(hex=flood_id))
        if flood is not None:
            flood.state = state
