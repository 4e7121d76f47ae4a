"""Watching for floods: what arrives at the door, and what the worker finds when it looks at many together.

At the door only floods are held back that are known already. The worker looks at what has come in since it last looked,
each together with those it has a sign in common with, before the ledger is sealed; where it finds the shape of a flood,
it holds back all that have it, also those that were let in before the shape could be seen.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from community import jobs, mail
from community.accounts.models import Member
from community.db import after_commit, atomic, db, now
from community.endorsements.marks import domain_mark, pattern_mark, text_mark
from community.endorsements.models import Arrival, Endorsement, EndorsementState, Flood, FloodState, Sign
from community.endorsements.operations.counting import count_in, count_out
from community.endorsements.queries.floods import WINDOW, find_floods_of, list_group, list_unlooked
from community.endorsements.shapes import Shape, find_shapes
from community.members.probation import is_on_probation, is_past_probation

# What is known of an arrival goes after a week, and so does what is known of a flood a week after its last.
KEPT = timedelta(days=7)
# How far back the worker looks for the first ones of a flood that it has just found.
MOST_PAGES_BACK = 20
# A network, or a moment, says nothing against somebody whom the site has known for some time.
_SPARED_BY = (Sign.NETWORK, Sign.BURST)


def note_arrival(
    endorsement: Endorsement, *, network: str | None, filled_in: float | None, texts: Sequence[str | None] = ()
) -> None:
    """Keep for some days where a new endorsement came from; part of taking it in.

    network: the mark of the network, in hexadecimal. filled_in: seconds between opening the form and sending it.
    """
    arrival = Arrival(
        endorsement_id=endorsement.id,
        network_mark=bytes.fromhex(network) if network else None,
        domain_mark=domain_mark(endorsement.email),
        pattern_mark=pattern_mark(endorsement.email),
        text_mark=text_mark(texts),
        filled_in=filled_in,
    )
    db.session.add(arrival)


def note_mail(endorsement: Endorsement, mail_id: uuid.UUID) -> None:
    """Remember which mail asks for confirmation; part of sending it."""
    arrival = db.session.get(Arrival, endorsement.id)
    if arrival is not None:
        arrival.mail_id = mail_id


def admit(endorsement: Endorsement, member: Member | None = None, *, proved_at: datetime | None = None) -> None:
    """Let a confirmed endorsement into the count, or hold it back where it is one more of a flood that is on.

    member: whose it is. proved_at: when its owner last proved the address otherwise than through the mail.
    """
    arrival = db.session.get(Arrival, endorsement.id)
    is_known = member is not None and not is_on_probation(member)
    flood = _recognise(arrival, _SPARED_BY if is_known else (), proved_at) if arrival else None
    if flood is None:
        count_in(endorsement)
    else:
        _hold_back(endorsement, flood)
        after_commit(jobs.wake)


def admit_member(
    endorsement: Endorsement, member: Member, *, network: str | None, texts: Sequence[str | None] = ()
) -> None:
    """Let in what a member endorsed with a proven address.

    New accounts can be made by machines: of them it is noted how soon after the account's confirmation they endorse.
    """
    if is_on_probation(member) and member.confirmed_at and db.session.get(Arrival, endorsement.id) is None:
        soon = (now() - member.confirmed_at).total_seconds()
        note_arrival(endorsement, network=network, filled_in=soon, texts=texts)
    admit(endorsement, member, proved_at=member.confirmed_at)


def look_around() -> int:
    """Look at everything that was confirmed since the last look; returns how many were held back."""
    held = 0
    while unlooked := list_unlooked():
        ids = [arrival.endorsement_id for arrival in unlooked]
        until = max(arrival.confirmed_at for arrival in unlooked if arrival.confirmed_at)
        groups = {(sign, mark) for arrival in unlooked for sign in Sign if (mark := arrival.mark_of(sign)) is not None}
        db.session.rollback()
        for sign, mark in sorted(groups):
            held += _look_at(sign, mark, until)
        _mark_looked(ids)
    return held


@atomic
def forget_arrivals() -> None:
    """Delete what is known of arrivals and of floods that are some days old; which ones were held back stays."""
    old = now() - KEPT
    db.session.execute(sa.delete(Arrival).where(Arrival.arrived_at < old))
    db.session.execute(sa.update(Flood).where(Flood.last_at < old, Flood.mark.is_not(None)).values(mark=None))
    empty = ~sa.exists().where(Endorsement.flood_id == Flood.id)
    db.session.execute(sa.delete(Flood).where(Flood.last_at < old, empty))


def _recognise(arrival: Arrival, spared: Sequence[Sign], proved_at: datetime | None) -> Flood | None:
    """Note that an arrival is confirmed, and find the flood that it is one more of."""
    arrival.confirmed_at, arrival.unlooked = now(), True
    began = proved_at or (mail.left_at(arrival.mail_id) if arrival.mail_id else None)
    if began is not None:
        arrival.answered_in = max(0.0, (arrival.confirmed_at - began).total_seconds())
    floods = (flood for flood in find_floods_of(arrival) if flood.sign not in spared)
    return next((flood for flood in floods if _shape_of(flood).has(arrival)), None)


def _look_at(sign: Sign, mark: bytes, until: datetime) -> int:
    group = list_group(sign, mark, until)
    shapes = find_shapes(group)
    db.session.rollback()
    return sum(_hold_back_group(sign, mark, shape, group) for shape in shapes)


def _hold_back_group(sign: Sign, mark: bytes, shape: Shape, group: Sequence[sa.Row[Any]]) -> int:
    """Hold back those of a group that have a shape; where the flood is new, those before them, too."""
    times = [row.confirmed_at for row in group if shape.has(row)]
    flood_id, is_new = _remember(sign, mark, shape, min(times), max(times))
    if flood_id is None:
        return 0
    held = hold_back_all(flood_id=flood_id, ids=[row.endorsement_id for row in group if shape.has(row)])
    since = times[0] - WINDOW
    for _page in range(MOST_PAGES_BACK if is_new else 0):
        group = list_group(sign, mark, group[-1].confirmed_at - timedelta(microseconds=1), since)
        db.session.rollback()
        if not group:
            break
        held += hold_back_all(flood_id=flood_id, ids=[row.endorsement_id for row in group if shape.has(row)])
    return held


@atomic
def _remember(
    sign: Sign, mark: bytes, shape: Shape, first_at: datetime, last_at: datetime
) -> tuple[uuid.UUID | None, bool]:
    """The flood of this shape and whether it is new; no id where a moderator has let it in.

    What was decided is decided of one pace and for a day, not of everything that will ever have the sign.
    """
    flood = _hold_flood(sign, mark, shape)
    if flood is not None and flood.state is FloodState.DISMISSED:
        if _is_of(flood, shape, last_at):
            return None, False
        flood.mark, flood = None, None
        db.session.flush()
    is_new = flood is None
    if flood is None:
        flood = Flood(sign=sign, mark=mark, pace=shape.pace, first_at=first_at, last_at=last_at)
        _bound(flood, shape)
        try:
            with db.session.begin_nested():
                db.session.add(flood)
        except IntegrityError:  # another worker has seen it at this moment
            return _remember(sign, mark, shape, first_at, last_at)
    _bound(flood, shape)
    flood.first_at, flood.last_at = min(flood.first_at, first_at), max(flood.last_at, last_at)
    return flood.id, is_new


@atomic
def hold_back_all(*, flood_id: uuid.UUID, ids: Sequence[uuid.UUID]) -> int:
    """Hold back those of these endorsements that count; returns how many. Nobody else writes to them meanwhile."""
    flood = db.session.get(Flood, flood_id)
    counted = sa.select(Endorsement).where(Endorsement.id.in_(ids), Endorsement.state == EndorsementState.COUNTED)
    counted = counted.order_by(Endorsement.id).with_for_update().execution_options(populate_existing=True)
    found = db.session.scalars(counted).all()
    if flood is None or flood.state is FloodState.DISMISSED:
        return 0
    spared = _known_owners(found) if flood.sign in _SPARED_BY else set()
    suspects = [endorsement for endorsement in found if endorsement.member_id not in spared]
    for endorsement in suspects:
        _hold_back(endorsement, flood)
    return len(suspects)


@atomic
def _mark_looked(ids: Sequence[uuid.UUID]) -> None:
    db.session.execute(sa.update(Arrival).where(Arrival.endorsement_id.in_(ids)).values(unlooked=False))


def _hold_back(endorsement: Endorsement, flood: Flood) -> None:
    if endorsement.state is EndorsementState.PENDING:
        endorsement.confirmed_at, endorsement.mails_sent = now(), 0
    count_out(endorsement, EndorsementState.QUARANTINED)
    endorsement.flood_id, endorsement.held_reason = flood.id, f"{flood.sign}-{flood.pace}"
    endorsement.featured_at = None


def _known_owners(endorsements: Sequence[Endorsement]) -> set[uuid.UUID | None]:
    owners = [endorsement.member_id for endorsement in endorsements if endorsement.member_id]
    return set(db.session.scalars(sa.select(Member.id).where(Member.id.in_(owners), is_past_probation())))


def _hold_flood(sign: Sign, mark: bytes, shape: Shape) -> Flood | None:
    same = sa.select(Flood).where(Flood.mark == mark, Flood.sign == sign, Flood.pace == shape.pace)
    return db.session.scalar(same.with_for_update().execution_options(populate_existing=True))


def _is_of(flood: Flood, shape: Shape, last_at: datetime) -> bool:
    """Whether a shape that is seen now is that of a flood that was seen before."""
    known = _shape_of(flood)
    spans = ((shape.filled, known.filled), (shape.answered, known.answered))
    overlap = all(seen[0] <= before[1] and before[0] <= seen[1] for seen, before in spans)
    return overlap and last_at - flood.last_at <= WINDOW


def _bound(flood: Flood, shape: Shape) -> None:
    flood.filled_from, flood.filled_to = shape.filled
    flood.answered_from, flood.answered_to = shape.answered


def _shape_of(flood: Flood) -> Shape:
    return Shape(flood.pace, (flood.filled_from, flood.filled_to), (flood.answered_from, flood.answered_to))
