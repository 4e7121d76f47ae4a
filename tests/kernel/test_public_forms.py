"""Open forms: what people do not notice, and machines run into."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from community import floods, public_forms
from community.crypto import sign
from community.db import db, now
from community.errands import Errand
from community.floods import challenge_of
from tests.apps import another_app
from tests.factories import MemberFactory
from tests.pages import PageClient
from tests.work import solve

SIGNUP = {"display_name": "Haru", "email": "haru@example.org", "password": "ripples over a still lake"}
ENDORSE = {"shown": "counted", "commitments": ["1"], "email": "haru@example.org"}
FORMS = {"/en/signup": SIGNUP, "/en/endorse": ENDORSE}
KINDS = {"/en/signup": "signup", "/en/endorse": "endorse"}


@pytest.fixture(params=FORMS)
def path(request):
    return request.param


@pytest.fixture
def limited(app):
    """The site with limits on, where three posts are a flood."""
    with another_app(app, LIMITS="on", FLOOD="3") as other:
        yield other


@pytest.fixture
def visit(limited):
    """Open a form, look at it for a while and send it, from a network of its own."""
    networks = iter(range(1, 200))

    def go(path, wait=10, client=None, **fields):
        client = client or PageClient(limited)
        base = {"REMOTE_ADDR": f"192.0.2.{next(networks)}"}
        with time_machine.travel(now(), tick=False) as clock:
            opened = client.get(path).one("input[name=opened]")["value"]
            clock.shift(wait)
            return client.post(path, FORMS[path] | {"opened": opened} | fields, environ_base=base)

    return go


def sent(path):
    return f"{path}/sent"


def errands():
    db.session.rollback()
    return db.session.scalars(sa.select(Errand).order_by(Errand.created_at)).all()


def lane(page):
    assert page.status == 303, page.errors
    return "later" if page.location.endswith("?later=1") else "at once"


# The field for machines


def test_people_do_not_meet_the_field_for_machines(client, path):
    page = client.get(path)
    trap = page.one(".trap")
    assert trap["aria-hidden"] == "true"
    assert trap.input["tabindex"] == "-1"
    assert trap.input["autocomplete"] == "off"
    assert not trap.input.get("value")


def test_who_fills_it_in_is_answered_alike_and_nothing_happens(client, path, outbox):
    answers = []
    for website in ("", "https://spam.example"):
        page = client.post(path, FORMS[path] | {"website": website})
        headers = {name: value for name, value in page.response.headers if name not in ("Set-Cookie", "X-Request-ID")}
        answers.append((page.status, headers, page.response.text))
        assert len(outbox()) == 1  # that of the first
    assert answers[0] == answers[1]


# How long a form was open


def test_whoever_takes_their_time_is_taken_in(visit, path):
    page = visit(path)
    assert (page.status, page.location) == (303, sent(path))
    assert len(errands()) == 1


@pytest.mark.parametrize("wait", [0, 24 * 3600 + 5])
def test_too_quick_or_too_old_is_shown_again_with_what_was_typed(visit, path, wait):
    page = visit(path, wait)
    assert page.status == 422
    assert len(page.errors) == 1
    assert page.one("input[name=email]")["value"] == "haru@example.org"
    assert not any(field.get("value") for field in page.select("input[type=password]"))
    assert errands() == []


def test_control_without_a_least_age_a_machine_passes(visit, path, monkeypatch):
    monkeypatch.setattr(public_forms, "YOUNGEST", 0)
    assert visit(path, 0).status == 303


def test_after_a_moment_the_same_form_can_be_sent(visit, limited, path):
    client = PageClient(limited)
    page = visit(path, 0, client)
    again = page.one("input[name=opened]")["value"]
    with time_machine.travel(now() + timedelta(seconds=5), tick=True):
        assert client.post(path, FORMS[path] | {"opened": again}).status == 303


def test_a_form_that_was_too_old_is_opened_anew(visit, limited, path):
    client = PageClient(limited)
    page = visit(path, 25 * 3600, client)
    again = page.one("input[name=opened]")["value"]
    with time_machine.travel(now() + timedelta(hours=25, seconds=10), tick=True):
        assert client.post(path, FORMS[path] | {"opened": again}).status == 303


def forged(kind):
    other = {"signup": "endorse", "endorse": "signup"}[kind]
    yield "nothing", ""
    yield "nonsense", "nonsense"
    yield "another form", sign("open-form", other, "0" * 16, now().timestamp() - 60)
    yield "another purpose", sign("signup", kind, "0" * 16, now().timestamp() - 60)


@pytest.mark.parametrize("number", range(4))
def test_a_forged_opening_is_none(visit, path, number):
    what, opened = list(forged(KINDS[path]))[number]
    assert visit(path, opened=opened).status == 422, what
    assert errands() == []


def test_control_what_the_site_has_signed_for_this_form_passes(visit, path):
    opened = sign("open-form", KINDS[path], "0" * 16, now().timestamp() - 60)
    assert visit(path, opened=opened).status == 303


def test_one_opening_serves_no_mass_of_posts(visit, path):
    opened = sign("open-form", KINDS[path], "0" * 16, now().timestamp() - 60)
    pages = [visit(path, opened=opened) for _ in range(21)]
    assert [page.status for page in pages] == [303] * 20 + [422]


def test_members_are_asked_for_none_of_it(limited):
    client = PageClient(limited).login(MemberFactory())
    page = client.get("/en/endorse")
    assert not page.has(".trap")
    assert not page.has("input[name=opened]")
    assert client.post("/en/endorse", {"shown": "counted", "commitments": ["1"]}).status == 303


# Floods


def flood(visit, path):
    for number in range(4):
        visit(path, email=f"flood{number}@example.org")


def test_in_a_flood_who_does_not_work_gets_the_mail_later(visit, path, outbox):
    flood(visit, path)
    page = visit(path)
    assert lane(page) == "later"
    late = errands()[-1]
    assert now() + timedelta(seconds=50) < late.due_at < now() + timedelta(minutes=5)
    recipients = {mail.recipient for mail in outbox()}
    assert "haru@example.org" not in recipients
    with time_machine.travel(late.due_at + timedelta(seconds=1), tick=True):
        assert "haru@example.org" in {mail.recipient for mail in outbox()}


def test_in_a_flood_the_page_says_that_it_takes_a_while(visit, path, client):
    flood(visit, path)
    assert "up to an hour" in client.get(visit(path).location).text
    assert "up to an hour" not in client.get(sent(path)).text


def worked(limited, path):
    client = PageClient(limited)
    page = client.get(path)
    opened = page.one("input[name=opened]")["value"]
    field = page.one("input[name=work]")
    assert (field["data-challenge"], field["data-bits"]) == (challenge_of(opened), "18")
    assert page.has("script[src*='js/work.js']")
    return {"opened": opened, "work": solve(field["data-challenge"]), "client": client}


def test_in_a_flood_who_works_gets_the_mail_at_once(visit, limited, path, outbox):
    flood(visit, path)
    assert lane(visit(path, **worked(limited, path))) == "at once"
    with time_machine.travel(now() + timedelta(seconds=12), tick=True):  # it was sent after ten
        assert "haru@example.org" in {mail.recipient for mail in outbox()}


def test_work_counts_for_one_post(visit, limited, path):
    flood(visit, path)
    work = worked(limited, path)
    assert [lane(visit(path, **work)) for _ in range(2)] == ["at once", "later"]


def test_control_where_no_work_is_asked_for_anything_passes_as_work(visit, path, monkeypatch):
    flood(visit, path)
    monkeypatch.setattr(floods, "BITS", 0)
    assert lane(visit(path, work="anything")) == "at once"


def test_without_a_flood_nobody_is_asked_to_work(visit, limited, path):
    page = PageClient(limited).get(path)
    assert not page.has("script[src*='js/work.js']")
    assert "data-challenge" not in page.one("input[name=work]").attrs
    assert lane(visit(path)) == "at once"


def test_known_and_unknown_addresses_wait_alike(visit, limited):
    MemberFactory(address="known@example.org")
    flood(visit, "/en/signup")
    pages = [visit("/en/signup", email=f"{name}@example.org") for name in ("known", "unknown")]
    assert re.fullmatch(r"/en/signup/sent\?later=1", pages[0].location)
    assert pages[0].location == pages[1].location
    assert errands()[-1].due_at > errands()[-2].due_at > now()
