"""The pages of endorsements."""

import re

import pytest
import sqlalchemy as sa

from community.crypto import sign
from community.db import db
from community.declaration.texts import text
from community.endorsements.models import Endorsement, EndorsementState, RefusedAddress, Shown
from community.errands import run_due_errands
from tests.apps import another_app
from tests.endorsements.factories import EndorsementFactory
from tests.endorsements.links import link_to
from tests.factories import MemberFactory
from tests.pages import PageClient

ADDRESS = "haneul@example.org"
FORM = {
    "commitments": ["2", "5"],
    "pledge_5": "I will translate.",
    "shown": "named",
    "name": "Kim Haneul",
    "affiliation": "A school",
    "country": "KR",
    "email": ADDRESS,
}
SECRETS = re.compile(r'(name="csrf_token" value=")[^"]*')


def the_endorsement():
    return db.session.scalars(sa.select(Endorsement)).one()


# Signing


def test_endorse_asks_little_and_ticks_nothing(client):
    page = client.get("/en/endorse")
    boxes = page.select("input[type=checkbox][name=commitments]")
    assert [box["value"] for box in boxes] == ["1", "2", "3", "4", "5", "6", "7"]
    assert not page.has("input[type=checkbox][checked]")
    assert not page.has("input[type=radio][checked]")
    assert not page.has("details[open]")
    assert page.has("input[name=email]")
    for sentence in text("en").commitments:
        assert sentence in page.text


def test_endorse_in_korean_shows_the_korean_text(client):
    assert text("ko").commitment(1) in client.get("/ko/endorse").text


def test_endorse_from_a_commitments_page_has_it_ticked(client):
    page = client.get("/en/endorse?commitment=3")
    assert page.one("input[type=checkbox][checked]")["value"] == "3"


@pytest.mark.parametrize("odd", ["9", "x", "", "99999999999999999999999"])
def test_endorse_with_an_odd_commitment_ticks_nothing(client, odd):
    page = client.get(f"/en/endorse?commitment={odd}")
    assert page.status == 200
    assert not page.has("input[type=checkbox][checked]")


def test_endorse_from_the_form_to_the_list(client, outbox):
    sent = client.post("/ko/endorse", FORM)
    assert (sent.status, sent.location) == (303, "/ko/endorse/sent")
    assert client.get(sent.location).status == 200
    assert "Kim Haneul" not in client.get("/ko/endorsements").text

    link = link_to(outbox()[0], "confirm")
    page = client.get(link)
    assert the_endorsement().state is EndorsementState.PENDING
    for words in ("Kim Haneul", "A school", "I will translate.", text("ko").commitment(2)):
        assert words in page.text

    done = client.post(link)
    assert (done.status, done.location) == (303, "/ko/endorse/thanks")
    thanks = client.get(done.location)
    assert "Kim Haneul" not in thanks.text
    assert not thanks.select("main a[href*='/endorse/yours/']")
    listed = client.get("/ko/endorsements")
    for words in ("Kim Haneul", "A school", "I will translate."):
        assert words in listed.text


