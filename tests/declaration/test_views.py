"""The pages of the declaration."""

import pytest

from community.db import db
from community.declaration.texts import COMMITMENTS, current_digest, text
from community.groups.models import GroupCommitment, Visibility
from tests.endorsements.factories import EndorsementFactory
from tests.groups.factories import GroupFactory


@pytest.mark.parametrize("language", ["en", "ko"])
def test_read_shows_the_text_of_the_pages_language(client, language):
    page = client.get(f"/{language}/declaration")
    own = text(language)
    assert page.status == 200
    assert page.one("h1").get_text() == own.title
    for words in (*own.preamble, *own.commitments, *own.closing, own.motto):
        assert words in page.text
    other = text("ko" if language == "en" else "en")
    assert other.preamble[0] not in page.text


def test_read_links_every_commitment_to_its_page(client):
    links = [link["href"] for link in client.get("/en/declaration").select(".declaration a")]
    assert links == [f"/en/declaration/commitments/{number}" for number in COMMITMENTS]


def test_read_side_by_side_gives_each_text_its_language(client):
    page = client.get("/en/declaration?view=both")
    for language in ("en", "ko"):
        own = text(language)
        said = " ".join(part.get_text() for part in page.select(f".sides > [lang={language}]"))
        for words in (own.title, *own.preamble, *own.commitments, *own.closing, own.motto):
            assert words in said


def test_read_leads_from_one_language_to_the_other_and_to_both(client):
    page = client.get("/ko/declaration")
    links = {link["href"]: link.get("aria-current") for link in page.select("main .subnav a")}
    assert links == {"/en/declaration": None, "/ko/declaration": "page", "/ko/declaration?view=both": None}
    both = client.get("/ko/declaration?view=both")
    assert both.one("main .subnav [aria-current]")["href"] == "/ko/declaration?view=both"


def test_read_names_source_version_and_originals(client):
    said = client.get("/en/declaration").text
    assert "National Endowment for Democracy" in said
    assert current_digest()[:12] in said
    assert "not a translation" in said


def test_read_ends_with_the_call_to_endorse(client):
    assert client.get("/en/declaration").has('main a.button[href="/en/endorse"]')


def test_commitment_shows_both_languages(client):
    page = client.get("/ko/declaration/commitments/2")
    assert page.one("h1").get_text() == text("ko").commitment(2)
    assert page.one("h1")["lang"] == "ko"
    assert page.one("main p[lang=en]").get_text() == text("en").commitment(2)


@pytest.mark.parametrize(("number", "neighbours"), [(1, [2]), (4, [3, 5]), (7, [6])])
def test_commitment_leads_to_its_neighbours(client, number, neighbours):
    page = client.get(f"/en/declaration/commitments/{number}")
    links = [link["href"] for link in page.select("main a[rel=prev], main a[rel=next]")]
    assert links == [f"/en/declaration/commitments/{neighbour}" for neighbour in neighbours]


@pytest.mark.parametrize("number", ["0", "8", "99999999999999999999", "x", "-1"])
def test_commitment_that_is_none_is_not_found(client, number):
    assert client.get(f"/en/declaration/commitments/{number}").status == 404


def test_commitment_shows_who_took_it_on(client):
    EndorsementFactory(name="Kim Haneul", language="ko", pledges={3: "함께 하겠습니다.", 4: "Another matter."})
    EndorsementFactory(name="Somebody Else", pledges={4: None})
    EndorsementFactory(unnamed=True, pledges={3: "Never shown."})
    page = client.get("/en/declaration/commitments/3")
    assert page.one("#endorsers").get_text() == "2 people have taken this on"
    assert [name.get_text() for name in page.select(".endorser")] == ["Kim Haneul"]
    assert page.one("blockquote[lang=ko]").get_text(strip=True) == "함께 하겠습니다."
    assert "Another matter." not in page.text
    assert "Never shown." not in page.text


def test_commitment_without_endorsers_invites(client):
    page = client.get("/en/declaration/commitments/5")
    assert page.has('.empty a[href="/en/endorse?commitment=5"]')


def test_commitment_shows_the_groups_that_serve_it(client):
    for name, number, visibility in (("Teachers", 4, "public"), ("Unseen", 4, "hidden"), ("Elsewhere", 5, "public")):
        group = GroupFactory(name_en=name, visibility=Visibility(visibility))
        db.session.add(GroupCommitment(group_id=group.id, number=number))
    db.session.commit()
    page = client.get("/en/declaration/commitments/4")
    assert [title.get_text(strip=True) for title in page.select("[aria-labelledby=serving] .card-title")] == [
        "Teachers"
    ]
