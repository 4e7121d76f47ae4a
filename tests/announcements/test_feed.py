"""The feed of a group's public announcements: what readers get, and what it does not say."""

from xml.etree import ElementTree

import feedparser
import pytest

from community.announcements.operations import delete, edit
from community.db import db
from community.groups.models import Visibility
from tests.announcements.factories import AnnouncementFactory
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory
from tests.members.factories import ProfileFactory

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = ["<script>alert(1)</script>", "]]></content></entry><entry>", "a\x08b￾", "{{ 7 * 7 }}", "&unknown; & <"]


@pytest.fixture
def group():
    return GroupFactory(slug="film-nights", name_en="Film nights", name_ko="영화의 밤")


def read(client, path="/en/groups/film-nights.atom"):
    """The feed as a reader of feeds understands it."""
    response = client.get(path).response
    assert (response.status_code, response.mimetype) == (200, "application/atom+xml")
    feed = feedparser.parse(response.data)
    assert not feed.bozo, feed.bozo_exception
    return feed


def test_the_feed_tells_what_is_public(client, group):
    shown = AnnouncementFactory(group=group, title="Meeting", body="**On Friday**", is_public=True)
    AnnouncementFactory(group=group, title="For us")
    feed = read(client)
    (entry,) = feed.entries
    assert (feed.feed.title, feed.feed.language, entry.title) == ("Film nights", "en", "Meeting")
    assert entry.content[0].value == "<p><strong>On Friday</strong></p>"
    assert entry.link.endswith(f"/en/groups/film-nights/news/{shown.id}")
    assert entry.updated == entry.published == f"{shown.created_at.date().isoformat()}T00:00:00Z"


def test_each_language_has_its_feed_and_names_the_other(client, group):
    AnnouncementFactory(group=group, is_public=True)
    english, korean = read(client), read(client, "/ko/groups/film-nights.atom")
    assert (korean.feed.title, korean.feed.language) == ("영화의 밤", "ko")
    assert english.feed.id != korean.feed.id
    assert english.entries[0].id == korean.entries[0].id
    others = {(link["rel"], link["type"], link["hreflang"]) for link in english.feed.links}
    assert ("alternate", "application/atom+xml", "ko") in others


def test_an_entry_keeps_its_name_when_it_is_changed_and_goes_with_it(client, group):
    announcement = AnnouncementFactory(group=group, is_public=True)
    mark = client.get("/en/groups/film-nights.atom").response.headers["ETag"]
    again = client.get("/en/groups/film-nights.atom", headers={"If-None-Match": mark})
    assert again.status == 304
    (before,) = read(client).entries
    assert announcement.id.hex not in before.id.replace("-", "")
    words = {"title": "Changed", "body": "Words.", "language": "ko", "is_public": True}
    edit(actor=MemberFactory(moderator=True), announcement=announcement, **words)
    (after,) = read(client).entries
    assert (after.id, after.title) == (before.id, "Changed")
    assert client.get("/en/groups/film-nights.atom", headers={"If-None-Match": mark}).status == 200
    delete(actor=MemberFactory(moderator=True), announcement=announcement)
    assert read(client).entries == []


def test_a_feed_of_nothing_is_a_feed(client, group):
    root = ElementTree.fromstring(client.get("/en/groups/film-nights.atom").response.data)  # noqa: S314  (ours)
    assert all(len(root.findall(f"{ATOM}{name}")) == 1 for name in ("id", "title", "updated", "author"))


def test_authors_are_named_only_where_they_show_their_name_to_everyone(client, group):
    shy, open_author = MemberFactory(display_name="Shy One"), MemberFactory(display_name="Open One")
    ProfileFactory(member_id=open_author.id, audiences={"display_name": "everyone"})
    AnnouncementFactory(group=group, author=shy, is_public=True)
    AnnouncementFactory(group=group, author=open_author, is_public=True)
    text = client.login(shy).get("/en/groups/film-nights.atom").text
    assert "Open One" in text
    assert "Shy One" not in text
    assert shy.handle not in text


@pytest.mark.parametrize("text", HOSTILE)
def test_no_title_and_no_text_breaks_out(client, group, text):
    AnnouncementFactory(group=group, title=text, body=text, is_public=True)
    root = ElementTree.fromstring(client.get("/en/groups/film-nights.atom").response.data)  # noqa: S314  (ours)
    (entry,) = root.findall(f"{ATOM}entry")
    assert entry.find(f"{ATOM}title").text == text.replace("\x08", "�").replace("￾", "�")
    assert "<script" not in (entry.find(f"{ATOM}content").text or "")


def test_the_page_of_a_public_group_leads_to_its_feed_and_no_other(client, group):
    link = client.get("/ko/groups/film-nights").one("link[type='application/atom+xml']")
    assert read(client, link["href"]).feed.language == "ko"
    group.visibility = Visibility.MEMBERS
    db.session.commit()
    page = client.login(MemberFactory()).get("/ko/groups/film-nights")
    assert not page.has("link[type='application/atom+xml']")
