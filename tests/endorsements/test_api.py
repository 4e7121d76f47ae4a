"""What programs read: true, no more than the public list shows, gone when it is withdrawn."""

from dataclasses import fields

import pytest

from community.declaration.texts import current_digest, text
from community.endorsements.models import EndorsementState
from community.endorsements.operations import withdraw
from community.endorsements.queries import PublicEndorsement
from community.endorsements.views.api.schemas import Endorsement
from community.ledger.operations import seal_all, sign_checkpoint
from community.ledger.queries import find_checkpoint
from tests.endorsements.factories import EndorsementFactory
from tests.factories import MemberFactory

RESOURCES = ["", "/declaration", "/commitments", "/counts", "/endorsements", "/openapi.json"]


def read(client, path, **headers):
    """An answer of the API."""
    response = client.get(f"/api/v1{path}", headers=headers).response
    assert (response.status_code, response.mimetype) == (200, "application/json"), response.text
    return response.json


def names(client, query=""):
    """The names on one page of the list."""
    return [row["name"] for row in read(client, f"/endorsements{query}")["_embedded"]["osdi:signatures"]]


@pytest.fixture
def endorsers():
    """Some who show a name, and some whom nobody is told of."""
    EndorsementFactory(name="Haru", country="KR", profession_group="2", language="ko", pledges={1: "노래.", 3: None})
    EndorsementFactory(name="River", country="DE", pledges={3: None})
    EndorsementFactory(unnamed=True, pledges={3: "Nobody reads this."})
    EndorsementFactory(name="Pending", pending=True)
    EndorsementFactory(name="Set aside", state=EndorsementState.SET_ASIDE)


def test_index_leads_to_everything(client):
    links = read(client, "")["_links"]
    followed = {name: link["href"] for name, link in links.items() if name not in ("curies", "ripples:checkpoint")}
    for address in followed.values():
        assert client.get(address.removeprefix("http://localhost")).status == 200
    assert {name for name in links if name.startswith("osdi:")} == {"osdi:petition", "osdi:signatures"}


def test_declaration_is_a_petition(client, endorsers):
    said = read(client, "/declaration?language=ko")
    assert said["total_signatures"] == 3
    assert said["title"] == text("ko").title
    assert said["titles"] == {code: text(code).title for code in ("en", "ko")}
    assert all(text("ko").commitment(number) in said["petition_text"] for number in range(1, 8))
    assert said["browser_url"] == "http://localhost/ko/declaration"
    current = [version["digest"] for version in said["versions"] if version["current"]]
    assert current == [current_digest()]


def test_commitments_in_both_languages_with_their_counts(client, endorsers):
    said = read(client, "/commitments")["commitments"]
    assert [row["count"] for row in said] == [1, 0, 3, 0, 0, 0, 0]
    assert said[1]["text"] == {code: text(code).commitment(2) for code in ("en", "ko")}


def test_counts_are_those_of_the_pages(client, endorsers):
    said = read(client, "/counts")
    assert said["total"] == 3
    assert [row["count"] for row in said["commitments"]] == [1, 0, 3, 0, 0, 0, 0]
    assert said["ledger"]["entries"] == 3


def test_counts_tell_no_small_group(client):
    EndorsementFactory.create_batch(20, country="KR", profession_group="2")
    EndorsementFactory.create_batch(9, country="FR", profession_group="3", language="ko")
    said = read(client, "/counts")
    assert [row["key"] for row in said["countries"]] == ["KR"]
    assert [row["key"] for row in said["professions"]] == ["2"]
    assert [row["key"] for row in said["languages"]] == ["en"]
    assert all(row["count"] >= 10 for kind in ("countries", "professions", "languages") for row in said[kind])


def test_counts_name_the_checkpoint_that_they_stand_on(client, endorsers):
    assert read(client, "/counts")["ledger"]["checkpoint"] is None
    sign_checkpoint()
    signed = find_checkpoint()
    said = read(client, "/counts")["ledger"]["checkpoint"]
    assert (said["size"], said["root"]) == (3, signed.root.hex())


