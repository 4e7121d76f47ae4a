"""The pages about who runs a group, and its trail in plain words."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest

from community import audit
from community.accounts.models import Member
from community.audit import AuditEntry
from community.db import atomic, db, now
from community.groups import operations
from community.groups.models import Group, Successor, Visibility
from community.groups.trail import SENTENCES, TOLD
from community.i18n import in_language
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, MembershipFactory

COMMUNITY = Path(operations.__file__).parents[2]
WORK = (
    "groups",
    "announcements",
    "discussions",
    "tasks",
    "decisions",
    "meetings",
    "library",
    "notifications",
    "finding",
)
# Acts that are done before there is a group, or that belong to none.
PLACELESS = {"groups.propose", "groups.send_back_proposal", "groups.withdraw_proposal"}


@pytest.fixture
def group():
    return GroupFactory(slug="film-nights", visibility=Visibility.HIDDEN)


@pytest.fixture
def coordinator(group):
    return MembershipFactory(group=group, coordinator=True, member=MemberFactory(handle="runner"))


@pytest.fixture
def insider(group):
    return MembershipFactory(group=group, member=MemberFactory(handle="insider"))


def member_of(membership):
    return db.session.get_one(Member, membership.member_id)


@atomic
def record(actor, action, subject, group, **details):
    audit.record(actor, action, subject, place=group, **details)


def test_a_group_is_handed_over_on_its_page(client, group, coordinator, insider):
    desk = client.login(member_of(coordinator))
    wrong = desk.post("/en/groups/film-nights/hand-over", {"handle": "nobody-here"})
    assert (wrong.status, wrong.errors) == (422, ["This person is not in the group any more."])
    assert wrong.one("#handle")["value"] == "nobody-here"
    assert desk.post("/en/groups/film-nights/hand-over", {"handle": "@Insider"}).status == 303
    assert desk.get("/en/groups/film-nights/coordinators").status == 403
    db.session.expire_all()
    assert insider.has_powers


def test_a_successor_is_named_and_answers(client, new_client, group, coordinator, insider):
    desk, heir = client.login(member_of(coordinator)), new_client().login(member_of(insider))
    assert desk.post("/en/groups/film-nights/coordinators/successor", {"handle": "insider"}).status == 303
    row = db.session.query(Successor).one()
    assert "Yes, I would take over" in heir.get("/en/groups/film-nights/succession").text
    url = f"/en/groups/film-nights/succession/{row.id}"
    assert desk.post(url, {"answer": "yes"}).status == 403
    assert heir.post(url, {"answer": "yes"}).status == 303
    assert "Said yes on" in desk.get("/en/groups/film-nights/coordinators").text
    assert desk.post("/en/groups/film-nights/coordinators/successor/withdraw").status == 303
    assert heir.get("/en/groups/film-nights/succession").status == 200


def test_a_sleeping_coordinator_is_shown_as_one_and_can_do_nothing_yet(client, new_client, group, coordinator):
    asleep = MembershipFactory(
        group=group, coordinator=True, member=MemberFactory(handle="new"), powers_from=now() + timedelta(days=3)
    )
    page = client.login(member_of(coordinator)).get("/en/groups/film-nights/coordinators")
    assert "Coordinator from" in page.text
    assert "Take the appointment back" in page.text
    assert new_client().login(member_of(asleep)).get("/en/groups/film-nights/coordinators").status == 403


def test_the_trail_says_who_did_what_and_not_to_whom_where_that_is_theirs(client, group, coordinator, insider):
    actor, stranger = member_of(coordinator), MemberFactory(handle="stranger")
    record(actor, "groups.approve", member_of(insider), group)
    record(actor, "groups.decline", stranger, group, reason="A secret reason")
    record(actor, "groups.ban", stranger, group, reason="A secret reason")
    record(MemberFactory(handle="watcher", moderator=True), "groups.pause", group, group, reason="A secret reason")
    record(None, "groups.succeed", member_of(insider), group)
    page = client.login(member_of(insider)).get("/en/groups/film-nights/trail")
    assert "@runner let @insider into the group." in page.text
    assert "@runner declined somebody’s request to join." in page.text
    assert "a moderator paused the group." in page.text
    assert "@insider has taken over" in page.text
    for untold in ("stranger", "secret", "watcher"):
        assert untold not in page.response.text


def test_who_has_gone_or_hides_is_not_named_in_the_trail(client, group, coordinator, insider):
    gone = MembershipFactory(group=group, member=MemberFactory(handle="gone-1"))
    record(member_of(coordinator), "groups.approve", member_of(gone), group)
    operations.leave(actor=member_of(gone), group=group)
    deleted = MemberFactory(handle="gone-2")
    record(deleted, "groups.edit", group, group)
    atomic(audit.forget)(deleted)
    page = client.login(member_of(insider)).get("/en/groups/film-nights/trail")
    assert "let a member who is hidden now into the group." in page.text
    assert "a former member changed the description" in page.text
    assert "gone-" not in page.response.text


@pytest.mark.parametrize(
    ("who", "status"), [("insider", 200), ("newcomer", 403), ("outsider", 404), ("moderator", 403), ("visitor", 404)]
)
def test_the_trail_is_read_by_its_members_alone(client, group, insider, who, status):
    people = {
        "insider": lambda: member_of(insider),
        "newcomer": lambda: member_of(MembershipFactory(group=group, settles_at=now() + timedelta(days=9))),
        "outsider": MemberFactory,
        "moderator": lambda: MemberFactory(moderator=True),
    }
    browser = client.login(people[who]()) if who in people else client
    assert browser.get("/en/groups/film-nights/trail").status == status


def test_the_trail_of_another_group_stands_in_that_alone(client, group, insider):
    record(None, "groups.create", db.session.get_one(Group, GroupFactory().id), GroupFactory())
    assert "founded" not in client.login(member_of(insider)).get("/en/groups/film-nights/trail").text


# Every act in a group names the group, and has its sentence.


def recorded(source):
    """The acts that a module records, each with whether it says where."""
    for call in ast.walk(ast.parse(source)):
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute | ast.Name)):
            continue
        called = call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id
        if called not in ("record", "_record") or len(call.args) < 2:
            continue
        places = any(word.arg == "place" for word in call.keywords) or not isinstance(call.func, ast.Attribute)
        names = [node.value for node in ast.walk(call.args[1]) if isinstance(node, ast.Constant)]
        yield from ((name, places) for name in names)


def all_recorded():
    for feature in WORK:
        for path in sorted((COMMUNITY / feature).rglob("*.py")):
            yield from recorded(path.read_text(encoding="utf-8"))


def test_every_act_in_a_group_says_where_and_has_a_sentence_for_the_group():
    acts = {name: places for name, places in all_recorded() if name not in PLACELESS}
    assert {name for name, places in acts.items() if not places} == set()
    assert set(acts) == set(SENTENCES)
    assert set(TOLD) <= set(SENTENCES)


def test_control_an_act_without_a_place_is_found():
    source = 'audit.record(a, "x.y", b)\naudit.record(a, "x.z", b, place=g)'
    assert list(recorded(source)) == [("x.y", False), ("x.z", True)]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_sentence_takes_its_names(app, language):
    with in_language(language):
        for words in SENTENCES.values():
            assert "%(" not in str(words) % {"actor": "Haru", "subject": "Bora", "before": 1, "days": 2}


def test_acts_of_old_are_told_where_they_were_done(group):
    record(None, "groups.create", db.session.get_one(Group, group.id), group)
    assert db.session.query(AuditEntry).one().place_id == group.id
