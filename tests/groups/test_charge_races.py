"""Who runs a group, decided at the same moment: a group is never left without anybody who can."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from community.accounts.operations.closing import close
from community.audit import AuditEntry
from community.db import db, now
from community.groups import operations
from community.groups.models import Membership, Successor
from community.moderation.operations import suspend
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, MembershipFactory
from tests.groups.test_races import act, coordinators_who_can_act, refusals, two_coordinators

ROUNDS = range(3)


def leaving(group, mine, theirs):
    return act(operations.leave, mine[0], group=group)


def demoting(group, mine, theirs):
    return act(operations.dismiss, mine[0], membership=theirs[1])


def closing(group, mine, theirs):
    return act(close, mine[0], device="firefox-linux")


def suspending(group, mine, theirs):
    return act(suspend, MemberFactory(moderator=True), member=mine[0], reason="Spam.")


def removing(group, mine, theirs):
    return act(operations.remove, MemberFactory(moderator=True), membership=mine[1])


@pytest.mark.parametrize("_round", ROUNDS)
@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(leaving, suspending, id="one leaves while the other is suspended"),
        pytest.param(closing, closing, id="both delete their accounts"),
        pytest.param(closing, removing, id="one deletes the account while the other is removed"),
    ],
)
def test_of_two_who_go_one_stays(race, first, second, _round):
    group = GroupFactory()
    MembershipFactory(group=group)
    one, other = two_coordinators(group)
    results = race(first(group, one, other), second(group, other, one))
    (refusal,) = refusals(results)
    assert issubclass(refusal, operations.LastCoordinator)
    assert coordinators_who_can_act(group.id) == 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_one_is_demoted_by_the_other_who_deletes_the_account(race, _round):
    group = GroupFactory()
    one, other = two_coordinators(group)
    results = race(demoting(group, one, other), closing(group, one, other))
    (refusal,) = refusals(results)
    assert issubclass(refusal, operations.LastCoordinator)
    assert coordinators_who_can_act(group.id) == 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_group_is_handed_over_to_somebody_who_is_removed(race, _round):
    group = GroupFactory()
    coordinator = MembershipFactory(group=group, coordinator=True)
    to = MembershipFactory(group=group)
    member = db.session.get_one(type(MemberFactory()), coordinator.member_id)
    results = race(
        act(operations.hand_over, member, membership=to),
        act(operations.remove, MemberFactory(moderator=True), membership=to),
    )
    assert refusals(results) in ([operations.LastCoordinator], [operations.NotInGroup])
    assert coordinators_who_can_act(group.id) == 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_hand_the_group_over_to_the_same_person(race, _round):
    group = GroupFactory()
    one, other = two_coordinators(group)
    to = MembershipFactory(group=group)
    results = race(*(act(operations.hand_over, mine[0], membership=to) for mine in (one, other)))
    assert refusals(results) == [operations.AlreadyCoordinator]
    assert coordinators_who_can_act(group.id) == 2


@pytest.mark.parametrize("_round", ROUNDS)
def test_several_workers_let_one_successor_take_over_once(race, _round):
    group = GroupFactory()
    long_ago = now() - timedelta(days=60)
    silent = MembershipFactory(group=group, coordinator=True, joined_at=long_ago, seen_on=long_ago.date())
    heir = MembershipFactory(group=group)
    row = Successor(group_id=group.id, named_by_id=silent.member_id, member_id=heir.member_id, accepted_at=long_ago)
    row.warned_on = (now() - timedelta(days=11)).date()
    db.session.add(row)
    db.session.commit()
    results = race(*[operations.follow_silent] * 3)
    assert refusals(results) == []
    assert sum(results) == 1
    assert db.session.get_one(Membership, heir.id, populate_existing=True).has_powers
    acts = sa.select(AuditEntry.action).where(AuditEntry.place_id == group.id)
    assert list(db.session.scalars(acts)) == ["groups.succeed"]
