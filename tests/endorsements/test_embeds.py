"""What other sites show of the count: the frame, the badge, and the page from which they take them."""

from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from community.endorsements.badges import SIZE, lay_out, length_of
from community.endorsements.operations import withdraw
from community.ledger.operations import seal_all
from tests.apps import another_app
from tests.endorsements.factories import EndorsementFactory
from tests.factories import MemberFactory
from tests.pages import PageClient

SVG = "{http://www.w3.org/2000/svg}"
PUBLISHED = ["/embed/en/count", "/embed/ko/badge.svg", "/ko/endorsements.atom", "/api/v1/counts"]


def figure_of(client, path):
    """The number that a badge writes."""
    texts = ElementTree.fromstring(client.get(path).response.data).findall(f".//{SVG}text")  # noqa: S314  (ours)
    return int("".join(sign for sign in texts[-1].text if sign.isdigit()))


def test_badge_shows_the_count_of_this_moment(client):
    member = MemberFactory()
    EndorsementFactory(pledges={3: None})
    EndorsementFactory(member_id=member.id, address=member.email)
    assert figure_of(client, "/embed/en/badge.svg") == figure_of(client, "/embed/ko/badge.svg") == 2
    assert figure_of(client, "/embed/en/badge.svg?commitment=3") == 1
    withdraw(actor=member)
    seal_all()
    assert figure_of(client, "/embed/en/badge.svg") == 1


def test_badge_is_a_picture_by_itself(client):
    response = client.get("/embed/ko/badge.svg?commitment=7").response
    assert response.mimetype == "image/svg+xml"
    root = ElementTree.fromstring(response.data)  # noqa: S314  (our own answer)
    names = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert names <= {"svg", "title", "clipPath", "g", "rect", "circle", "text"}
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not attributes & {"style", "class", "href"}
    assert root.get("role") == "img"
    title = root.find(f"{SVG}title")
    assert root.get("aria-labelledby") == title.get("id")
    assert all(text.text in title.text for text in root.iter(f"{SVG}text"))


@pytest.mark.parametrize("figure", ["0 endorsers", "1,234 endorsers", "10,000,000명이 지지합니다"])
def test_what_a_badge_writes_has_its_room(figure):
    badge = lay_out("Washington Declaration", figure)
    assert badge.left + badge.figure_length < badge.width
    assert badge.figure_length >= len(figure) * SIZE * 0.3


def test_hangul_is_wider_than_latin():
    assert length_of("선언") > length_of("ab")
    assert length_of("") == 0


def test_card_leads_to_the_page_of_endorsing_in_a_new_tab(client):
    EndorsementFactory(pledges={2: None})
    page = client.get("/embed/ko/count?commitment=2")
    assert page.one(".embed-count b").get_text() == "1"
    link = page.one("a")
    assert (link["href"], link["target"], link["rel"]) == ("/ko/endorse?commitment=2", "_blank", ["noopener"])
    assert page.one("html")["lang"] == "ko"
    assert not page.has("script, form, iframe, header, nav")
    assert [sheet["href"].split("?")[0] for sheet in page.select("link")] == [
        "/static/css/fonts.css",  # Hangul is not left to the fonts of others
        "/static/css/embed.css",
    ]


@pytest.mark.parametrize("kind", ["count", "badge.svg"])
@pytest.mark.parametrize("commitment", ["0", "8", "x", "", "１"])
def test_what_is_no_commitment_is_not_found(client, kind, commitment):
    response = client.get(f"/embed/en/{kind}?commitment={commitment}").response
    assert response.status_code == 404
    assert response.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", PUBLISHED)
