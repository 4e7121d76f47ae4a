"""The Atom feed: what readers get, and what no hostile name can do to it."""

from xml.etree import ElementTree

import feedparser
import pytest

from community.db import db
from community.endorsements.models import EndorsementState
from community.endorsements.operations import withdraw
from community.ledger.operations import seal_all
from tests.endorsements.factories import EndorsementFactory
from tests.factories import MemberFactory
from tests.templates import forget_templates

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = [
    "<script>alert(1)</script>",
    "]]><entry><title>Forged</title></entry>",
    "</name></author></entry></feed>",
    '" onload="alert(1)',
    "&lt;b&gt; & &amp; &unknown;",
    "a\x08b\x0bc\ufffe",
    "{{ 7 * 7 }}",
    "이슬 \U0001f30a",
]


def read(client, path="/en/endorsements.atom", **headers):
    """The feed as a reader of feeds understands it."""
    response = client.get(path, headers=headers).response
    assert response.status_code == 200
    ElementTree.fromstring(response.data)  # noqa: S314  (our own answer)
    feed = feedparser.parse(response.data)
    assert not feed.bozo, feed.bozo_exception
    return feed


def test_feed_tells_what_the_public_list_tells(client):
    endorsement = EndorsementFactory(
        name="Haru", country="KR", affiliation="A choir", language="ko", pledges={2: None, 4: "노래합니다.\n매일."}
    )
    EndorsementFactory(unnamed=True, pledges={1: "Nobody reads this."})
    EndorsementFactory(state=EndorsementState.SET_ASIDE, name="Set aside")
    feed = read(client)
    (entry,) = feed.entries
    assert (entry.title, entry.author) == ("Haru", "Haru")
    assert [tag.term for tag in entry.tags] == ["commitment-2", "commitment-4"]
    assert (
        '<blockquote xml:lang="ko"><p>노래합니다.</p><p>매일.</p></blockquote>'
        in client.get("/en/endorsements.atom").text
    )
    assert entry.published == entry.updated == f"{endorsement.confirmed_at.date().isoformat()}T00:00:00Z"
    assert feed.feed.updated == entry.updated


def test_feed_has_what_atom_asks_of_it(client):
    EndorsementFactory.create_batch(2)
    response = client.get("/ko/endorsements.atom").response
    assert response.mimetype == "application/atom+xml"
    root = ElementTree.fromstring(response.data)  # noqa: S314  (our own answer)
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "ko"
    for thing in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(thing.findall(f"{ATOM}{name}")) == 1
        assert thing.find(f"{ATOM}author/{ATOM}name").text
    ids = [element.text for element in root.iter(f"{ATOM}id")]
    assert len(set(ids)) == 3
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {
        "self": "http://localhost/ko/endorsements.atom",
        "alternate": "http://localhost/ko/endorsements",
    }


def test_a_feed_of_nobody_is_a_feed(client):
    assert read(client).entries == []


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_and_no_pledge_breaks_out(client, name):
    EndorsementFactory(name=name, affiliation=name, pledges={1: name})
    response = client.get("/en/endorsements.atom").response
    root = ElementTree.fromstring(response.data)  # noqa: S314  (our own answer)
    (entry,) = root.findall(f"{ATOM}entry")
    shown = name.replace("\x08", "\ufffd").replace("\x0b", "\ufffd").replace("\ufffe", "\ufffd")
    assert entry.find(f"{ATOM}title").text == entry.find(f"{ATOM}author/{ATOM}name").text == shown
    tags = {element.tag.rpartition("}")[2] for element in entry.find(f"{ATOM}content").iter()}
    assert tags <= {"content", "div", "p", "span", "blockquote"}


def test_control_a_template_that_does_not_escape_is_found(app, client, monkeypatch):
    forget_templates(app, monkeypatch)
    monkeypatch.setattr(app.jinja_env, "autoescape", False)
    EndorsementFactory(name=HOSTILE[2])
    with pytest.raises(ElementTree.ParseError):
        read(client)


def test_names_of_entries_tell_nothing_and_stay(client):
    endorsement = EndorsementFactory(name="Haru")
    (first,) = read(client).entries
    (again,) = read(client, "/ko/endorsements.atom").entries
    assert first.id == again.id
    assert first.id.startswith("urn:uuid:")
    assert endorsement.id.hex not in first.id.replace("-", "")


def test_who_shows_another_name_is_not_tied_to_the_one_before(client):
    endorsement = EndorsementFactory(name="A name of old")
    (first,) = read(client).entries
    endorsement.name = "River"
    db.session.commit()
    (second,) = read(client).entries
    assert first.id != second.id


def test_feed_of_one_commitment(client):
    EndorsementFactory(name="Haru", pledges={3: None})
    EndorsementFactory(name="River", pledges={4: None})
    feed = read(client, "/en/endorsements.atom?commitment=3")
    assert [entry.title for entry in feed.entries] == ["Haru"]
    assert feed.feed.id != read(client).feed.id
    assert client.get("/en/endorsements.atom?commitment=9").status == 404


def test_whoever_withdraws_is_gone_at_once_without_a_tombstone(client):
    member = MemberFactory()
    EndorsementFactory(name="Haru", member_id=member.id, address=member.email)
    mark = client.get("/en/endorsements.atom").response.headers["ETag"]
    assert client.get("/en/endorsements.atom", headers={"If-None-Match": mark}).status == 304
    withdraw(actor=member)
    seal_all()
    answer = client.get("/en/endorsements.atom", headers={"If-None-Match": mark})
    assert answer.status == 200
    assert "Haru" not in answer.text
    assert "deleted-entry" not in answer.text


@pytest.mark.parametrize("path", ["/en/endorsements", "/ko/declaration/commitments/3"])
def test_pages_lead_readers_to_their_feed(client, path):
    link = client.get(path).one("link[type='application/atom+xml']")
    feed = read(client, link["href"])
    assert feed.feed.language == path.split("/")[1]
    assert ("commitment=3" in link["href"]) is path.endswith("/3")
