"""What somebody typed survives a failed submit, a lost session and a switch of language; nothing is done with it."""

import pytest
import sqlalchemy as sa

from community.db import db
from community.declaration.texts import text
from community.endorsements.models import Endorsement
from community.errands import Errand
from tests.apps import another_app
from tests.endorsements.links import link_to
from tests.endorsements.test_views import ADDRESS, FORM
from tests.factories import MemberFactory
from tests.members.factories import ProfileFactory
from tests.pages import PageClient

DRAFT = FORM | {
    "commitments": ["1", "5"],
    "pledge_1": "As a nurse I will listen.\nAnd <b>write</b>.",
    "profession": "2",
    "shown": "counted",
}


def nothing_happened():
    return not db.session.scalars(sa.select(Endorsement)).all() and not db.session.scalars(sa.select(Errand)).all()


def require_kept(page, draft=DRAFT, member=False):
    """Every field says what was typed."""
    ticked = [box["value"] for box in page.select("input[name=commitments][checked]")]
    assert ticked == draft["commitments"]
    for name in ("name", "affiliation", *(() if member else ("email",))):
        assert page.one(f"input[name={name}]").get("value", "") == draft[name]
    for name in ("pledge_1", "pledge_5"):
        assert page.one(f"textarea[name={name}]").get_text().removeprefix("\n").strip() == draft[name]
    assert page.one("input[name=shown][checked]")["value"] == draft["shown"]
    for name in ("country", "profession"):
        assert page.one(f"select[name={name}] option[selected]")["value"] == draft[name]


def test_a_failed_submit_keeps_everything(client):
    page = client.post("/en/endorse", DRAFT | {"email": "nobody"})
    assert page.status == 422
    require_kept(page, DRAFT | {"email": "nobody"})


@pytest.mark.parametrize("token", ["", "forged", None], ids=["empty", "forged", "missing"])
def test_a_lost_token_is_answered_by_the_form_with_everything_kept(client, token):
    sent = DRAFT if token is None else DRAFT | {"csrf_token": token}
    page = client.post("/en/endorse", sent, csrf=False)
    assert page.status == 400
    assert any("Nothing that you wrote is lost" in error for error in page.errors)
    require_kept(page)
    assert nothing_happened()
    # The token in the page is a good one.
    again = DRAFT | {"csrf_token": page.one("#endorsing input[name=csrf_token]")["value"]}
    assert client.post("/en/endorse", again, csrf=False).status == 303


def test_a_lost_token_opens_the_form_anew(app):
    with another_app(app, LIMITS="on") as limited:
        client = PageClient(limited)
        page = client.post("/en/endorse", DRAFT | {"opened": "yesterday"}, csrf=False)
        assert page.one("input[name=opened]")["value"] not in ("", "yesterday")


def test_a_lost_token_of_another_form_is_refused_as_ever(client):
    page = client.post("/en/endorsements/withdraw", csrf=False)
    assert page.status == 400
    assert not page.has("#endorsing")


def test_a_member_whose_session_has_ended_gets_a_visitors_form_with_everything_kept(client):
    client.login(MemberFactory())
    sent = {name: value for name, value in DRAFT.items() if name != "email"}
    client.logout()
    page = client.post("/en/endorse", sent)
    assert page.status == 422
    assert any("not logged in any more" in error for error in page.errors)
    require_kept(page, DRAFT | {"email": ""})
    assert page.has('main a[href="/en/login"][target=_blank]')
    assert nothing_happened()


def test_a_member_who_has_logged_in_again_elsewhere_finds_everything_in_the_page(client):
    page = client.login(MemberFactory()).post("/en/endorse", DRAFT | {"csrf_token": "of before"}, csrf=False)
    assert page.status == 400
    require_kept(page, member=True)
    assert not page.has("input[name=email]")
    assert nothing_happened()


@pytest.mark.parametrize("member", [False, True], ids=["visitor", "member"])
def test_the_switch_of_language_takes_everything_along(client, member):
    if member:
        client.login(MemberFactory())
    page = client.get("/en/endorse?commitment=3")
    switch = page.one("ul.tools button[lang=ko]")
    assert (switch["form"], switch["formaction"]) == ("endorsing", "/ko/endorse?commitment=3")
    # Whatever was typed, it is not checked yet.
    typed = DRAFT | {"email": "nob", "name": ""}
    there = client.post(switch["formaction"], typed | {switch["name"]: switch["value"]})
    assert there.status == 200
    assert text("ko").commitment(1) in there.text
    assert not there.has(".error-summary, .field-error")
    require_kept(there, typed, member)
    assert there.one("ul.tools button[lang=en]")["formaction"] == "/en/endorse?commitment=3"
    assert nothing_happened()


