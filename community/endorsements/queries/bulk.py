"""Finding the endorsements that moderators mean, a part at a time, and the actions that are done to them."""

import unicodedata
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from community.db import db
from community.endorsements.models import AT_WORK, Arrival, BulkAction, BulkState, Endorsement, Pledge, Shown
from community.web.pagination import Page, paginate

Conditions = dict[str, Any]
Cursor = tuple[datetime, uuid.UUID] | None

# How many must fit where conditions speak of what no page shows: a moderator who asks is told of a crowd, not of one.
FEWEST = 10
_HIDDEN = ("domain_mark", "network_mark", "quicker_than")

_FIELDS = tuple(
    getattr(Endorsement, name) for name in ("id", "state", "shown", "name", "affiliation", "country", "language")
)


def list_candidates(conditions: Conditions, cursor: Cursor, size: int) -> Sequence[sa.Row[Any]]:
    """The next endorsements, in the order of their confirmation, among which those lie that fit the conditions.

    They are reached through an index, so that a part costs the same however few of them fit. Each row has the columns
    of an endorsement that conditions speak of, `filled_in`, and its place `at`.
    """
    statement, at = _reach(conditions)
    if conditions.get("since"):
        statement = statement.where(at >= datetime.fromisoformat(conditions["since"]))
    if conditions.get("until"):
        statement = statement.where(at <= datetime.fromisoformat(conditions["until"]))
    if cursor is not None:
        place = sa.tuple_(sa.literal(cursor[0], at.type), sa.literal(cursor[1], Endorsement.id.type))
        statement = statement.where(sa.tuple_(at, Endorsement.id) > place)
    return db.session.execute(statement.order_by(at, Endorsement.id).limit(size)).all()


def list_pledged(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Everything that these endorsements pledge, each in one text."""
    found: dict[uuid.UUID, str] = {}
    for pledge in db.session.scalars(sa.select(Pledge).where(Pledge.endorsement_id.in_(ids)).order_by(Pledge.number)):
        found[pledge.endorsement_id] = f"{found.get(pledge.endorsement_id, '')}\n{pledge.text}"
    return found


def fits(one: Any, conditions: Conditions, *, filled_in: float | None, pledged: str) -> bool:
    """Whether an endorsement, or its row, fits the conditions other than those by which it was reached.

    Text is looked for in what is shown alone: nobody finds somebody by a name or a pledge that is kept and hidden.
    """
    for name in ("state", "shown", "country", "language"):
        if conditions.get(name) and getattr(one, name) != conditions[name]:
            return False
    quicker = conditions.get("quicker_than")
    if quicker is not None and (filled_in is None or filled_in > quicker):
        return False
    text = _plain(conditions.get("text") or "")
    if text and one.shown != Shown.NAMED:
        return False
    return not text or any(text in _plain(said) for said in (one.name, one.affiliation, pledged) if said)


def tells_hidden(conditions: Conditions) -> bool:
    """Whether who fits the conditions tells what nobody is shown of those who count: where their mail is, say.

    Of what is held back moderators see that anyway.
    """
    return conditions.get("state") != "quarantined" and any(conditions.get(name) for name in _HIDDEN)


def is_blurred(action: BulkAction) -> bool:
    """Whether the exact number of those who fit could tell, beside another such number, something hidden of one."""
    conditions = action.conditions
    is_of_shown = bool(conditions.get("text")) or conditions.get("shown") == Shown.NAMED
    return tells_hidden(conditions) or (conditions.get("state") != "quarantined" and not is_of_shown)


def is_too_few(action: BulkAction) -> bool:
    """Whether so few fit, or nobody, that only what everybody is shown may be said or done."""
    return action.matched < FEWEST and is_blurred(action)


def find_network_mark(endorsement_id: uuid.UUID) -> bytes | None:
    """The mark of the network that an endorsement came from, as long as it is known."""
    return db.session.scalar(sa.select(Arrival.network_mark).where(Arrival.endorsement_id == endorsement_id))


def find_bulk(viewer: Any, bulk_id: uuid.UUID) -> BulkAction | None:
    """One action."""
    return db.session.get(BulkAction, bulk_id)


def list_bulk(after: str | None = None) -> Page[BulkAction]:
    """A page of the actions, latest first."""
    latest = (BulkAction.created_at.desc(), BulkAction.id.desc())
    return paginate(sa.select(BulkAction), by=latest, after=after, size=20)


def hold_bulk_at_work() -> BulkAction | None:
    """The action that the worker goes on with, held until the transaction ends; one that no other worker holds.

    Counting comes last: what is urgent has been counted.
    """
    counting = BulkAction.state == BulkState.COUNTING
    waiting = sa.select(BulkAction).where(BulkAction.state.in_(AT_WORK)).order_by(counting, BulkAction.created_at)
    held = waiting.limit(1).with_for_update(skip_locked=True)
    return db.session.scalar(held, execution_options={"populate_existing": True})


def list_sample(action: BulkAction) -> Sequence[Endorsement]:
    """The first that fitted when they were counted, as they are now."""
    ids = [uuid.UUID(hex=found) for found in action.conditions.get("sample", [])]
    order = (Endorsement.confirmed_at, Endorsement.id)
    return db.session.scalars(sa.select(Endorsement).where(Endorsement.id.in_(ids)).order_by(*order)).all()


def _reach(conditions: Conditions) -> tuple[sa.Select[Any], Any]:
    """The way to the candidates: by a mark, by their flood, or by their state and time."""
    for name in ("domain_mark", "network_mark"):
        if conditions.get(name):
            marked = getattr(Arrival, name) == bytes.fromhex(conditions[name])
            at = Arrival.confirmed_at
            columns = (*_FIELDS, at.label("at"), Arrival.filled_in)
            known = sa.select(*columns).join(Arrival, Arrival.endorsement_id == Endorsement.id)
            return known.where(marked, at.is_not(None)), at
    columns = (*_FIELDS, Endorsement.confirmed_at.label("at"), Arrival.filled_in)
    all_ = sa.select(*columns).outerjoin(Arrival, Arrival.endorsement_id == Endorsement.id)
    if conditions.get("flood"):
        return all_.where(Endorsement.flood_id == uuid.UUID(hex=conditions["flood"])), Endorsement.confirmed_at
    # Said as the partial indexes say it; the states are those that a form offers.
    state = "quarantined" if conditions["state"] == "quarantined" else "counted"
    there = f"endorsement.state = '{state}'"
    found = sa.literal_column(there if state == "quarantined" else f"({there}) IS TRUE", sa.Boolean)
    return all_.where(found), Endorsement.confirmed_at


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