def test_endorse_needs_only_an_address_and_a_way_to_be_shown(client):
    assert client.post("/en/endorse", {"shown": "counted", "email": ADDRESS}).status == 303
    run_due_errands()
    endorsement = the_endorsement()
    assert (endorsement.shown, endorsement.name, endorsement.country) == (Shown.COUNTED, None, None)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"email": ""}, "Enter your e-mail address."),
        ({"email": "nobody"}, "does not look like an e-mail address"),
        ({"shown": ""}, "Choose whether to be shown"),
        ({"shown": "everywhere"}, "Choose one of the answers offered."),
        ({"name": ""}, "Write the name to show"),
        ({"name": "=HYPERLINK()"}, "Begin with a letter"),
        ({"name": "see www.example.org"}, "Write a name here"),
        ({"name": "a\u202eb"}, "invisible characters"),
        ({"name": "x" * 81}, "too long"),
        ({"affiliation": "y" * 121}, "too long"),
        ({"country": "XX"}, "Choose one of the answers offered."),
        ({"commitments": ["8"]}, "Choose only from the answers offered."),
        ({"pledge_5": "z" * 281}, "too long"),
        ({"pledge_5": "See https://example.org"}, "links are not shown"),
        ({"pledge_5": "a\x00b"}, "cannot be used"),
        ({"pledge_1": "Not ticked."}, "Tick this commitment too"),
    ],
)
def test_endorse_says_what_is_wrong_and_loses_nothing(client, outbox, changes, sentence):
    page = client.post("/en/endorse", FORM | changes)
    assert page.status == 422
    assert any(sentence in error for error in page.errors), page.errors
    typed = FORM | changes
    for name in ("name", "affiliation", "email"):
        assert page.one(f"input[name={name}]")["value"] == typed[name]
    for name in ("pledge_5", "pledge_1"):
        if "\x00" not in typed.get(name, ""):
            assert page.one(f"textarea[name={name}]").get_text().strip() == typed.get(name, "")
    assert outbox() == []
    assert db.session.scalars(sa.select(Endorsement)).all() == []


def test_endorse_opens_a_pledge_that_is_filled_or_wrong(client):
    page = client.post("/en/endorse", FORM | {"pledge_1": "Not ticked.", "name": ""})
    opened = [details.find("textarea")["name"] for details in page.select("details[open]")]
    assert opened == ["pledge_1", "pledge_5"]


def test_endorse_errors_lead_to_their_fields(client):
    page = client.post("/en/endorse", {"commitments": ["8"], "pledge_1": "x", "shown": "", "email": ""})
    targets = [link["href"].removeprefix("#") for link in page.select(".error-summary a")]
    assert len(targets) == 4
    for target in targets:
        assert page.has(f"#{target}"), target


def test_endorse_shows_what_was_typed_as_text(client):
    page = client.post("/en/endorse", FORM | {"name": "<b>Kim</b>", "email": ""})
    assert page.one("input[name=name]")["value"] == "<b>Kim</b>"
    assert "<b>Kim" not in page.response.text


def test_endorse_without_the_token_of_the_form_is_refused(client):
    assert client.post("/en/endorse", FORM, csrf=False).status == 400
    assert db.session.scalars(sa.select(Endorsement)).all() == []


def test_endorse_answers_alike_whatever_is_known_of_the_address(new_client):
    EndorsementFactory(address="pending@example.org", pending=True)
    EndorsementFactory(address="counted@example.org")
    MemberFactory(address="member@example.org")
    refused = EndorsementFactory(address="refused@example.org", pending=True)
    new_client().post(f"/en/endorse/refuse/{sign('endorse-confirm', refused.id.hex)}")
    assert len(db.session.scalars(sa.select(RefusedAddress)).all()) == 1
    answers = set()
    for known in ("new", "pending", "counted", "member", "refused"):
        client = new_client()
        sent = client.post("/en/endorse", FORM | {"email": f"{known}@example.org"})
        page = client.get(sent.location)
        headers = sorted(name for name, _value in sent.response.headers)
        answers.add((sent.status, sent.response.text, tuple(headers), SECRETS.sub("", page.response.text)))
    assert len(answers) == 1


# Members


def test_endorse_asks_a_member_no_address(client):
    client.login(MemberFactory(display_name="Haneul"))
    page = client.get("/en/endorse")
    assert not page.has("input[name=email]")
    assert page.one("input[name=name]")["value"] == "Haneul"


def test_endorse_as_member_leads_to_ones_own_and_on_to_groups(client, outbox):
    client.login(MemberFactory())
    done = client.post("/en/endorse", FORM)
    assert (done.status, done.location) == (303, "/en/endorsements/mine")
    page = client.get(done.location)
    assert "I will translate." in page.text
    assert page.has('.steps a[href="/en/groups/"]') or page.has('.steps a[href="/en/groups"]')
    assert outbox() == []


