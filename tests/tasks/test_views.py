"""The pages of tasks: who may open them, what is kept when something is refused."""

import uuid
from datetime import timedelta

import pytest

from community.db import db, now
from community.groups.models import GroupState
from community.groups.operations import leave
from community.tasks import operations
from community.tasks.forms import day_of
from community.tasks.models import Task, TaskState
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, MembershipFactory
from tests.tasks.factories import TaskFactory, TaskStepFactory

TASKS = "/en/groups/film-nights/tasks"


@pytest.fixture
def group():
    made = GroupFactory(slug="film-nights", name_en="Film nights")
    made.serve([2, 7])
    db.session.commit()
    return made


@pytest.fixture
def people(group):
    """Everybody who may look at a group, by what they are to it."""
    traits = {
        "coordinator": {"coordinator": True},
        "member": {},
        "author": {},
        "newcomer": {"settles_at": now() + timedelta(days=9)},
        "applicant": {"requested": True},
        "banned": {"banned": True},
    }
    members = {name: MemberFactory(handle=f"the-{name}") for name in traits}
    for name, values in traits.items():
        MembershipFactory(group=group, member=members[name], **values)
    return members | {"stranger": MemberFactory(), "moderator": MemberFactory(moderator=True)}


@pytest.fixture
def task(group, people):
    made = TaskFactory(group=group, author=people["author"], assignee=people["member"], commitment=7)
    TaskStepFactory(task=made, by=people["author"])
    return made


OUTSIDE = ("stranger", "newcomer", "applicant", "banned", "moderator")


@pytest.mark.parametrize("who", OUTSIDE)
def test_nobody_reads_tasks_who_does_not_work_in_the_group(client, people, task, who):
    client.login(people[who])
    for path in ("", "/new", f"/{task.id}", f"/{task.id}/edit"):
        assert client.get(TASKS + path).status == 403
    for path in ("take", "state", "delete", "give-back", "assign"):
        assert client.post(f"{TASKS}/{task.id}/{path}", {"state": "done"}).status == 403
    assert "Book the room" not in client.get("/en/groups/film-nights").text


def test_the_task_of_another_group_is_not_found_under_this_one(client, people, task):
    elsewhere = TaskFactory()
    MembershipFactory(member=people["member"], group_id=elsewhere.group_id)
    client.login(people["member"])
    for task_id in (elsewhere.id, uuid.uuid4()):
        assert client.get(f"{TASKS}/{task_id}").status == 404
        assert client.post(f"{TASKS}/{task_id}/take").status == 404


def test_index_shows_tasks_and_filters_them(client, people, group, task):
    TaskFactory(group=group, title="Paint the wall", due_day=now().date() - timedelta(days=3))
    TaskFactory(group=group, title="Old and done", state=TaskState.DONE, done_at=now() - timedelta(days=31))
    client.login(people["member"])
    page = client.get(TASKS)
    assert [title.get_text() for title in page.select(".entry-title")] == ["Paint the wall", "Book the room"]
    assert "Overdue" in page.text
    assert "Paint" not in client.get(f"{TASKS}?show=mine").text
    assert "Old and done" in client.get(f"{TASKS}?show=done").text
    assert "Paint" not in client.get(f"{TASKS}?commitment=7").text
    assert client.get(f"{TASKS}?show=nonsense&commitment=99&after=x").status == 200
    group_page = client.get("/en/groups/film-nights")
    assert group_page.has(f"a[href='{TASKS}/{task.id}']")


def test_make_a_task(client, people, group):
    client.login(people["member"])
    assert client.get(f"{TASKS}/new").status == 200
    form = {"title": "Book the room", "language": "en", "due_day": "2030-02-28", "commitment": "7"}
    page = client.post(f"{TASKS}/new", form | {"assignee": "@The-Author"}, follow=True)
    assert page.one("h1").get_text(strip=True) == "Book the room"
    made = db.session.query(Task).one()
    assert (made.assignee_id, made.author_id) == (people["author"].id, people["member"].id)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("due_day", "2030-02-30"),
        ("due_day", "99999-01-01"),
        ("due_day", "0001-01-01"),
        ("due_day", "tomorrow"),
        ("commitment", "3"),
        ("assignee", "the-newcomer"),
        ("assignee", "nobody-here"),
        ("title", ""),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_what_was_typed_is_kept(client, people, field, value):
    client.login(people["member"])
    form = {"title": "Book the room", "description": "Typed at length.", "language": "en", "commitment": "7"}
    page = client.post(f"{TASKS}/new", form | {field: value})
    assert page.status == 422
    assert page.has(f".error-summary a[href^='#{field}']")
    assert "Typed at length." in page.text
    assert db.session.query(Task).count() == 0