def test_the_switch_of_language_with_a_lost_token_keeps_everything_too(client):
    page = client.post("/ko/endorse", DRAFT | {"switch": "ko"}, csrf=False)
    assert page.status == 400
    require_kept(page)


@pytest.mark.parametrize(
    ("headers", "is_ours"),
    [
        ({"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}, True),
        ({}, True),
        ({"Origin": "https://elsewhere.example"}, False),
        ({"Origin": "null"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
    ],
    ids=["ours", "an-old-browser", "elsewhere", "hidden", "cross-site"],
)
def test_what_another_site_sends_is_not_shown_and_begins_no_session(new_client, headers, is_ours):
    page = new_client().post("/en/endorse", DRAFT, csrf=False, headers=headers)
    assert page.status == 400
    assert ("As a nurse I will listen." in page.response.text) is is_ours
    assert ("Set-Cookie" in page.response.headers) is is_ours
    assert nothing_happened()


def test_enter_in_a_field_presses_the_button_of_the_form_not_the_switch(client):
    page = client.get("/en/endorse")
    first = next(b for b in page.select("button") if b.get("form") == "endorsing" or b.find_parent(id="endorsing"))
    assert not first.get("name")
    assert not first.get("formaction")
    assert (first["tabindex"], first["aria-hidden"]) == ("-1", "true")


def test_a_switch_is_no_attempt(app):
    with another_app(app, LIMITS="on") as limited:
        client = PageClient(limited)
        statuses = {client.post("/en/endorse", DRAFT | {"switch": "en"}).status for _press in range(15)}
    assert statuses == {200}


# What the form asks


def test_endorse_takes_a_minute_on_a_phone(client, outbox):
    """Counted: what is in sight before anything is ticked, and the fewest things to touch."""
    page = client.get("/en/endorse")
    in_sight = [
        control
        for control in page.select("#endorsing input, #endorsing select, #endorsing textarea")
        if control.get("type") != "hidden"
        and not control.find_parent(class_="trap")
        and not control.find_parent("details")
    ]
    assert {control["name"] for control in in_sight} == {
        *("commitments", "profession", "shown", "name", "affiliation", "country", "email")
    }
    assert len([control for control in in_sight if control.get("required") is not None]) <= 1
    # One way to be shown, an address, one button; then the link in the mail and one button there.
    assert client.post("/en/endorse", {"shown": "counted", "email": ADDRESS}).status == 303
    confirm = client.get(link_to(outbox()[0], "confirm"))
    assert len(confirm.select("main form button")) == 1


def test_endorse_asks_the_profession_with_the_first_commitment_only(client, outbox):
    page = client.get("/en/endorse")
    first, *others = page.select(".takes")
    assert len(first.select("select[name=profession] option")) == 11
    assert not any(other.select("select") for other in others)
    client.post("/en/endorse", DRAFT)
    outbox()
    assert db.session.scalars(sa.select(Endorsement.profession_group)).one() == "2"


def test_endorse_keeps_no_profession_without_the_first_commitment(client, outbox):
    client.post("/en/endorse", FORM | {"profession": "2"})
    outbox()
    assert db.session.scalars(sa.select(Endorsement.profession_group)).one() is None


def test_endorse_refuses_a_profession_that_is_none(client):
    page = client.post("/en/endorse", DRAFT | {"profession": "x"})
    assert page.status == 422
    assert page.has("#profession[aria-invalid=true]")


def test_endorse_begins_with_a_members_own_profession(client, new_client):
    """Whoever may see it in the profile: here it is told to nobody but themself."""
    member, other = MemberFactory(), MemberFactory()
    for one, group in ((member, "5"), (other, "")):
        ProfileFactory(member_id=one.id, profession_group=group)
    chosen = "select[name=profession] option[selected]"
    assert client.login(member).get("/en/endorse").one(chosen)["value"] == "5"
    assert new_client().login(other).get("/en/endorse").one(chosen)["value"] == ""
    assert new_client().get("/en/endorse").one(chosen)["value"] == ""
