"""Announcements: who reads and writes them, what everyone may read, pins, editions, and what stays of them."""

import pytest
import sqlalchemy as sa

from community.accounts.models import Member
from community.announcements import operations, own_data, queries
from community.announcements.models import Announcement, AnnouncementEdition
from community.announcements.refusals import GroupNotPublic
from community.audit import AuditEntry
from community.db import db
from community.groups.models import GroupState, Visibility
from community.groups.operations import GroupAtRest
from community.notifications.models import Notice
from tests.announcements.factories import AnnouncementFactory
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, MembershipFactory

WORDS = {"title": "다음 <모임>", "body": "**금요일**\n\n<b>6시</b>", "language": "ko"}


@pytest.fixture
def group():
    return GroupFactory(slug="film-nights")


@pytest.fixture
def coordinator(group):
    return MembershipFactory(group=group, coordinator=True, member=MemberFactory(handle="runner")).member_id


@pytest.fixture
def desk(client, coordinator):
    """The browser of a coordinator."""
    return client.login(member(coordinator), second_factor=True)


def member(identity):
    return db.session.get_one(Member, identity)


def path_of(announcement, language="en"):
    return f"/{language}/groups/film-nights/announcements/{announcement.id}"


def test_what_is_announced_is_shown_as_markdown_and_no_html(desk, group):
    page = desk.post("/ko/groups/film-nights/announcements/new", WORDS, follow=True)
    assert page.one("h1").text == "다음 <모임>"
    assert page.one("h1")["lang"] == "ko"
    assert page.one(".prose strong").text == "금요일"
    assert "<b>6시</b>" in page.text
    assert desk.get("/en/groups/film-nights/announcements").has("li a[lang=ko]")


@pytest.mark.parametrize("wrong", [{"title": ""}, {"body": " "}, {"language": "xx"}, {"body": "a" * 10001}])
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(desk, group, wrong):
    page = desk.post("/en/groups/film-nights/announcements/new", WORDS | wrong)
    assert (page.status, len(page.errors)) == (422, 1)
    assert db.session.scalars(sa.select(Announcement)).all() == []


def test_everybody_else_in_the_group_is_told(group, coordinator, outbox):
    readers = [MembershipFactory(group=group).member_id, coordinator]
    MembershipFactory(group=group, requested=True)
    MembershipFactory(group=group, banned=True)
    operations.announce(actor=member(coordinator), group=group, **WORDS)
    outbox()
    told = db.session.execute(sa.select(Notice.member_id, Notice.kind)).all()
    assert told == [(readers[0], "announcement")]


@pytest.mark.parametrize("action", ["announce", "edit", "pin", "unpin"])
def test_in_a_group_at_rest_nothing_is_announced(group, coordinator, action):
    announcement = AnnouncementFactory(group=group)
    group.state = GroupState.PAUSED
    db.session.commit()
    about = {"group": group} if action == "announce" else {"announcement": announcement}
    with pytest.raises(GroupAtRest):
        getattr(operations, action)(
            actor=member(coordinator), **about, **(WORDS if action in ("announce", "edit") else {})
        )


def test_what_is_dangerous_can_be_deleted_even_in_a_group_at_rest(desk, group):
    announcement = AnnouncementFactory(group=group)
    operations.edit(actor=MemberFactory(moderator=True), announcement=announcement, **WORDS)
    group.state = GroupState.ARCHIVED
    db.session.commit()
    assert desk.post(path_of(announcement) + "/delete").status == 303
    for model in (Announcement, AnnouncementEdition):
        assert db.session.scalars(sa.select(model)).all() == []


def test_a_changed_announcement_says_what_it_said_before(desk, group):
    announcement = AnnouncementFactory(group=group)
    form = desk.get(path_of(announcement) + "/edit")
    assert form.one("#title")["value"] == "First meeting"
    page = desk.post(path_of(announcement) + "/edit", WORDS | {"edition": "1"}, follow=True)
    assert page.one("h1").text == "다음 <모임>"
    assert "Bring a friend" in page.one("details .prose").text
    desk.post(path_of(announcement) + "/edit", WORDS | {"edition": "2"})
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AnnouncementEdition)) == 1, "nothing changed"
    edits = sa.select(sa.func.count()).where(AuditEntry.action == "announcements.edit")
    assert db.session.scalar(edits) == 1, "nothing changed"
    desk.post(path_of(announcement) + "/edit", WORDS | {"edition": "2", "is_public": "y"})
    assert db.session.scalar(edits) == 2


def test_who_writes_over_what_somebody_else_changed_is_told_first(desk, group):
    announcement = AnnouncementFactory(group=group)
    operations.edit(
        actor=MemberFactory(moderator=True), announcement=announcement, title="Theirs", body="Theirs.", language="en"
    )
    page = desk.post(path_of(announcement) + "/edit", WORDS | {"edition": "1"})
    assert page.status == 422
    assert "금요일" in page.one("#body").text
    assert page.one("#edition")["value"] == "2"
    assert announcement.title == "Theirs"
    assert desk.post(path_of(announcement) + "/edit", WORDS | {"edition": "2"}).status == 303


