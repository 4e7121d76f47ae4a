"""Whoever is in a group is told of what they may open, once, however the worker ends."""

import pytest
import sqlalchemy as sa

from community.db import db, now
from community.errands import Errand, run_due_errands
from community.groups.models import MembershipState
from community.notifications.models import MOST_NEWS
from community.notifications.operations import notifying, read
from community.policy import POLICY
from community.policy.relations import ANYONE, DOORKEEPERS, GROUP_MEMBERS
from tests.announcements.factories import AnnouncementFactory
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, MembershipFactory
from tests.notifications.telling import leave, notices, prefer
from tests.statements import statements


def test_everybody_in_the_group_is_told_but_the_one_who_did_it(tell, people):
    thing = tell()
    assert list(notices()) == ["jun", "mina"]
    assert {notice.subject_id for notice in notices().values()} == {thing.id}


@pytest.mark.parametrize("state", [state for state in MembershipState if state is not MembershipState.ACTIVE])
def test_nobody_outside_is_told(tell, group, state):
    MembershipFactory(group=group, member=MemberFactory(handle="outside"), state=state, joined_at=None)
    MembershipFactory(group=GroupFactory(), member=MemberFactory(handle="elsewhere"))
    tell()
    assert list(notices()) == ["jun", "mina"]


def test_whoever_is_suspended_or_leaving_is_told_nothing(tell, group):
    MembershipFactory(group=group, member=MemberFactory(handle="suspended", suspended=True))
    MembershipFactory(group=group, member=MemberFactory(handle="closing", closes_at=now()))
    tell()
    assert list(notices()) == ["jun", "mina"]


@pytest.mark.parametrize(
    ("relations", "told"),
    [
        (ANYONE, ["coordinator", "jun", "mina", "newcomer"]),
        (GROUP_MEMBERS, ["coordinator", "jun", "mina"]),
        (DOORKEEPERS, ["coordinator"]),
    ],
)
def test_only_those_are_told_who_may_open_it(group, people, monkeypatch, relations, told):
    MembershipFactory(group=group, member=MemberFactory(handle="newcomer"), settles_at=now().replace(year=2999))
    monkeypatch.setitem(POLICY, "announcements.announcement", relations)
    leave(AnnouncementFactory(group=group))
    run_due_errands()
    assert list(notices()) == told


def test_control_a_newcomer_is_told_what_is_open_to_them(tell, group):
    MembershipFactory(group=group, member=MemberFactory(handle="newcomer"), settles_at=now().replace(year=2999))
    tell()
    assert "newcomer" in notices()


def test_nobody_else_is_told_where_it_is_only_for_some(tell, people):
    tell(only=[people.jun.id, MemberFactory(handle="outside").id])
    assert list(notices()) == ["jun"]


def test_what_concerns_somebody_says_so_until_it_is_read(tell, people):
    thing = tell(concerns=[people.mina.id])
    tell(thing)
    assert {handle: notice.concerns for handle, notice in notices().items()} == {"jun": False, "mina": True}
    read(actor=people.mina, notice=notices()["mina"])
    tell(thing)
    assert not notices()["mina"].concerns


def test_a_flood_is_one_notice_that_counts(tell, people):
    thing = tell()
    for _ in range(3):
        tell(thing)
    assert notices()["mina"].news == 4
    read(actor=people.mina, notice=notices()["mina"])
    tell(thing)
    assert (notices()["mina"].news, notices()["mina"].read_at) == (1, None)
    assert notices()["jun"].news == 5


def test_the_count_ends_somewhere(tell):
    thing = tell()
    for notice in notices().values():
        notice.news = MOST_NEWS
    db.session.commit()
    tell(thing)
    assert notices()["mina"].news == MOST_NEWS


def test_what_one_chose_for_a_group_overrules_what_one_chose_for_all(tell, group, people):
    prefer(people.mina, "none")
    prefer(people.jun, "none")
    prefer(people.jun, "site", group)
    tell()
    assert list(notices()) == ["jun"]


def test_what_is_gone_again_is_told_to_nobody(group, people):
    thing = AnnouncementFactory(group=group)
    leave(thing)
    db.session.delete(thing)
    db.session.commit()
    assert run_due_errands() == 1
    assert notices() == {}


def test_a_thing_is_not_told_in_another_group_than_its_own(people):
    thing = AnnouncementFactory()
    other = GroupFactory()
    MembershipFactory(group=other, member=people.mina)
    notifying.spread(
        about="announcement",
        subject=thing.id.hex,
        group=other.id.hex,
        actor="",
        concerns=[],
        only=None,
        at=now().isoformat(),
    )
    assert notices() == {}


def test_a_kind_that_nobody_registered_is_refused_at_once(group, people):
    with pytest.raises(KeyError):
        notifying.notify("nothing", group.id, group.id, actor=people.mina)


def test_a_worker_that_dies_between_two_steps_tells_nobody_twice_and_forgets_nobody(group, people, monkeypatch):
    for number in range(5):
        MembershipFactory(group=group, member=MemberFactory(handle=f"more-{number}"))
    monkeypatch.setattr(notifying, "AT_ONCE", 3)
    leave(AnnouncementFactory(group=group), people.coordinator)
    steps, real = [], notifying._renew

    def dying(*values):
        steps.append(values)
        if len(steps) in (5, 6, 9):  # inside the second step, twice; inside the third
            raise ConnectionError
        real(*values)

    monkeypatch.setattr(notifying, "_renew", dying)
    for _ in range(9):
        db.session.execute(sa.update(Errand).values(due_at=now()))
        db.session.commit()
        run_due_errands()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Errand)) == 0
    assert sorted(notices()) == ["jun", "mina", *(f"more-{number}" for number in range(5))]
    assert {notice.news for notice in notices().values()} == {1}


def test_workers_at_the_same_moment_count_everything_once(group, people, race):
    thing = AnnouncementFactory(group=group)
    for _ in range(3):
        leave(thing, people.coordinator)
    race(run_due_errands, run_due_errands, run_due_errands)
    assert {handle: notice.news for handle, notice in notices().items()} == {"jun": 3, "mina": 3}


def test_a_step_asks_the_database_as_often_for_many_as_for_few(group, people):
    def asked():
        leave(AnnouncementFactory(group=group), people.coordinator)
        with statements() as seen:
            run_due_errands()
        return len(seen)

    few = asked()
    for _ in range(20):
        MembershipFactory(group=group)
    assert asked() <= few
