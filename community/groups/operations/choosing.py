"""Deciding about many requests at once: each for itself, so that one that cannot be decided keeps back no other."""

import uuid
from collections import Counter
from collections.abc import Collection
from enum import StrEnum

from sqlalchemy.orm.exc import ObjectDeletedError

from community.accounts.models import Member
from community.db import db
from community.groups.models import Group, Membership, MembershipState
from community.groups.operations.joining import approve, decline
from community.groups.operations.refusals import (
    ApplicantVouchesNeeded,
    OwnRequest,
    RequestAlreadyDecided,
)
from community.refusals import Refusal

MOST_CHOSEN = 100


class Outcome(StrEnum):
    """What became of one of the requests."""

    DONE = "done"
    TAKEN_BACK = "taken_back"
    DECIDED = "decided"
    LACKS_VOUCHES = "lacks_vouches"
    OWN = "own"
    REFUSED = "refused"


def approve_chosen(*, actor: Member, group: Group, chosen: Collection[uuid.UUID]) -> Counter[Outcome]:
    """Let in all of these who asked to join `group` and can be let in; returns how it went with how many."""
    return _decide_each(actor, group, chosen, reason=None)


def decline_chosen(*, actor: Member, group: Group, chosen: Collection[uuid.UUID], reason: str = "") -> Counter[Outcome]:
    """Turn down all of these who asked to join `group`, with one reason; returns how it went with how many."""
    return _decide_each(actor, group, chosen, reason)


def _decide_each(actor: Member, group: Group, chosen: Collection[uuid.UUID], reason: str | None) -> Counter[Outcome]:
    group_id, actor_id = group.id, actor.id
    outcomes: Counter[Outcome] = Counter()
    for membership_id in list(dict.fromkeys(chosen))[:MOST_CHOSEN]:
        # Each is a transaction of its own, after which everything is read anew.
        membership = db.session.get(Membership, membership_id)
        if membership is None or membership.group_id != group_id:
            outcomes[Outcome.TAKEN_BACK] += 1  # whoever deletes the account takes the request along
            continue
        outcomes[_decide(db.session.get_one(Member, actor_id), membership, reason)] += 1
    return outcomes


def _decide(actor: Member, membership: Membership, reason: str | None) -> Outcome:
    membership_id = membership.id
    try:
        if reason is None:
            approve(actor=actor, membership=membership)
        else:
            decline(actor=actor, membership=membership, reason=reason)
    except RequestAlreadyDecided:
        return _how_it_ended(membership_id)
    except ObjectDeletedError:
        return Outcome.TAKEN_BACK
    except ApplicantVouchesNeeded:
        return Outcome.LACKS_VOUCHES
    except OwnRequest:
        return Outcome.OWN
    except Refusal:
        return Outcome.REFUSED
    return Outcome.DONE


def _how_it_ended(membership_id: uuid.UUID) -> Outcome:
    membership = db.session.get(Membership, membership_id)
    taken_back = membership is None or membership.state is MembershipState.CANCELLED
    return Outcome.TAKEN_BACK if taken_back else Outcome.DECIDED