def test_at_most_three_are_pinned(desk, group):
    rows = [AnnouncementFactory(group=group, title=f"Number {n}") for n in range(4)]
    for row in rows[:3]:
        assert desk.post(path_of(row) + "/pin").status == 303
    assert desk.post(path_of(rows[3]) + "/pin").status == 409
    assert not desk.get(path_of(rows[3])).has(f'form[action$="{rows[3].id}/pin"]')
    desk.post(path_of(rows[0]) + "/unpin")
    assert desk.post(path_of(rows[3]) + "/pin").status == 303


def test_two_pins_at_once_do_not_make_four(group, coordinator, race):
    rows = [AnnouncementFactory(group=group) for _number in range(4)]
    for row in rows[:2]:
        operations.pin(actor=member(coordinator), announcement=row)
    ids = [row.id for row in rows]

    def pin(identity):
        operations.pin(actor=member(coordinator), announcement=db.session.get_one(Announcement, identity))

    results = race(lambda: pin(ids[2]), lambda: pin(ids[3]))
    assert [type(result).__name__ for result in results if result is not None] == ["PinsTaken"]
    assert queries.count_pinned(group) == 3


def test_an_announcement_is_found_through_its_own_group_only():
    announcement, other = AnnouncementFactory(), GroupFactory()
    group = db.session.get_one(type(other), announcement.group_id)
    assert queries.find_announcement(None, group.slug, announcement.id) == announcement
    assert queries.find_announcement(None, other.slug, announcement.id) is None
    group.visibility = Visibility.HIDDEN
    db.session.commit()
    assert queries.find_announcement(MemberFactory(), group.slug, announcement.id) is None


def test_whoever_has_left_is_called_by_no_handle(desk, group):
    announcement = AnnouncementFactory(group=group, author=MemberFactory(handle="gone-away"))
    page = desk.get(path_of(announcement))
    assert "gone-away" not in page.text
    assert "member who is hidden now" in page.text


def test_whoever_announced_something_finds_it_in_their_own_data(group, coordinator):
    announcement = AnnouncementFactory(group=group, author=member(coordinator), title="Mine", body="My words.")
    AnnouncementFactory(group=group, title="Theirs")
    (part,) = own_data.tell_announcements(member(coordinator))
    told = [{fact.key: fact.value for fact in record} for record in part.records]
    day = announcement.created_at.date()
    assert told == [{"group": "film-nights", "day": day, "title": "Mine", "text": "My words."}]


# What everyone may read


def test_only_public_ones_are_shown_to_those_outside(client, group):
    shown = AnnouncementFactory(group=group, title="For everyone", is_public=True)
    closed = AnnouncementFactory(group=group, title="For us")
    for path in ("", "/news"):
        page = client.get(f"/en/groups/film-nights{path}")
        assert page.has(f'a[href$="/news/{shown.id}"]')
        assert "For us" not in page.text
    assert client.get(f"/en/groups/film-nights/news/{shown.id}").one("h1").text == "For everyone"
    assert client.get(f"/en/groups/film-nights/news/{closed.id}").status == 404
    assert client.get(path_of(shown)).location.startswith("/en/login")


@pytest.mark.parametrize("visibility", [Visibility.MEMBERS, Visibility.HIDDEN])
def test_a_group_that_does_not_show_itself_to_everyone_says_nothing_in_public(client, group, coordinator, visibility):
    announcement = AnnouncementFactory(group=group, is_public=True)
    group.visibility = visibility
    db.session.commit()
    for viewer in (None, MemberFactory(), member(coordinator)):  # who may read it does so on another page
        if viewer:
            client.login(viewer, second_factor=True)
        for path in ("/news", f"/news/{announcement.id}", ".atom"):
            there, nowhere = (client.get(f"/en/groups/{slug}{path}") for slug in ("film-nights", "no-such-one"))
            assert (there.status, nowhere.status) == (404, 404)
    assert not client.get("/en/groups/film-nights/announcements/new").has("#is_public")
    with pytest.raises(GroupNotPublic):
        operations.announce(actor=member(coordinator), group=group, is_public=True, **WORDS)
    client.post("/en/groups/film-nights/announcements/new", WORDS | {"is_public": "y"})  # which the form does not have
    newest = db.session.scalars(sa.select(Announcement).order_by(Announcement.created_at.desc())).first()
    assert (newest.title, newest.is_public) == (WORDS["title"], False)


# What stays


def test_title_and_text_are_sealed(group):
    announcement = AnnouncementFactory(group=group, title="Secret place", body="Secret words")
    operations.edit(actor=MemberFactory(moderator=True), announcement=announcement, **WORDS)
    for table in ("announcement", "announcement_edition", "audit_entry", "errand"):
        for row in db.session.execute(sa.text(f"SELECT * FROM {table}")):  # noqa: S608  (a name of ours)
            assert "Secret" not in repr(tuple(row))