def test_what_is_published_knows_no_session(client, path):
    visitor = client.get(path, headers={"Accept-Language": "en"}).response
    client.login(MemberFactory(language="ko", discreet=True))
    client._client.set_cookie("language", "ko")
    member = client.get(path, headers={"Accept-Language": "en"}).response
    assert member.data == visitor.data
    assert "Cookie" not in member.headers.get("Vary", "")
    assert "Set-Cookie" not in member.headers
    assert member.headers["Cache-Control"] == "public, no-cache"
    assert member.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", [*PUBLISHED, "/api/v1/endorsements?per_page=x", "/api/v1/nothing"])
def test_nobody_is_asked_who_they_are(client, monkeypatch, path):
    """Extensions look into every session when the request ends; until then nobody may."""
    client.login(MemberFactory())
    monkeypatch.setattr("community.access.current_session", lambda: pytest.fail("asked for the session"))
    monkeypatch.setattr("community.i18n.preferred_language", lambda: pytest.fail("asked for the language"))
    monkeypatch.setattr("community.accounts.queries.find_session", lambda *given: pytest.fail("looked for the session"))
    assert client.get(path).status in (200, 400, 404)


def test_control_a_page_asks_who_is_there(client, monkeypatch):
    client.login(MemberFactory())
    asked = []
    monkeypatch.setattr("community.accounts.queries.find_session", lambda *given: asked.append(given))
    client.get("/en/")
    assert asked


@pytest.mark.parametrize("path", PUBLISHED)
def test_what_has_not_changed_is_not_sent_again(client, path):
    mark = client.get(path).response.headers["ETag"]
    again = client.get(path, headers={"If-None-Match": mark}).response
    assert (again.status_code, again.data) == (304, b"")
    EndorsementFactory()
    assert client.get(path, headers={"If-None-Match": mark}).status == 200


def test_pages_still_vary_by_the_cookie_that_they_look_at(client):
    assert "Cookie" in client.get("/en/").response.headers["Vary"]


def test_no_other_page_may_be_framed(client):
    for path in ("/en/", "/en/endorse", "/en/endorsements", "/en/endorsements/embed", "/embed/en/nothing"):
        headers = client.get(path).response.headers
        assert headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def snippet(page, name):
    return page.one(f"textarea#{name}").get_text()


def test_embed_gives_what_other_sites_copy(client):
    page = client.get("/ko/endorsements/embed?commitment=4")
    frame = BeautifulSoup(snippet(page, "frame"), "html.parser").iframe
    assert frame["src"] == "http://localhost/embed/ko/count?commitment=4"
    assert frame["title"]
    assert "allow-scripts" not in frame["sandbox"]
    badge = BeautifulSoup(snippet(page, "badge"), "html.parser")
    assert badge.a["href"] == "http://localhost/ko/endorse?commitment=4"
    assert badge.img["src"] == "http://localhost/embed/ko/badge.svg?commitment=4"
    assert badge.img["alt"]
    assert badge.img["src"] in snippet(page, "markdown")
    for address in (frame["src"], badge.img["src"], badge.a["href"]):
        assert client.get(address.removeprefix("http://localhost")).status == 200


def test_embed_names_the_public_address_whatever_host_was_asked(client):
    page = client.get("/en/endorsements/embed", headers={"Host": "evil.example"})
    assert "evil.example" not in page.text + snippet(page, "frame")


def test_embed_shows_the_card_and_leads_to_what_programs_read(client):
    EndorsementFactory()
    page = client.get("/en/endorsements/embed")
    assert page.one(".embed-count b").get_text() == "1"
    for path in ("/api/v1", "/api/v1/openapi.json", "/en/endorsements.atom", "/embed/en/count"):
        assert page.has(f"a[href='{path}']")
        assert client.get(path).status == 200
    assert client.get("/en/endorsements").has("a[href='/en/endorsements/embed']")


def test_what_a_demonstration_shows_says_so(app):
    with another_app(app, DEMO="1") as demo:
        client = PageClient(demo)
        assert client.get("/embed/en/count").has(".embed-demo")
        assert "Demonstration" in client.get("/embed/en/badge.svg").text
        assert "Demonstration" in client.get("/en/endorsements.atom").text
