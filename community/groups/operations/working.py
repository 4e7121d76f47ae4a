"""Taking part in the work of a group: who may write in it at this moment, and who may act as its coordinator."""

import uuid
from collections.abc import Collection

from community.accounts.models import Member
from community.db import db
from community.groups import queries
from community.groups.models import Group, Membership
from community.groups.operations.charge_refusals import NotCoordinating
from community.groups.operations.guarding import ensure_active
from community.groups.operations.refusals import NotTakingPart


def take_part(actor: Member, group_id: uuid.UUID, *others: uuid.UUID, at_rest: bool = False) -> Membership:
    """Hold the stay of somebody who works in a group: they are in it until this operation ends.

    Part of an operation, before anything else of the group's is held. Whoever ends the stay meanwhile waits, and finds
    what was written. others: ids of members whose stays are held, too, if they are in the group. at_rest: whether
    it may be done in a group that is paused or archived.
    Refuses with GroupAtRest, NotTakingPart.
    """
    if not at_rest:
        ensure_active(db.session.get_one(Group, group_id))
    mine = hold_stays(group_id, {actor.id, *others}).get(actor.id)
    if mine is None:
        raise NotTakingPart
    return mine


def hold_charge(
    actor: Member, group_id: uuid.UUID, *, maker_id: uuid.UUID | None = None, at_rest: bool = False
) -> None:
    """Hold the stay of a coordinator who acts as one: nobody takes their powers until this operation ends.

    Part of an operation, before anything else of the group's is held but the group itself. maker_id: who made what this
    is about, where they may do it as well. at_rest: whether it may be done in a group that is paused or archived.
    Refuses with GroupAtRest, NotTakingPart, NotCoordinating.
    """
    mine = take_part(actor, group_id, at_rest=at_rest)
    if actor.id != maker_id and not is_in_charge(actor, mine):
        raise NotCoordinating


def is_in_charge(actor: Member, mine: Membership) -> bool:
    """Whether somebody coordinates the group of their stay, and their powers are awake."""
    return mine.has_powers and not actor.powers_locked


def hold_stays(group_id: uuid.UUID, member_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Membership]:
    """The stays of those of these members who are in the group and no newcomers, held until the operation ends."""
    return {stay.member_id: stay for stay in queries.hold_settled(group_id, member_ids)}


def hold_all_stays(member: Member) -> None:
    """Hold every stay of somebody who is deleted, before what they have in groups: locks then form no circle."""
    queries.hold_stays_of(member)
