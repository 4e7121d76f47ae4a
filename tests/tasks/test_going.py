"""What becomes of tasks when people go, and what a member is told of theirs."""

import pytest
import sqlalchemy as sa

from community.accounts.signals import member_deleted
from community.db import atomic, db
from community.groups import operations as groups
from community.tasks import listeners, operations
from community.tasks.models import Task, TaskState, TaskStep
from tests.tasks.factories import TaskFactory, TaskStepFactory
from tests.tasks.scene import stay_of, write


def leaving(group, member, boss):
    groups.leave(actor=member, group=group)


def being_removed(group, member, boss):
    groups.remove(actor=boss, membership=stay_of(member))


def being_banned(group, member, boss):
    groups.ban(actor=boss, membership=stay_of(member))


@pytest.mark.parametrize("going", [leaving, being_removed, being_banned], ids=lambda how: how.__name__)
def test_whoever_goes_leaves_their_tasks_to_others(group, join, going):
    boss, member = join(coordinator=True), join()
    task = write(boss, group, assignee=member.handle)
    done = TaskFactory(group=group, author=boss, assignee=member, done=True)
    elsewhere = TaskFactory(assignee=member)
    operations.move(actor=member, task=task, state=TaskState.UNDER_WAY)
    going(group, member, boss)
    db.session.expire_all()
    assert (task.assignee_id, task.state) == (None, TaskState.OPEN)
    assert task.left_at is not None
    assert (done.assignee_id, elsewhere.assignee_id) == (member.id, member.id)
    assert [(waiting.count, waiting.group.id) for waiting in listeners.list_waiting(boss)] == [(1, group.id)]
    operations.take(actor=boss, task=task)
    assert listeners.list_waiting(boss) == []


def test_whoever_deletes_the_account_has_written_and_done_nothing(group, join):
    boss, member = join(coordinator=True), join()
    mine = write(member, group, assignee=member.handle)
    TaskFactory(group=group, author=boss, assignee=member, done=True)
    _delete(member)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Task)) == 2
    kept = db.session.execute(sa.select(Task.author_id, Task.assignee_id)).all()
    assert member.id not in {who for row in kept for who in row}
    assert set(db.session.scalars(sa.select(TaskStep.by_id))) == {None}
    assert (mine.title, mine.left_at is None) == ("Book the room", False)


def _delete(member):
    atomic(lambda: member_deleted.send(member))()
    db.session.expire_all()


def test_a_member_is_told_what_they_wrote_and_did_not_what_others_wrote(group, join):
    one, other = join(), join()
    write(one, group, title="What I wrote")
    TaskStepFactory(task=TaskFactory(group=group, author=other, assignee=one, title="What others wrote"), by=one)
    tasks, steps = listeners.own_data.tell_tasks(one)
    values = [str(fact.value) for record in tasks.records for fact in record]
    assert "What I wrote" in values
    assert "What others wrote" not in values
    assert len(tasks.records) == len(steps.records) == 2
