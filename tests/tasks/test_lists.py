"""What stands on lists and desks, in which order, and when somebody is reminded."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from community.db import db, now
from community.errands import Errand
from community.groups.models import GroupState
from community.tasks import listeners, operations, queries
from community.tasks.models import Task, TaskState
from tests.factories import MemberFactory
from tests.tasks.factories import TaskFactory


def test_the_order_is_overdue_then_due_soonest_then_newest(group, join):
    one = join()
    moment = now()
    ages = {"old": 3, "new": 1, "late": 9, "soon": 5, "done": 2, "archived": 2}
    rows = {name: TaskFactory(group=group, created_at=moment - timedelta(days=days)) for name, days in ages.items()}
    rows["late"].due_day = moment.date() - timedelta(days=4)
    rows["soon"].due_day = moment.date() + timedelta(days=4)
    for name, days in {"done": 29, "archived": 31}.items():
        rows[name].state, rows[name].done_at = TaskState.DONE, moment - timedelta(days=days)
    rows["old"].assignee_id = one.id
    rows["soon"].commitment = 2
    db.session.commit()
    names = {row.id: name for name, row in rows.items()}

    def shown(show="", commitment=None):
        return [names[task.id] for task in queries.list_tasks(one, group, show, commitment).items]

    assert shown() == ["late", "soon", "new", "old", "done"]
    assert shown("open") == ["late", "soon", "new", "old"]
    assert shown("mine") == ["old"]
    assert shown("done") == ["done", "archived"]
    assert shown(commitment=2) == ["soon"]
    assert [names[task.id] for task in queries.list_next(group, 2)] == ["late", "soon"]


def test_every_task_stands_on_one_page_of_the_list(group, join, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    one = join()
    for number in range(7):
        due = now().date() + timedelta(days=number) if number % 2 else None
        TaskFactory(group=group, due_day=due, created_at=now() - timedelta(milliseconds=number))
    seen, after = [], None
    while True:
        page = queries.list_tasks(one, group, after=after)
        seen += [task.id for task in page.items]
        after = page.next
        if after is None:
            break
    whole = queries.list_tasks(one, group)
    assert len(seen) == len(set(seen)) == 7
    assert seen[:2] == [task.id for task in whole.items]


# At 20:00 in UTC it is the next day in Seoul and still the same in Honolulu.
EVENING = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day"), [("Asia/Seoul", 22), ("", 21), ("Pacific/Honolulu", 21), ("Pacific/Kiritimati", 22)]
)
def test_a_task_is_overdue_by_the_day_of_the_reader(monkeypatch, zone, day):
    monkeypatch.setattr(queries, "now", lambda: EVENING)
    today = queries.today_of(MemberFactory.build(time_zone=zone))
    assert today == date(2026, 11, day)
    assert Task(due_day=date(2026, 11, 21), state=TaskState.OPEN).is_overdue(today) is (day == 22)
    assert not Task(due_day=date(2026, 11, 21), state=TaskState.DONE).is_overdue(today)


def test_the_desk_shows_what_is_overdue_and_due_within_three_days(group, join):
    one, other = join(), join()
    today = now().date()
    for days in (-2, -1, 0, 3, 4):
        TaskFactory(group=group, assignee=one, due_day=today + timedelta(days=days))
    TaskFactory(group=group, assignee=one, due_day=today, done=True)
    TaskFactory(group=group, assignee=other, due_day=today)
    assert [(waiting.count, waiting.since.date()) for waiting in listeners.list_waiting(one)] == [
        (2, today - timedelta(days=2)),
        (2, today),
    ]
    group.state = GroupState.ARCHIVED
    db.session.commit()
    assert listeners.list_waiting(one) == []


def test_the_assignee_is_reminded_once_on_the_day_before(group, join, told):
    one = join(member={"time_zone": "Asia/Seoul"})
    today = queries.today_of(one)
    tomorrow = TaskFactory(group=group, assignee=one, due_day=today + timedelta(days=1))
    TaskFactory(group=group, assignee=one, due_day=today + timedelta(days=2))
    TaskFactory(group=group, assignee=one, due_day=today + timedelta(days=1), done=True)
    TaskFactory(group=group, due_day=today + timedelta(days=1))
    operations.remind_due()
    operations.remind_due()
    assert told == [("task", tomorrow.id, None, {one.id}, {one.id})]


def test_several_workers_remind_once(group, join, race, app):
    one = join()
    TaskFactory(group=group, assignee=one, due_day=queries.today_of(one) + timedelta(days=1))
    assert race(*[operations.remind_due] * 3) == [None] * 3
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Errand)) == 1
