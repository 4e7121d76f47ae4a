"""What can be done with tasks, by whom, and what becomes of them when people go."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from community.accounts.signals import member_deleted
from community.audit import AuditEntry
from community.db import db, now
from community.errands import Errand
from community.finding.operations import renew
from community.groups import operations as groups
from community.groups.models import Group, GroupState, Membership
from community.groups.works import find_works
from community.tasks import listeners, operations, queries, refusals
from community.tasks.models import Task, TaskState, TaskStep
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, MembershipFactory
from tests.tasks.factories import TaskFactory, TaskStepFactory


@pytest.fixture
def group():
    made = GroupFactory()
    made.serve([2, 7])
    db.session.commit()
    return made


@pytest.fixture
def join(group):
    def come(**traits):
        member = MemberFactory(**traits.pop("member", {}))
        MembershipFactory(group=group, member=member, **traits)
        return member

    return come


@pytest.fixture
def told(monkeypatch):
    """What groups are told: the kind, whom it concerns, and who alone is told."""
    calls = []

    def notify(kind, subject_id, group_id, *, actor, concerns=(), only=None):
        calls.append((kind, subject_id, actor and actor.id, set(concerns), only and set(only)))

    monkeypatch.setattr(operations, "notify", notify)
    return calls


NEWCOMER = {"settles_at": now() + timedelta(days=10_000)}


def write(actor, group, **more):
    words = {"title": "Book the room", "description": "", "language": "en"}
    return operations.make_task(actor=actor, group=group, **(words | more))


def stay_of(member):
    return db.session.scalars(sa.select(Membership).where(Membership.member_id == member.id)).one()


def steps_of(task):
    steps = sa.select(TaskStep).where(TaskStep.task_id == task.id).order_by(TaskStep.at, TaskStep.id)
    return [(step.state, step.by_id) for step in db.session.scalars(steps)]


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
    from community.db import atomic  # noqa: PLC0415

    @atomic
    def go():
        member_deleted.send(member)

    go()
    db.session.expire_all()


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


def test_a_member_is_told_what_they_wrote_and_did_not_what_others_wrote(group, join):
    one, other = join(), join()
    write(one, group, title="What I wrote")
    TaskStepFactory(task=TaskFactory(group=group, author=other, assignee=one, title="What others wrote"), by=one)
    tasks, steps = listeners.own_data.tell_tasks(one)
    values = [str(fact.value) for record in tasks.records for fact in record]
    assert "What I wrote" in values
    assert "What others wrote" not in values
    assert len(tasks.records) == len(steps.records) == 2
