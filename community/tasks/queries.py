"""Reading tasks."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from community.accounts.models import Member
from community.clocks import clock_of
from community.db import db, now
from community.groups.models import Group, GroupState, Membership
from community.groups.queries import visible_to
from community.groups.works import Work
from community.tasks.models import Task, TaskState, TaskStep
from community.web.pagination import Page, paginate

# How long what is done stays among the other tasks.
DONE_STAYS = timedelta(days=30)
SHOWS = ("mine", "open", "done")
PAGE = 30
_NEVER = date(9999, 12, 31)
_IS_DONE = sa.case((Task.state == TaskState.DONE, 1), else_=0)
_DUE = sa.func.coalesce(Task.due_day, _NEVER)
# Ascending, as the other parts of the order are: the newest first.
_AGE = sa.cast(sa.extract("epoch", Task.created_at), sa.BigInteger) * -1


@dataclass(frozen=True)
class Load:
    """So many tasks; since: the day of the first."""

    count: int
    since: date | None


@dataclass(frozen=True)
class Waits:
    """The tasks in one group that wait for somebody."""

    group: Group
    overdue: Load
    soon: Load
    left: Load


def today_of(member: Member) -> date:
    """The day that it is where a member lives."""
    return now().astimezone(clock_of(member.time_zone)).date()


def find_task(viewer: Member | None, slug: str, task_id: uuid.UUID) -> Task | None:
    """A task of the group at this address, with its people, if `viewer` may know of the group."""
    return db.session.scalar(
        sa.select(Task)
        .join(Task.group)
        .where(Task.id == task_id, Group.slug == slug, visible_to(viewer))
        .options(contains_eager(Task.group), joinedload(Task.author), joinedload(Task.assignee))
    )


def list_tasks(
    viewer: Member, group: Group, show: str = "", commitment: int | None = None, after: str | None = None
) -> Page[Task]:
    """A page of the tasks of a group, with who does them.

    show: "mine" (what the viewer is to do), "open" or "done"; anything else: all but what was done long ago.
    commitment: only those for this one. What is to be done comes first: overdue, then due soonest, then newest.
    """
    statement = sa.select(Task).where(Task.group_id == group.id).options(joinedload(Task.assignee))
    if commitment is not None:
        statement = statement.where(Task.commitment == commitment)
    if show == "done":
        done = statement.where(Task.state == TaskState.DONE)
        return paginate(done, by=(Task.done_at.desc(), Task.id.desc()), after=after, size=PAGE)
    if show == "mine":
        statement = statement.where(Task.state != TaskState.DONE, Task.assignee_id == viewer.id)
    elif show == "open":
        statement = statement.where(Task.state != TaskState.DONE)
    else:
        statement = statement.where(sa.or_(Task.state != TaskState.DONE, Task.done_at > now() - DONE_STAYS))
    return paginate(statement, by=(_IS_DONE.asc(), _DUE.asc(), _AGE.asc(), Task.id.asc()), after=after, size=PAGE)


def list_next(group: Group, most: int) -> Sequence[Task]:
    """The tasks of a group that come next."""
    to_do = sa.select(Task).where(Task.group_id == group.id, Task.state != TaskState.DONE)
    return db.session.scalars(to_do.order_by(_DUE, _AGE, Task.id).limit(most)).all()


def list_steps(task: Task, most: int = 50) -> Sequence[TaskStep]:
    """What was done with a task, the latest first, with who did it."""
    steps = sa.select(TaskStep).where(TaskStep.task_id == task.id).options(joinedload(TaskStep.by))
    return db.session.scalars(steps.order_by(TaskStep.at.desc(), TaskStep.id).limit(most)).all()


def find_assignee(group_id: uuid.UUID, handle: str) -> Member | None:
    """The member with this handle, if they work in the group."""
    working = sa.select(Member).join(Membership, Membership.member_id == Member.id)
    working = working.where(Membership.group_id == group_id, Membership.is_inside(), Member.is_active)
    return db.session.scalar(working.where(Member.handle == handle))


def load_works(ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Work]:
    """Those of these tasks that are there, as notices and search know them."""
    tasks = db.session.scalars(sa.select(Task).where(Task.id.in_(ids)))
    return {task.id: _as_work(task) for task in tasks}


def _as_work(task: Task) -> Work:
    title = task.title
    text = f"{title}\n{task.description or ''}"
    return Work(task.group_id, title, task.language, task.created_at, {"task_id": task.id}, text)


def list_waiting(member: Member, today: date, before: date) -> Sequence[Waits]:
    """In each group where `member` works: what they are to do that is overdue, what is due before a day, and, where
    they coordinate it, what nobody does any more because whoever did has left."""
    mine = Task.assignee_id == member.id
    sorts = (
        (sa.and_(mine, Task.due_day < today), Task.due_day),
        (sa.and_(mine, Task.due_day >= today, Task.due_day < before), Task.due_day),
        (sa.and_(Task.left_at.is_not(None), Membership.is_powerful()), Task.left_at),
    )
    counted = [
        column
        for wanted, since in sorts
        for column in (sa.func.count(sa.case((wanted, Task.id))), sa.func.min(sa.case((wanted, since))))
    ]
    found = (
        sa.select(Group, *counted)
        .join(Task, Task.group_id == Group.id)
        .join(Membership, Membership.group_id == Group.id)
        .where(Membership.member_id == member.id, Membership.is_inside(), Group.state == GroupState.ACTIVE)
        .where(Task.state != TaskState.DONE, sa.or_(*(wanted for wanted, _since in sorts)))
        .group_by(Group.id)
        .order_by(Group.id)
    )
    return [
        Waits(row[0], Load(row[1], row[2]), Load(row[3], row[4]), Load(row[5], _as_day(row[6])))
        for row in db.session.execute(found)
    ]


def list_by(member: Member) -> Sequence[Task]:
    """Every task that somebody wrote or does, with its group, oldest first."""
    own = sa.or_(Task.author_id == member.id, Task.assignee_id == member.id)
    tasks = sa.select(Task).join(Task.group).where(own).options(contains_eager(Task.group))
    return db.session.scalars(tasks.order_by(Task.created_at, Task.id)).all()


def list_steps_by(member: Member) -> Sequence[TaskStep]:
    """Everything that somebody did with tasks, with the groups, oldest first."""
    steps = sa.select(TaskStep).join(TaskStep.task).join(Task.group).where(TaskStep.by_id == member.id)
    steps = steps.options(contains_eager(TaskStep.task).contains_eager(Task.group))
    return db.session.scalars(steps.order_by(TaskStep.at, TaskStep.id)).all()


def list_to_remind(first: date, last: date) -> Sequence[uuid.UUID]:
    """The tasks due between two days whose assignees have not been reminded of that day yet."""
    due = sa.select(Task.id).where(
        Task.state != TaskState.DONE,
        Task.assignee_id.is_not(None),
        Task.due_day.between(first, last),
        Task.due_day.is_distinct_from(Task.reminded_of),
    )
    return db.session.scalars(due.order_by(Task.due_day, Task.id)).all()


def _as_day(first: datetime | None) -> date | None:
    return first.date() if first else None
