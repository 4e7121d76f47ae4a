"""Withdrawing works at once: on pages, lists, feeds and counts, and for whoever has a copy with a mark of its age."""

import json

import pytest

from community.crypto import sign
from tests.endorsements.factories import EndorsementFactory
from tests.factories import MemberFactory

NAME, PLEDGE = "Kim Gone", "Said, and taken back."
# Where the count or the list is told; those for other sites and machines carry an ETag.
PAGES = (
    "/en",
    "/en/endorsements",
    "/ko/endorsements?commitment=2",
    "/en/endorsements/figures",
    "/en/declaration/commitments/2",
)
COPIES = (
    "/embed/en/count",
    "/embed/ko/badge.svg",
    "/api/v1/counts",
    "/api/v1/commitments",
    "/api/v1/endorsements",
    "/en/endorsements.atom",
)


def by_mail(client, endorsement, member):
    return client.post(f"/en/endorse/withdraw/{sign('endorse-withdraw', endorsement.id.hex)}")


def by_account(client, endorsement, member):
    return client.login(member).post("/en/endorsements/withdraw")


@pytest.mark.parametrize("withdraw", [by_mail, by_account])
def test_withdraw_is_at_once_on_every_page_and_in_every_copy(client, new_client, withdraw):
    member = MemberFactory()
    gone = EndorsementFactory(name=NAME, member_id=member.id, pledges={2: PLEDGE}, country="KR")
    EndorsementFactory(name="Kim Stays", pledges={2: None})
    reader = new_client()
    before = {path: reader.get(path) for path in (*PAGES, *COPIES)}
    assert NAME in before["/en/endorsements"].text
    tags = {path: before[path].response.headers["ETag"] for path in COPIES}
    again = {path: reader.get(path, headers={"If-None-Match": tag}).status for path, tag in tags.items()}
    assert set(again.values()) == {304}  # a control: nothing has changed yet

    assert withdraw(client, gone, member).status == 303

    after = {path: reader.get(path) for path in PAGES}
    after |= {path: reader.get(path, headers={"If-None-Match": tag}) for path, tag in tags.items()}
    assert {path: page.status for path, page in after.items()} == dict.fromkeys(after, 200)
    for path, page in after.items():
        said = page.response.text
        assert NAME not in said, path
        assert PLEDGE not in said, path
        assert gone.id.hex not in said.replace("-", ""), path
        assert page.response.headers.get("ETag") != tags.get(path, ""), path
    assert after["/en/endorsements"].one(".count b").get_text() == "1"
    assert "1" in json.dumps(after["/api/v1/counts"].response.json)


def test_withdraw_leaves_copies_of_others_alone(client, new_client):
    """A control: what changes a copy is the withdrawal, not the asking."""
    EndorsementFactory(name="Kim Stays")
    reader = new_client()
    tag = reader.get("/api/v1/counts").response.headers["ETag"]
    assert client.post("/en/endorse/withdraw/forged").status == 409
    assert reader.get("/api/v1/counts", headers={"If-None-Match": tag}).status == 304
