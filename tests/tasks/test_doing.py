"""Taking tasks on, giving them, doing them; and two who do so at the same moment."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from community.audit import AuditEntry
from community.db import db, now
from community.groups import operations as groups
from community.groups.models import Group
from community.tasks import operations, refusals
from community.tasks.models import Task, TaskState, TaskStep
from tests.tasks.factories import TaskFactory
from tests.tasks.scene import steps_of, write


def test_a_task_is_taken_done_and_opened_again(group, join, told):
    one, other = join(), join()
    task = write(one, group)
    operations.take(actor=other, task=task)
    operations.move(actor=other, task=task, state=TaskState.UNDER_WAY)
    operations.move(actor=other, task=task, state=TaskState.DONE)
    assert task.is_done
    assert task.done_at is not None
    with pytest.raises(refusals.TaskIsDone):
        operations.assign(actor=one, task=task, assignee="")
    operations.move(actor=one, task=task, state=TaskState.OPEN)
    operations.give_back(actor=other, task=task)
    assert (task.state, task.done_at, task.assignee_id) == (TaskState.OPEN, None, None)
    states = [TaskState.OPEN, TaskState.UNDER_WAY, TaskState.DONE, TaskState.OPEN]
    assert steps_of(task) == list(zip(states, [one.id, other.id, other.id, one.id], strict=True))
    # made, taken, done, given back; a move under way is no news
    assert [call[2] for call in told] == [one.id, other.id, other.id, other.id]


def test_giving_back_what_is_under_way_opens_it_again(group, join):
    one = join()
    task = write(one, group, assignee=one.handle)
    operations.move(actor=one, task=task, state=TaskState.UNDER_WAY)
    operations.give_back(actor=one, task=task)
    assert task.state is TaskState.OPEN


def test_a_bystander_moves_assigns_and_deletes_nothing(group, join):
    one, bystander = join(), join()
    task = write(one, group, assignee=one.handle)
    for attempt in (
        lambda: operations.move(actor=bystander, task=task, state=TaskState.DONE),
        lambda: operations.assign(actor=bystander, task=task, assignee=bystander.handle),
        lambda: operations.give_back(actor=bystander, task=task),
        lambda: operations.delete_task(actor=bystander, task=task),
    ):
        with pytest.raises(refusals.NotYourTask):
            attempt()
    with pytest.raises(refusals.TaskTaken):
        operations.take(actor=bystander, task=task)


def test_a_coordinator_assigns_and_deletes_and_is_seen_to(group, join):
    one, boss = join(), join(coordinator=True)
    task = write(one, group)
    operations.assign(actor=boss, task=task, assignee=one.handle)
    assert task.assignee_id == one.id
    operations.delete_task(actor=boss, task=task)
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(TaskStep)) == 0
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "tasks.delete")).one()
    assert (entry.actor_id, entry.subject_id) == (boss.id, group.id)


def test_a_coordinator_whose_powers_sleep_runs_nothing(group, join):
    one, asleep = join(), join(coordinator=True, powers_from=now() + timedelta(days=3))
    task = write(one, group)
    with pytest.raises(refusals.NotYourTask):
        operations.assign(actor=asleep, task=task, assignee="")


@pytest.mark.parametrize("_round", range(3))
def test_two_take_a_task_at_the_same_moment(group, join, race, _round):
    one, other = join(), join()
    task_id = TaskFactory(group=group).id

    def taking(member_id):
        return lambda: operations.take(
            actor=db.session.get_one(type(one), member_id), task=db.session.get_one(Task, task_id)
        )

    results = race(taking(one.id), taking(other.id))
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "TaskTaken"]


@pytest.mark.parametrize("_round", range(3))
def test_nobody_is_given_a_task_while_leaving(group, join, race, _round):
    boss, member = join(coordinator=True), join()
    ids = {"boss": boss.id, "member": member.id, "handle": member.handle}
    task_id, group_id = TaskFactory(group=group, author=boss).id, group.id

    def assigning():
        actor = db.session.get_one(type(boss), ids["boss"])
        operations.assign(actor=actor, task=db.session.get_one(Task, task_id), assignee=ids["handle"])

    def going():
        actor = db.session.get_one(type(boss), ids["member"])
        groups.leave(actor=actor, group=db.session.get_one(Group, group_id))

    results = race(assigning, going)
    assert results[1] is None
    assert results[0] is None or isinstance(results[0], refusals.NoSuchAssignee), results
    db.session.rollback()
    assert db.session.get_one(Task, task_id).assignee_id is None
