"""Writing tasks down and changing what they say: who may, and what is kept."""

from datetime import date

import pytest
import sqlalchemy as sa

from community.db import db
from community.errands import Errand
from community.finding.operations import renew
from community.groups import operations as groups
from community.groups.models import GroupState
from community.groups.works import find_works
from community.tasks import operations, refusals
from community.tasks.models import TaskState
from tests.factories import MemberFactory
from tests.groups.factories import MembershipFactory
from tests.tasks.scene import NEWCOMER, steps_of, write


def test_a_member_writes_down_what_another_is_to_do(group, join, told):
    one, other = join(), join(member={"handle": "river"})
    task = write(one, group, description="For forty.", due_day=date(2030, 1, 2), commitment=7, assignee="river")
    assert (task.title, task.description, task.due_day, task.commitment) == (
        "Book the room",
        "For forty.",
        date(2030, 1, 2),
        7,
    )
    assert steps_of(task) == [(TaskState.OPEN, one.id)]
    assert told == [("task", task.id, one.id, {one.id, other.id}, None)]


def test_what_is_written_is_sealed_and_found_by_those_who_work_in_the_group(group, join):
    one, newcomer, outsider = join(), join(**NEWCOMER), MemberFactory(moderator=True)
    task = write(one, group, title="A title nobody steals")
    kept = db.session.execute(sa.text("SELECT title_sealed FROM task")).scalar_one()
    assert b"title nobody" not in bytes(kept)
    found = {who: find_works(who, "task", [task.id]) for who in (one, newcomer, outsider)}
    assert [list(works) for works in found.values()] == [[task.id], [], []]
    assert found[one][task.id].work.text.startswith("A title nobody steals")
    kinds = sorted(db.session.scalars(sa.select(Errand.kind)))
    assert kinds == ["finding.index", "notifications.spread"]
    assert renew is operations.renew


@pytest.mark.parametrize(
    ("traits", "refusal"),
    [
        (NEWCOMER, groups.NotTakingPart),
        ({"requested": True}, groups.NotTakingPart),
        ({"banned": True}, groups.NotTakingPart),
    ],
    ids=["newcomer", "applicant", "banned"],
)
def test_who_does_not_work_in_the_group_writes_nothing(group, join, traits, refusal):
    with pytest.raises(refusal):
        write(join(**traits), group)


def test_nothing_is_written_in_a_group_at_rest_but_deleted(group, join):
    one = join()
    task = write(one, group)
    group.state = GroupState.PAUSED
    db.session.commit()
    for attempt in (
        lambda: write(one, group),
        lambda: operations.take(actor=one, task=task),
        lambda: operations.move(actor=one, task=task, state=TaskState.DONE),
        lambda: operations.assign(actor=one, task=task, assignee=""),
    ):
        with pytest.raises(groups.GroupAtRest):
            attempt()
    operations.delete_task(actor=one, task=task)


@pytest.mark.parametrize("who", ["outsider", "newcomer", "suspended", "nobody", "elsewhere"])
def test_nobody_outside_is_given_a_task(group, join, who):
    one = join()
    if who == "outsider":
        MemberFactory(handle="river")
    if who == "newcomer":
        join(member={"handle": "river"}, **NEWCOMER)
    if who == "suspended":
        join(member={"handle": "river", "suspended": True})
    if who == "elsewhere":
        MembershipFactory(member=MemberFactory(handle="river"))
    with pytest.raises(refusals.NoSuchAssignee):
        write(one, group, assignee="river")


def test_only_commitments_of_the_group_are_served(group, join):
    one = join()
    with pytest.raises(refusals.CommitmentNotServed):
        write(one, group, commitment=3)
    task = write(one, group, commitment=2)
    group.serve([7])
    db.session.commit()
    operations.edit_task(
        actor=one, task=task, version=1, title="Still", description="", language="en", commitment=2
    )  # what it served when it was written may stay
    assert task.commitment == 2


def test_nobody_overwrites_what_they_have_not_read(group, join):
    one, boss = join(), join(coordinator=True)
    task = write(one, group)
    words = {"description": "", "language": "en"}
    operations.edit_task(actor=boss, task=task, version=1, title="Book the hall", **words)
    with pytest.raises(refusals.TaskChanged):
        operations.edit_task(actor=one, task=task, version=1, title="Book the cellar", **words)
    assert (task.title, task.version) == ("Book the hall", 2)
