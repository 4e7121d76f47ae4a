"""What the tests of races share: acts for threads of their own, and what came of them."""

import sqlalchemy as sa

from community.accounts.models import Member
from community.db import db
from community.groups import queries
from community.groups.models import Group, Membership
from community.refusals import Refusal
from tests.factories import MemberFactory
from tests.groups.factories import MembershipFactory


def act(operation, actor, **things):
    """A function for another thread, which loads what it acts on by itself, as a request does."""
    actor_id = actor.id
    ids = {name: (type(thing), thing.id) for name, thing in things.items() if hasattr(thing, "id")}
    plain = {name: thing for name, thing in things.items() if name not in ids}

    def run():
        loaded = {name: db.session.get_one(kind, identity) for name, (kind, identity) in ids.items()}
        return operation(actor=db.session.get_one(Member, actor_id), **loaded, **plain)

    return run


def refusals(results):
    """The refusals among the results; anything else that was raised is a fault."""
    raised = [result for result in results if isinstance(result, Exception)]
    assert all(isinstance(error, Refusal) for error in raised), raised
    return [type(error) for error in raised]


def in_state(group_id, *states):
    """The stays of a group that are in one of these states."""
    rows = sa.select(Membership).where(Membership.group_id == group_id, Membership.state.in_(states))
    return list(db.session.scalars(rows.order_by(Membership.requested_at)))


def coordinators_who_can_act(group_id):
    """How many coordinators a group has."""
    db.session.rollback()
    return len(queries.list_coordinators(db.session.get_one(Group, group_id)))


def two_coordinators(group):
    """Two coordinators of a group, each with their stay."""
    pairs = []
    for _number in range(2):
        member = MemberFactory()
        pairs.append((member, MembershipFactory(group=group, member=member, coordinator=True)))
    return pairs
