"""Writing tasks. Whoever writes is held in the group first, then the task."""

import uuid
from collections.abc import Sequence
from datetime import date, timedelta

import sqlalchemy as sa

from community import audit
from community.accounts.models import Member
from community.db import atomic, db, lock, now
from community.finding.operations import renew
from community.groups.models import Group, Membership
from community.groups.operations import hold_all_stays, hold_stays, is_in_charge, take_part
from community.notifications.operations import notify
from community.tasks import queries
from community.tasks.models import Task, TaskState, TaskStep
from community.tasks.refusals import (
    CommitmentNotServed,
    NoSuchAssignee,
    NotYourTask,
    TaskChanged,
    TaskIsDone,
    TaskTaken,
)

KIND = "task"


@atomic
def make_task(
    *,
    actor: Member,
    group: Group,
    title: str,
    description: str,
    language: str,
    due_day: date | None = None,
    commitment: int | None = None,
    assignee: str = "",
) -> Task:
    """Write down what is to be done.

    commitment: one that the group serves. assignee: the handle of whoever is to do it.
    Refuses with GroupAtRest, NotTakingPart, CommitmentNotServed, NoSuchAssignee.
    """
    doer = _find_assignee(group.id, assignee)
    take_part(actor, group.id, *([doer.id] if doer else []))
    task = Task(group_id=group.id, author_id=actor.id, language=language, due_day=due_day)
    task.title, task.description = title, description or None
    _serve(task, commitment)
    task.assignee_id = _ensure_working(group.id, doer)
    db.session.add(task)
    db.session.flush()
    _note(task, actor)
    _tell(task, actor)
    renew(KIND, task.id)
    return task


@atomic
def edit_task(
    *,
    actor: Member,
    task: Task,
    version: int,
    title: str,
    description: str,
    language: str,
    due_day: date | None = None,
    commitment: int | None = None,
) -> None:
    """Change what a task says. version: of the task that the writer has read.

    Refuses with GroupAtRest, NotTakingPart, NotYourTask, TaskChanged, CommitmentNotServed.
    """
    _take_own(actor, task)
    if task.version != version:
        raise TaskChanged
    task.title, task.description = title, description or None
    task.language, task.due_day = language, due_day
    _serve(task, commitment)
    task.version += 1
    renew(KIND, task.id)


@atomic
def assign(*, actor: Member, task: Task, assignee: str) -> None:
    """Say who does a task; nobody for an empty handle. For its author and coordinators.

    Refuses with GroupAtRest, NotTakingPart, NotYourTask, NoSuchAssignee, TaskIsDone.
    """
    doer = _find_assignee(task.group_id, assignee)
    _take_own(actor, task, *([doer.id] if doer else []))
    if task.is_done:
        raise TaskIsDone
    before = task.assignee_id
    task.assignee_id = _ensure_working(task.group_id, doer)
    if task.assignee_id == before:
        return
    task.left_at = None
    _begin_again(task, actor)
    _tell(task, actor, *([before] if before else []))


@atomic
def take(*, actor: Member, task: Task) -> None:
    """Take on a task that nobody does. Refuses with GroupAtRest, NotTakingPart, TaskTaken, TaskIsDone."""
    take_part(actor, task.group_id)
    lock(task)
    if task.is_done:
        raise TaskIsDone
    if task.assignee_id not in (None, actor.id):
        raise TaskTaken
    if task.assignee_id is None:
        task.assignee_id, task.left_at = actor.id, None
        _tell(task, actor)


@atomic
def give_back(*, actor: Member, task: Task) -> None:
    """Let somebody else do what was given to oneself. Refuses with GroupAtRest, NotTakingPart, NotYourTask."""
    take_part(actor, task.group_id)
    lock(task)
    if task.assignee_id != actor.id or task.is_done:
        raise NotYourTask
    task.assignee_id = None
    _begin_again(task, actor)
    _tell(task, actor)


@atomic
def move(*, actor: Member, task: Task, state: TaskState) -> None:
    """Say how far a task is: for whoever does it, its author and coordinators.

    Refuses with GroupAtRest, NotTakingPart, NotYourTask.
    """
    mine = take_part(actor, task.group_id)
    lock(task)
    if task.assignee_id != actor.id and not _owns(actor, task, mine):
        raise NotYourTask
    if task.state is state:
        return
    _put(task, state, actor)
    if state is TaskState.DONE:
        _tell(task, actor)