def test_endorsements_newest_first_with_what_was_chosen(client, endorsers):
    river, haru = read(client, "/endorsements")["_embedded"]["osdi:signatures"]
    assert (river["name"], haru["name"]) == ("River", "Haru")
    assert haru["commitments"] == [{"number": 1, "pledge": "노래."}, {"number": 3, "pledge": None}]
    assert (haru["country"], haru["profession"], haru["language"], haru["affiliation"]) == ("KR", "2", "ko", None)
    assert len(haru["created_date"]) == len("2026-11-22")  # no time of day


def test_endorsements_carry_nothing_beyond_the_public_list():
    public = {field.name for field in fields(PublicEndorsement)}
    renamed = {"confirmed_at": "created_date", "id": "identifiers", "version_id": "version"}
    about_the_system = {"origin_system"}
    assert set(Endorsement().fields) - about_the_system == {renamed.get(name, name) for name in public}


def test_endorsements_name_no_row_of_the_database(client):
    endorsement = EndorsementFactory()
    (row,) = read(client, "/endorsements")["_embedded"]["osdi:signatures"]
    (name,) = row["identifiers"]
    assert name.startswith("urn:uuid:")
    assert endorsement.id.hex not in name.replace("-", "")
    assert name in client.get("/en/endorsements.atom").text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?commitment=1", ["Haru"]),
        ("?commitment=3", ["River", "Haru"]),
        ("?country=DE", ["River"]),
        ("?profession=2", ["Haru"]),
        ("?written_in=ko", ["Haru"]),
        ("?written_in=ko&commitment=7", []),
    ],
)
def test_endorsements_are_filtered_as_the_list_is(client, endorsers, query, found):
    assert names(client, query) == found


def test_pages_follow_each_other_without_gaps(client):
    everyone = {endorsement.name for endorsement in EndorsementFactory.create_batch(7, pledges={5: None})}
    path, seen = "/api/v1/endorsements?per_page=3&commitment=5", []
    while path:
        said = client.get(path).response.json
        seen += [row["name"] for row in said["_embedded"]["osdi:signatures"]]
        assert said["per_page"] == 3
        path = said["_links"].get("next", {}).get("href", "").removeprefix("http://localhost")
    assert len(seen) == 7
    assert set(seen) == everyone


def test_whoever_withdraws_is_gone_at_once(client):
    member = MemberFactory()
    EndorsementFactory(name="Haru", member_id=member.id, address=member.email)
    marks = {path: client.get(f"/api/v1{path}").response.headers["ETag"] for path in ("/endorsements", "/counts")}
    withdraw(actor=member)
    seal_all()
    for path, mark in marks.items():
        answer = client.get(f"/api/v1{path}", headers={"If-None-Match": mark})
        assert answer.status == 200
        assert "Haru" not in answer.text


@pytest.mark.parametrize("path", RESOURCES)
def test_what_still_holds_is_not_sent_again(client, path):
    EndorsementFactory.create_batch(2)
    address = f"/api/v1{path}" + ("?per_page=1" if path == "/endorsements" else "")
    mark = client.get(address).response.headers["ETag"]
    assert client.get(address, headers={"If-None-Match": mark}).status == 304
    head = client._client.head(address)
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", mark)


def test_a_page_with_another_follower_is_another(client):
    EndorsementFactory()
    mark = client.get("/api/v1/endorsements?per_page=1").response.headers["ETag"]
    EndorsementFactory(name="Earlier", confirmed_at=EndorsementFactory().confirmed_at.replace(year=2020))
    assert client.get("/api/v1/endorsements?per_page=1", headers={"If-None-Match": mark}).status == 200


@pytest.mark.parametrize(
    ("asked", "header", "language"),
    [("?language=ko", "en", "ko"), ("", "ko", "ko"), ("", "fr, ko;q=0.5", "ko"), ("", "fr", "en"), ("", "", "en")],
)
def test_the_language_is_asked_for_in_the_address_or_in_a_header(client, asked, header, language):
    response = client.get(f"/api/v1/declaration{asked}", headers={"Accept-Language": header}).response
    assert response.json["title"] == text(language).title
    assert response.headers["Content-Language"] == language
    assert response.headers["Vary"] == "Accept-Language"