def test_a_day_is_read_as_it_is_written():
    assert day_of("2030-02-28").isoformat() == "2030-02-28"
    assert [day_of(typed) for typed in ("20300228x", "", None, "1999-12-31", "2030-13-01")] == [None] * 5


def test_edit_shows_both_where_somebody_else_was_quicker_and_loses_nothing(client, people, task):
    client.login(people["author"])
    form = client.get(f"{TASKS}/{task.id}/edit").one("form.form")
    version = form.select_one("[name=version]")["value"]
    operations.edit_task(
        actor=people["coordinator"], task=task, version=1, title="Book the hall", description="", language="en"
    )
    typed = {"title": "Book the cellar", "description": "Typed at length.", "language": "en", "version": version}
    page = client.post(f"{TASKS}/{task.id}/edit", typed)
    assert page.status == 422
    assert "Book the hall" in page.one("section.entry").get_text()
    assert page.one("input[name=title]")["value"] == "Book the cellar"
    assert page.one("textarea[name=description]").get_text(strip=True) == "Typed at length."
    again = typed | {"version": page.one("[name=version]")["value"]}
    assert client.post(f"{TASKS}/{task.id}/edit", again).status == 303
    db.session.refresh(task)
    assert task.title == "Book the cellar"


@pytest.mark.parametrize("who", ["member", "coordinator", "author"])
def test_edit_and_delete_are_for_the_author_and_coordinators(client, people, task, who):
    client.login(people[who])
    allowed = who != "member"
    assert client.get(f"{TASKS}/{task.id}").has(f"a[href='{TASKS}/{task.id}/edit']") is allowed
    assert client.get(f"{TASKS}/{task.id}/edit").status == (200 if allowed else 403)
    assert client.post(f"{TASKS}/{task.id}/delete").status == (303 if allowed else 403)
    assert db.session.query(Task).count() == (not allowed)


def test_an_author_who_has_left_reaches_it_no_more(client, people, group, task):
    leave(actor=people["author"], group=group)
    client.login(people["author"])
    for method, path in ((client.get, ""), (client.get, "/edit"), (client.post, "/delete")):
        assert method(f"{TASKS}/{task.id}{path}").status == 403


def test_move_take_give_back_and_assign(client, people, task):
    client.login(people["member"])
    url = f"{TASKS}/{task.id}"
    assert client.post(f"{url}/state", {"state": "done"}, follow=True).status == 200
    assert client.post(f"{url}/take").status == 422  # it is done
    client.post(f"{url}/state", {"state": "open"})
    client.post(f"{url}/give-back")
    page = client.post(f"{url}/give-back")
    assert page.status == 422  # pressed twice
    assert page.errors
    client.post(f"{url}/take")
    db.session.refresh(task)
    assert task.assignee_id == people["member"].id
    client.login(people["author"])
    page = client.post(f"{url}/assign", {"assignee": "the-stranger"})
    assert page.status == 422
    assert page.one("input[name=assignee]")["value"] == "the-stranger"
    assert client.post(f"{url}/assign", {"assignee": ""}).status == 303
    assert client.post(f"{url}/state", {"state": "nonsense"}).status == 422


def test_a_group_at_rest_offers_nothing_to_write(client, people, group, task):
    group.state = GroupState.ARCHIVED
    db.session.commit()
    client.login(people["member"])
    assert not client.get(TASKS).has(f"a[href='{TASKS}/new']")
    page = client.get(f"{TASKS}/{task.id}")
    assert not page.has(f"form[action='{TASKS}/{task.id}/state']")
    assert client.post(f"{TASKS}/{task.id}/state", {"state": "done"}).status == 422


def test_who_hides_or_goes_is_named_no_more(client, people, task):
    client.login(people["author"])
    assert "the-member" in client.get(f"{TASKS}/{task.id}").text
    people["member"].closes_at = now() + timedelta(days=7)
    db.session.commit()
    assert "the-member" not in client.get(f"{TASKS}/{task.id}").text
    assert "the-member" not in client.get(TASKS).text


def test_what_is_written_is_harmless(client, people, group, task):
    task.title, task.description = "<b>Book</b>", "<script>alert(1)</script> [go](javascript:alert(1)) **now**"
    db.session.commit()
    client.login(people["member"])
    page = client.get(f"{TASKS}/{task.id}")
    assert page.has(".prose strong")
    assert not page.has("h1 b")
    assert not page.has("main script")
    assert not page.has("a[href^='javascript']")