def test_endorse_again_as_member_begins_with_what_was_said(client):
    member = MemberFactory()
    EndorsementFactory(member_id=member.id, name="My pen name", country="KR", pledges={4: "Teach.", 6: None})
    page = client.login(member).get("/en/endorse")
    assert [box["value"] for box in page.select("input[type=checkbox][checked]")] == ["4", "6"]
    assert page.one("textarea[name=pledge_4]").get_text().strip() == "Teach."
    assert page.one("input[name=name]")["value"] == "My pen name"
    assert page.one("input[type=radio][checked]")["value"] == "named"
    assert page.one("select[name=country] option[selected]")["value"] == "KR"


def test_a_member_who_keeps_changing_does_not_fill_the_ledger(the_app, monkeypatch):
    monkeypatch.setattr("community.endorsements.views.endorsing.CHANGES", "2 per hour")
    one, other = MemberFactory(), MemberFactory()
    with another_app(the_app, LIMITS="on", LIMITS_URL="memory://") as limited:
        statuses = {}
        for member in (one, other):
            client = PageClient(limited).login(member)
            answers = [{"shown": "counted", "commitments": number} for number in "123"]
            statuses[member.id] = [client.post("/en/endorse", answer).status for answer in answers]
    assert statuses == {one.id: [303, 303, 429], other.id: [303, 303, 429]}
    assert db.session.scalars(sa.select(Endorsement.taken_on)).all() == [2, 2]


def test_mine_is_for_members(client):
    page = client.get("/en/endorsements/mine")
    assert page.status == 303
    assert page.location.startswith("/en/login")


def test_mine_without_endorsement_says_what_to_do(client):
    page = client.login(MemberFactory()).get("/en/endorsements/mine")
    assert page.has('.empty a[href="/en/endorse"]')


def test_mine_shows_ones_own_only(client):
    member = MemberFactory()
    EndorsementFactory(member_id=member.id, name="Mine")
    EndorsementFactory(name="Other")
    page = client.login(member).get("/en/endorsements/mine")
    assert "Mine" in page.text
    assert "Other" not in page.text


def test_mine_says_that_it_was_set_aside(client):
    member = MemberFactory()
    EndorsementFactory(member_id=member.id, state=EndorsementState.SET_ASIDE)
    assert "set your endorsement aside" in client.login(member).get("/en/endorsements/mine").text


def test_mine_says_why_a_name_is_not_shown(client):
    member = MemberFactory()
    EndorsementFactory(member_id=member.id, shown=Shown.COUNTED, name="As typed")
    assert "not shown until you have checked it" in client.login(member).get("/en/endorsements/mine").text


def test_withdraw_asks_once_and_deletes(client):
    member = MemberFactory()
    EndorsementFactory(member_id=member.id, name="Mine", pledges={1: "Mine too."})
    client.login(member)
    assert client.get("/en/endorsements/mine").has('details.confirm form[action="/en/endorsements/withdraw"]')
    page = client.post("/en/endorsements/withdraw", follow=True)
    assert "withdrawn" in page.text
    assert "Mine" not in client.get("/en/endorsements").text
    assert the_endorsement().state is EndorsementState.WITHDRAWN
    assert client.post("/en/endorsements/withdraw").status == 409


def test_withdraw_is_a_post_by_a_member(client):
    assert client.post("/en/endorsements/withdraw").location.startswith("/en/login")
    assert client.login(MemberFactory()).get("/en/endorsements/withdraw").status == 405


# Links in mails


@pytest.mark.parametrize(
    ("page", "purpose", "after"),
    [
        ("confirm", "endorse-confirm", EndorsementState.COUNTED),
        ("refuse", "endorse-confirm", EndorsementState.REFUSED),
        ("withdraw", "endorse-withdraw", EndorsementState.WITHDRAWN),
    ],
)
def test_a_mailed_link_opens_a_page_with_one_button(client, page, purpose, after):
    endorsement = EndorsementFactory(pending=True)
    path = f"/en/endorse/{page}/{sign(purpose, endorsement.id.hex)}"
    opened = client.get(path)
    assert opened.status == 200
    assert [form["action"] for form in opened.select("main form")] == [path]
    assert the_endorsement().state is EndorsementState.PENDING
    assert client.post(path, csrf=False).status == 400
    assert client.post(path).status == 303
    assert the_endorsement().state is after
    for again in (client.get(path), client.post(path)):
        assert again.status == 409
        assert again.has("h1")


