"""Who follows silent coordinators: being asked, the warning in time, taking over, and who is passed over."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from community.accounts.models import Member, MemberSession
from community.accounts.operations import mark_seen
from community.db import db, now
from community.groups import operations, queries
from community.groups.models import GroupState, Membership, Successor
from community.groups.operations import follow_silent
from community.notifications.models import Notice
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, MembershipFactory


def days_ago(days):
    return (now() - timedelta(days=days)).date()


def member_of(membership):
    return db.session.get_one(Member, membership.member_id)


@pytest.fixture
def group():
    return GroupFactory(slug="film-nights")


@pytest.fixture
def coordinator(group):
    """A coordinator who was here 20 days ago."""
    return MembershipFactory(group=group, coordinator=True, joined_at=now() - timedelta(days=90), seen_on=days_ago(20))


@pytest.fixture
def heir(group):
    return MembershipFactory(group=group, member=MemberFactory(handle="heir"))


def name(group, coordinator, heir, **values):
    """Somebody who was named and said yes."""
    ids = {"group_id": group.id, "named_by_id": coordinator.member_id, "member_id": heir.member_id}
    row = Successor(**{"accepted_at": now(), **ids, **values})
    db.session.add(row)
    db.session.commit()
    return row


def fall_silent(coordinator, row, days):
    """So many days after the coordinators were here last; they were warned ten days before today."""
    coordinator.seen_on, row.warned_on = days_ago(days), days_ago(10)
    db.session.commit()


def templates(outbox):
    return sorted(mail.template.removeprefix("groups/mail/") for mail in outbox())


def in_charge(group):
    db.session.rollback()
    return {row.member_id for row in queries.list_coordinators(group)}


def test_somebody_is_asked_and_says_yes(group, coordinator, heir, outbox):
    row = operations.name_successor(actor=member_of(coordinator), group=group, handle="@Heir")
    assert row.accepted_at is None
    operations.answer_succession(actor=member_of(heir), successor=row, accept=True)
    assert row.accepted_at is not None
    assert templates(outbox) == ["successor_answered", "successor_asked"]


def test_who_says_no_also_later_is_named_no_more(group, coordinator, heir):
    row = name(group, coordinator, heir)
    operations.answer_succession(actor=member_of(heir), successor=row, accept=False)
    assert queries.list_successions(member_of(heir)) == []


def test_nobody_answers_for_another(group, coordinator, heir):
    row = name(group, coordinator, heir, accepted_at=None)
    with pytest.raises(operations.SuccessorNotAsked):
        operations.answer_succession(actor=member_of(MembershipFactory(group=group)), successor=row, accept=True)


def test_one_names_one_person_who_takes_the_place_of_the_one_before(group, coordinator, heir):
    actor = member_of(coordinator)
    other = MembershipFactory(group=group, member=MemberFactory(handle="other"))
    operations.name_successor(actor=actor, group=group, handle="heir")
    operations.name_successor(actor=actor, group=group, handle="other")
    assert queries.find_named_by(group, actor).member_id == other.member_id
    assert queries.list_successions(member_of(heir)) == []
    for _time in range(2):
        operations.withdraw_successor(actor=actor, group=group)
    assert queries.find_named_by(group, actor) is None


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"settles_at": now() + timedelta(days=90)}, operations.NotSettled),
        ({"coordinator": True}, operations.AlreadyCoordinator),
        ({"requested": True}, operations.NotInGroup),
        ({"banned": True}, operations.NotInGroup),
    ],
)
def test_only_settled_members_of_the_group_are_named(group, coordinator, values, refusal):
    MembershipFactory(group=group, member=MemberFactory(handle="other"), **values)
    with pytest.raises(refusal):
        operations.name_successor(actor=member_of(coordinator), group=group, handle="other")


def test_only_coordinators_name_and_nobody_themselves(group, coordinator, heir):
    with pytest.raises(operations.NotCoordinating):
        operations.name_successor(actor=member_of(heir), group=group, handle=member_of(coordinator).handle)
    actor = member_of(coordinator)
    with pytest.raises(operations.AlreadyCoordinator):
        operations.name_successor(actor=actor, group=group, handle=actor.handle)


def test_silence_is_warned_of_once_and_nobody_takes_over_before(group, coordinator, heir, outbox):
    row = name(group, coordinator, heir)
    for _time in range(3):
        assert follow_silent() == 0
    assert templates(outbox) == ["succession_near"]
    assert row.warned_on == now().date()
    # However late the worker comes: there are ten days after the warning.
    coordinator.seen_on = days_ago(60)
    db.session.commit()
    assert follow_silent() == 0
    assert in_charge(group) == {coordinator.member_id}


def test_the_successor_takes_over_at_once_whatever_the_delay_and_all_are_told(group, coordinator, heir, outbox):
    group.powers_delay_days = 7
    reader = MembershipFactory(group=group)
    fall_silent(coordinator, name(group, coordinator, heir), 30)
    assert follow_silent() == 1
    assert follow_silent() == 0
    assert in_charge(group) == {coordinator.member_id, heir.member_id}
    assert {"succeeded", "was_followed"} <= set(templates(outbox))
    told = set(db.session.scalars(sa.select(Notice.member_id)))
    assert {reader.member_id, coordinator.member_id, heir.member_id} <= told


@pytest.mark.parametrize("days", [0, 19, 29])
def test_nobody_takes_over_from_somebody_who_was_here(group, coordinator, heir, days):
    fall_silent(coordinator, name(group, coordinator, heir), days)
    assert follow_silent() == 0
    assert in_charge(group) == {coordinator.member_id}


def test_one_coordinator_who_is_there_keeps_the_group(group, coordinator, heir):
    MembershipFactory(group=group, coordinator=True, seen_on=days_ago(1))
    fall_silent(coordinator, name(group, coordinator, heir), 60)
    assert follow_silent() == 0


def test_coming_back_after_the_warning_begins_anew(group, coordinator, heir, outbox):
    row = name(group, coordinator, heir)
    follow_silent()
    session = MemberSession(member=member_of(coordinator), member_id=coordinator.member_id, device="", remembered=True,
                            second_factor=False)  # fmt: skip
    mark_seen(session=session)
    assert coordinator.seen_on == now().date()
    fall_silent(coordinator, row, 40)
    row.warned_on = days_ago(41)  # of an earlier silence
    db.session.commit()
    assert follow_silent() == 0
    assert templates(outbox) == ["succession_near", "succession_near"]


def test_the_day_is_kept_of_coordinators_alone(group, heir):
    operations.note_seen(member=member_of(heir))
    assert heir.seen_on is None


def suspended(group, coordinator, first):
    member_of(first).state = "suspended"


def leaving(group, coordinator, first):
    member_of(first).closes_at = now()


def unanswered(group, coordinator, first):
    db.session.scalars(sa.select(Successor).where(Successor.member_id == first.member_id)).one().accepted_at = None


def named_by_somebody_suspended(group, coordinator, first):
    member_of(coordinator).state = "suspended"


@pytest.mark.parametrize("why", [suspended, leaving, unanswered, named_by_somebody_suspended])
def test_who_cannot_follow_is_passed_over_for_the_next(group, coordinator, heir, why):
    second = MembershipFactory(
        group=group, coordinator=True, joined_at=now() - timedelta(days=80), seen_on=days_ago(50)
    )
    next_one = MembershipFactory(group=group)
    fall_silent(coordinator, name(group, coordinator, heir, named_at=now() - timedelta(days=9)), 50)
    name(group, second, next_one, warned_on=days_ago(10))
    why(group, coordinator, heir)
    db.session.commit()
    assert follow_silent() == 1
    assert db.session.get_one(Membership, next_one.id).has_powers
    assert not db.session.get_one(Membership, heir.id).is_coordinator


def test_who_was_named_first_comes_first(group, coordinator, heir):
    second = MembershipFactory(
        group=group, coordinator=True, joined_at=now() - timedelta(days=80), seen_on=days_ago(50)
    )
    other = MembershipFactory(group=group)
    fall_silent(coordinator, name(group, coordinator, heir, named_at=now() - timedelta(days=9)), 50)
    name(group, second, other, warned_on=days_ago(10))
    assert follow_silent() == 1
    assert heir.member_id in in_charge(group)
    assert other.member_id not in in_charge(group)


@pytest.mark.parametrize("state", [GroupState.PAUSED, GroupState.ARCHIVED])
def test_nobody_follows_in_a_group_at_rest(group, coordinator, heir, state):
    fall_silent(coordinator, name(group, coordinator, heir), 50)
    group.state = state
    db.session.commit()
    assert follow_silent() == 0


@pytest.mark.parametrize(
    "ending",
    [
        lambda group, coordinator, heir: operations.leave(actor=member_of(heir), group=group),
        lambda group, coordinator, heir: operations.remove(actor=member_of(coordinator), membership=heir),
        lambda group, coordinator, heir: operations.appoint(actor=member_of(coordinator), membership=heir),
        lambda group, coordinator, heir: operations.hand_over(actor=member_of(coordinator), membership=heir),
    ],
    ids=["the successor leaves", "is removed", "is appointed", "gets the group"],
)
def test_a_naming_ends_with_what_it_was_for(group, coordinator, heir, ending):
    name(group, coordinator, heir)
    ending(group, coordinator, heir)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Successor)) == 0