@atomic
def delete_task(*, actor: Member, task: Task) -> None:
    """Delete a task with its history; in a group at rest, too. Refuses with NotTakingPart, NotYourTask."""
    mine = take_part(actor, task.group_id, at_rest=True)
    lock(task)
    if not _owns(actor, task, mine):
        raise NotYourTask
    if task.author_id != actor.id:  # whoever deletes what others wrote is seen to do so; what it said is gone
        group = db.session.get_one(Group, task.group_id)
        audit.record(actor, "tasks.delete", group, place=group)
    renew(KIND, task.id)
    db.session.execute(sa.delete(Task).where(Task.id == task.id))


def leave_tasks(membership: Membership) -> None:
    """Take what somebody was to do from them, who is not in the group any more; part of the operation that ends it."""
    _take_from(membership.member_id, Task.group_id == membership.group_id)


def forget_member(member: Member) -> None:
    """Let go of a member who is deleted: tasks belong to the group, and do not say any more who wrote or did them."""
    hold_all_stays(member)
    _take_from(member.id, sa.true())
    for statement in (
        sa.update(Task).where(Task.author_id == member.id).values(author_id=None),
        sa.update(Task).where(Task.assignee_id == member.id).values(assignee_id=None),
        sa.update(TaskStep).where(TaskStep.by_id == member.id).values(by_id=None),
    ):
        db.session.execute(statement, execution_options={"synchronize_session": False})


def remind_due() -> None:
    """Tell those who are to do something by tomorrow, once; several workers may do so at the same moment."""
    today = now().date()  # where it is another day already, or still, is looked at for each of them
    ids = queries.list_to_remind(today - timedelta(days=1), today + timedelta(days=2))
    db.session.rollback()
    for task_id in ids:
        _remind(task_id)


@atomic
def _remind(task_id: uuid.UUID) -> None:
    task = db.session.scalar(
        sa.select(Task).where(Task.id == task_id).with_for_update(skip_locked=True, key_share=True)
    )
    if task is None or task.is_done or task.assignee_id is None or task.due_day in (None, task.reminded_of):
        return
    assignee = db.session.get_one(Member, task.assignee_id)
    today = queries.today_of(assignee)
    if not today <= task.due_day <= today + timedelta(days=1):
        return
    task.reminded_of = task.due_day
    if db.session.get_one(Group, task.group_id).is_active:
        notify(KIND, task.id, task.group_id, actor=None, concerns={assignee.id}, only={assignee.id})


def _take_own(actor: Member, task: Task, *others: uuid.UUID) -> None:
    mine = take_part(actor, task.group_id, *others)
    lock(task)
    if not _owns(actor, task, mine):
        raise NotYourTask


def _owns(actor: Member, task: Task, mine: Membership) -> bool:
    return task.author_id == actor.id or is_in_charge(actor, mine)


def _find_assignee(group_id: uuid.UUID, handle: str) -> Member | None:
    if not handle:
        return None
    found = queries.find_assignee(group_id, handle)
    if found is None:
        raise NoSuchAssignee
    return found


def _ensure_working(group_id: uuid.UUID, doer: Member | None) -> uuid.UUID | None:
    # Held by `take_part` already, where they were in the group at that moment.
    if doer is not None and doer.id not in hold_stays(group_id, {doer.id}):
        raise NoSuchAssignee
    return doer.id if doer else None


def _serve(task: Task, commitment: int | None) -> None:
    group = db.session.get_one(Group, task.group_id)
    # What the group served when the task was written may stay.
    if commitment not in (None, task.commitment) and commitment not in group.commitments:
        raise CommitmentNotServed
    task.commitment = commitment


def _put(task: Task, state: TaskState, actor: Member | None) -> None:
    task.state = state
    task.done_at = now() if state is TaskState.DONE else None
    _note(task, actor)


def _begin_again(task: Task, actor: Member | None) -> None:
    """What another had begun is open for whoever comes next."""
    if task.state is TaskState.UNDER_WAY:
        _put(task, TaskState.OPEN, actor)


def _note(task: Task, actor: Member | None) -> None:
    db.session.add(TaskStep(task_id=task.id, state=task.state, by_id=actor.id if actor else None))


def _tell(task: Task, actor: Member, *more: uuid.UUID) -> None:
    concerned = {one for one in (task.author_id, task.assignee_id, *more) if one is not None}
    notify(KIND, task.id, task.group_id, actor=actor, concerns=concerned)


def _take_from(member_id: uuid.UUID, where: sa.ColumnElement[bool]) -> None:
    theirs = sa.select(Task).where(Task.assignee_id == member_id, Task.state != TaskState.DONE, where)
    held: Sequence[Task] = db.session.scalars(theirs.order_by(Task.id).with_for_update(key_share=True)).all()
    for task in held:
        task.assignee_id, task.left_at = None, now()
        _begin_again(task, None)
    db.session.flush()