@pytest.mark.parametrize(("page", "purpose"), [("confirm", "endorse-confirm"), ("withdraw", "endorse-withdraw")])
def test_what_a_mailed_link_shows_is_never_stored(client, page, purpose):
    client.get("/en/endorse")  # the session begins here, of which no answer is stored either
    token = sign(purpose, EndorsementFactory(pending=True, name="Kim Haneul").id.hex)

    opened = client.get(f"/en/endorse/{page}/{token}")

    assert "Kim Haneul" in opened.text
    assert opened.response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("page", ["confirm", "refuse", "withdraw"])
def test_a_mailed_link_that_is_none_says_so(client, page):
    answer = client.get(f"/ko/endorse/{page}/nonsense")
    assert answer.status == 409


def test_confirm_offers_to_refuse(client):
    token = sign("endorse-confirm", EndorsementFactory(pending=True).id.hex)
    assert client.get(f"/en/endorse/confirm/{token}").has(f'a[href="/en/endorse/refuse/{token}"]')


# The public list


def test_index_of_nobody_invites(client):
    page = client.get("/en/endorsements")
    assert page.status == 200
    assert page.has('.empty a[href="/en/endorse"]')


def test_index_counts_and_lists(client):
    EndorsementFactory(name="Kim Haneul", country="KR", affiliation="A school", language="ko", pledges={2: "약속."})
    EndorsementFactory(unnamed=True, pledges={2: "Never shown.", 7: None})
    page = client.get("/en/endorsements")
    assert page.one(".count b").get_text() == "2"
    assert "2 in the last 30 days" in page.text
    assert [cell.get_text() for cell in page.select("table td")] == ["0", "2", "0", "0", "0", "0", "1"]
    assert "A school · South Korea" in page.text
    assert page.one("blockquote[lang=ko]").get_text(strip=True) == "약속."
    assert page.has("svg.ripple")


def test_index_of_one_commitment(client):
    EndorsementFactory(name="One", pledges={1: None})
    EndorsementFactory(name="Two", pledges={2: None})
    page = client.get("/en/endorsements?commitment=2")
    assert [name.get_text() for name in page.select(".endorser")] == ["Two"]


@pytest.mark.parametrize("query", ["commitment=8", "commitment=x", "after=nonsense", "commitment=&after="])
def test_index_takes_odd_queries_for_none(client, query):
    EndorsementFactory(name="One")
    page = client.get(f"/en/endorsements?{query}")
    assert [name.get_text() for name in page.select(".endorser")] == ["One"]


def test_index_turns_pages(client):
    EndorsementFactory.create_batch(29)
    first = client.get("/en/endorsements")
    second = client.get("/en/endorsements" + first.one("a[rel=next]")["href"])
    names = [[name.get_text() for name in page.select(".endorser")] for page in (first, second)]
    assert [len(part) for part in names] == [24, 5]
    assert not set(names[0]) & set(names[1])


PUBLIC = ("/en/endorsements", "/ko/endorsements", "/en/endorsements?commitment=1", "/en/declaration/commitments/1")


@pytest.mark.parametrize("path", PUBLIC)
def test_no_page_shows_an_address_or_what_is_not_to_be_shown(client, path):
    EndorsementFactory(address="named@example.org", name="Kim Haneul", pledges={1: "Said aloud."})
    for number, state in enumerate(EndorsementState):
        EndorsementFactory(
            address=f"hidden{number}@example.org",
            state=state,
            shown=Shown.COUNTED if state is EndorsementState.COUNTED else Shown.NAMED,
            name="Hidden Name",
            affiliation="Hidden School",
            pledges={1: "Hidden pledge."},
        )
    page = client.get(path)
    assert "Kim Haneul" in page.text
    assert "Hidden" not in page.response.text
    assert "example.org" not in page.response.text
    assert re.search(r"[\w.]+@[\w.]+", page.response.text) is None
