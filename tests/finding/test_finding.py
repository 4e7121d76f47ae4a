"""Searching in one's groups: what is found, by whom, and that nothing stays of what is gone."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from community.announcements import operations as announcements
from community.announcements.models import Announcement
from community.db import atomic, db, now
from community.errands import run_due_errands
from community.finding import operations
from community.finding.models import FindingEntry
from community.finding.queries import LOOK, PAGE_SIZE, Asked, search, searched_kinds
from community.finding.snippets import snippet
from community.finding.views import searching
from community.groups.models import Visibility
from community.groups.operations import leave
from community.groups.works import list_kinds
from tests.announcements.factories import AnnouncementFactory
from tests.apps import another_app
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, MembershipFactory
from tests.pages import PageClient
from tests.tasks.factories import TaskFactory


@pytest.fixture
def group():
    return GroupFactory(slug="film-nights", visibility=Visibility.HIDDEN)


@pytest.fixture
def reader(group):
    """Somebody in the group."""
    member = MemberFactory(handle="reader")
    MembershipFactory(group=group, member=member)
    return member


def write(group, title="Film night", body="We meet at the harbour.", **values):
    """An announcement, as it stands in the index."""
    made = AnnouncementFactory(group=group, title=title, body=body, **values)
    operations.complete()
    return made


def titles(member, words, **asked):
    """What somebody finds, page after page."""
    db.session.rollback()
    found, after = [], None
    while True:
        page = search(member, Asked(words, **asked), after)
        found += [one.work.title for one in page.items]
        if page.next is None:
            return found
        after = page.next


def entries():
    """How many things the index knows; on SQLite its own index is checked against the table, too."""
    db.session.rollback()
    if db.engine.dialect.name == "sqlite":
        db.session.execute(sa.text("INSERT INTO finding_search (finding_search) VALUES ('integrity-check')"))
    return db.session.scalar(sa.select(sa.func.count()).select_from(FindingEntry))


@pytest.mark.parametrize(
    ("words", "title", "body"),
    [
        pytest.param("harbour", "Film night", "We meet at the harbour.", id="a word of the text"),
        pytest.param("FILM", "Film night", "", id="any case"),
        pytest.param("arbo", "x", "harbour", id="the middle of a word"),
        pytest.param("film harbour", "Film night", "the harbour", id="all the words, wherever"),
        pytest.param("증언", "회의", "증언을 번역합니다", id="before a particle"),
        pytest.param("번역", "증언번역모임", "", id="inside a compound"),
        pytest.param("ㅈㅇ", "증언 모임", "", id="initial consonants of a title"),
        pytest.param("ㅈㅇ번", "증언번역", "", id="initial consonants and a syllable"),
        pytest.param("cafe", "Café", "", id="without the accent"),
    ],
)
def test_words_are_found(group, reader, words, title, body):
    write(group, title, body)
    assert titles(reader, words) == [title]


@pytest.mark.parametrize(
    ("words", "title", "body"),
    [
        pytest.param("teaher", "tea", "her", id="marks of two words do not make a third"),
        pytest.param("film boat", "Film night", "harbour", id="one of two words is missing"),
        pytest.param("ㅈㅇ", "모임", "증언을 번역합니다", id="initial consonants find nothing in a long text"),
        pytest.param("!?", "Film", "!?", id="signs alone are no words"),
    ],
)
def test_what_is_not_there_is_not_found(group, reader, words, title, body):
    write(group, title, body)
    assert titles(reader, words) == []


def test_outsiders_and_moderators_find_nothing_of_a_hidden_group(group, reader):
    write(group)
    assert titles(MemberFactory(), "harbour") == []
    assert titles(MemberFactory(moderator=True), "harbour") == []
    assert titles(reader, "harbour") == ["Film night"]


def test_who_has_left_finds_nothing_at_once(group, reader):
    write(group)
    leave(actor=reader, group=group)
    assert titles(reader, "harbour") == []


def test_a_newcomer_finds_what_newcomers_may_read_and_no_tasks(group):
    newcomer = MemberFactory()
    MembershipFactory(group=group, member=newcomer, settles_at=now() + timedelta(days=3))
    TaskFactory(group=group, title="Rent the harbour")
    write(group)
    assert titles(newcomer, "harbour") == ["Film night"]


def test_it_can_be_asked_for_one_group_and_one_kind(group, reader):
    other = GroupFactory(slug="choir")
    MembershipFactory(group=other, member=reader)
    write(other, "Choir at the harbour")
    TaskFactory(group=group, title="Rent the harbour")
    write(group)
    assert set(titles(reader, "harbour", group="choir")) == {"Choir at the harbour"}
    assert titles(reader, "harbour", kind="task") == ["Rent the harbour"]
    assert titles(reader, "harbour", group="of-somebody-else") == []


def test_a_changed_text_is_found_by_its_new_words_alone_and_a_deleted_one_by_none(group, reader):
    made = write(group)
    made.body = "We meet at the station."
    db.session.commit()
    atomic(operations.renew)("announcement", made.id)
    assert run_due_errands() == 1
    assert (titles(reader, "harbour"), titles(reader, "station")) == ([], ["Film night"])
    runs_it = MemberFactory()
    MembershipFactory(group=group, member=runs_it, coordinator=True)
    announcements.delete(actor=runs_it, announcement=made)
    while run_due_errands():
        pass
    assert entries() == 0


def test_an_entry_of_something_gone_goes_within_the_hour_even_if_nobody_thought_of_it(group):
    made = write(group)
    write(group, "Another")
    db.session.execute(sa.delete(Announcement).where(Announcement.id == made.id))
    db.session.commit()
    assert operations.forget_gone() == 1
    assert entries() == 1


def test_the_index_can_be_made_anew_and_is_not_made_twice(group):
    write(group)
    assert operations.complete() == 0
    assert operations.complete(everything=True) == 1
    db.session.execute(sa.update(FindingEntry).values(edition="of old"))
    db.session.commit()
    assert operations.complete() == 1
    assert entries() == 1


def test_nothing_of_a_text_stands_in_the_index(group):
    write(group, "Haru", "harbour")
    row = db.session.execute(sa.select(FindingEntry.__table__)).one()
    assert "harb" not in repr(row).lower()
    assert "haru" not in repr(row).lower()


def test_pages_hang_together_and_look_at_so_many_at_most(group, reader):
    wanted = [f"Harbour {number:03}" for number in range(PAGE_SIZE + 3)]
    for number, title in enumerate(wanted):
        AnnouncementFactory(group=group, title=title, body="", created_at=now() + timedelta(seconds=number))
    # They have the marks of "teaher", and not the word: a page that looks at these alone says where to go on.
    for number in range(LOOK + 5):
        AnnouncementFactory(
            group=group, title="tea her ather", body="teah eahe aher", created_at=now() - timedelta(days=1 + number)
        )
    operations.complete()
    assert titles(reader, "harbour") == wanted[::-1]
    page = search(reader, Asked("teaher"))
    assert (list(page.items), page.is_cut) == ([], True)
    assert search(reader, Asked("teaher"), page.next).next is None


def test_two_who_index_one_thing_at_once_leave_one_entry_of_its_last_text(group, reader, race):
    made = write(group)
    identity = made.id
    made.body = "We meet at the station."
    db.session.commit()
    results = race(*[lambda: operations.index(name="announcement", subject_id=identity.hex)] * 4)
    assert results == [None] * 4
    assert entries() == 1
    assert (titles(reader, "harbour"), titles(reader, "station")) == ([], ["Film night"])


def test_every_kind_with_a_page_of_its_own_things_is_searched():
    lists = {"request", "trail", "export", "state"}  # their titles are the same for all, or they name nobody
    assert {kind.name for kind in list_kinds()} - lists <= {kind.name for kind in searched_kinds()}


def test_the_page_shows_where_the_words_stand(client, group, reader):
    write(group, "Film <night>", "a " * 200 + "We meet at the harbour & the <b>pier</b>.")
    browser = client.login(reader)
    page = browser.get("/en/groups/search?q=harbour+film")
    assert [mark.text for mark in page.select("main mark")] == ["Film", "harbour"]
    assert page.one("main h2 a")["href"].startswith("/en/groups/film-nights/")
    assert not browser.get("/en/groups/search?q=nowhere").has("mark")
    # What nobody can choose is not asked for.
    assert browser.get("/en/groups/search?q=harbour&after=forged&group=nope&kind=nope").has("mark")


def test_who_asks_too_often_is_sent_away(app, reader, monkeypatch):
    monkeypatch.setattr(searching, "OFTEN", "2 per hour")
    with another_app(app, LIMITS="on") as other:
        browser = PageClient(other).login(reader)
        asked = [browser.get("/en/groups/search?q=harbour").status for _time in range(3)]
        assert asked == [200, 200, 429]
        assert browser.get("/en/groups/search").status == 200


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("증언을 번역합니다", "ㅂㅇ", ["번역"]),
        ("a.b (c)", "a.b", ["a", "b"]),
        ("x" * 500 + " end", "end", ["end"]),
        ("nothing here", "else", []),
        ("Ask what hall has a lift", "a", ["A", "a"]),
        ("강당a에서", "a", ["a"]),
    ],
)
def test_a_snippet_marks_the_words(text, words, marked):
    assert [piece.text for piece in snippet(text, words) if piece.found] == marked
