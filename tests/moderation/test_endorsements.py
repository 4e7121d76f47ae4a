"""The pages on which moderators decide about endorsements."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from community.accounts.models import MemberSession
from community.audit import AuditEntry
from community.db import db, now
from community.endorsements.marks import mark_of_domain
from community.endorsements.models import Arrival, BulkAction, BulkState, Endorsement, Flood, Pace, Shown, Sign
from community.endorsements.operations import carry_on_bulk
from tests.endorsements.factories import EndorsementFactory
from tests.factories import MemberFactory


@pytest.fixture
def flood():
    bounds = {"filled_from": 0, "filled_to": 10, "answered_from": 0, "answered_to": 15}
    flood = Flood(sign=Sign.DOMAIN, pace=Pace.QUICK, mark=b"x", first_at=now(), last_at=now(), **bounds)
    db.session.add(flood)
    db.session.commit()
    return flood


@pytest.fixture
def held(flood):
    endorsement = EndorsementFactory(pending=True, address="secret@catch-all.example", country="KR")
    endorsement.state, endorsement.confirmed_at, endorsement.flood_id = "quarantined", now(), flood.id
    endorsement.held_reason = "domain-quick"
    db.session.commit()
    return endorsement


def address_of(endorsement, action=""):
    return f"/en/admin/endorsements/{endorsement.id}{action}"


def state_of(endorsement):
    return db.session.get(Endorsement, endorsement.id).state


def test_floods_say_what_they_are_known_by_and_how_many_wait(client, moderator, held):
    page = client.get("/en/admin/floods")

    row = page.one("main .rows li").get_text(" ", strip=True)
    assert "With one mail domain" in row
    assert "1 waits" in row


@pytest.mark.parametrize("path", ["floods/{flood}", "endorsements", "endorsements/{held}"])
def test_the_domain_of_what_was_held_back_is_shown_and_never_the_address(path, client, moderator, held, flood):
    page = client.get(f"/en/admin/{path.format(flood=flood.id, held=held.id)}")

    assert "catch-all.example" in page.text
    assert "secret" not in page.text


def test_of_what_counts_not_even_the_domain_is_shown(client, moderator):
    counted = EndorsementFactory(address="secret@my-own.example")

    page = client.get(address_of(counted))

    assert "my-own.example" not in page.text


def test_a_name_that_is_not_shown_is_not_shown_here_either(client, moderator):
    hidden = EndorsementFactory(name="Kept to Herself", shown=Shown.COUNTED, pledges={1: "A pledge of hers."})

    page = client.get(address_of(hidden))

    assert "Kept to Herself" not in page.text
    assert "A pledge of hers." not in page.text


def test_letting_one_in(client, moderator, held):
    page = client.post(address_of(held, "/let-in"), follow=True)

    assert "counts now" in page.text
    assert state_of(held) == "counted"


def test_setting_one_aside_needs_a_reason(client, moderator, held):
    page = client.post(address_of(held, "/set-aside"), {"reason": ""})

    assert page.status == 422
    assert state_of(held) == "quarantined"

    client.post(address_of(held, "/set-aside"), {"reason": "Spam."}, follow=True)

    assert state_of(held) == "set_aside"
    assert "Spam." in client.get("/en/admin/audit").text
    assert len(client.get("/en/admin/endorsements?view=set_aside").select("main .rows li")) == 1


def test_featuring_and_no_more(client, moderator):
    counted = EndorsementFactory(name="Haru")

    client.post(address_of(counted, "/feature"))
    assert db.session.get(Endorsement, counted.id).featured_at is not None
    client.post(address_of(counted, "/unfeature"))
    assert db.session.get(Endorsement, counted.id).featured_at is None


def test_pending_and_ended_ones_are_nobodys_business(client, moderator):
    pending = EndorsementFactory(pending=True)

    assert client.get(address_of(pending)).status == 404


def test_a_member_sees_nothing_of_this(client, held, flood):
    client.login(MemberFactory())

    assert client.get("/en/admin/floods").status == 403
    assert client.get(f"/en/admin/floods/{flood.id}").status == 403
    assert client.post(address_of(held, "/let-in")).status == 403
    assert state_of(held) == "quarantined"


def test_a_moderator_without_a_second_factor_is_asked_for_it(client, held):
    client.login(MemberFactory(moderator=True), second_factor=False)

    assert client.post(address_of(held, "/let-in")).status == 303
    assert state_of(held) == "quarantined"


def prepare(client, **conditions):
    page = client.post("/en/admin/bulk/new", {"kind": "set_aside", "state": "counted", **conditions})
    carry_on_bulk()
    return page


def test_many_are_counted_then_set_aside_then_put_back(client, moderator):
    EndorsementFactory.create_batch(3, country="KR", name="A Korean")
    EndorsementFactory(country="US")

    made = prepare(client, country="KR", shown="named")
    page = client.get(made.location)
    assert "South Korea" in page.text
    assert [item.get_text() for item in page.select(".plain-list li")] == ["A Korean"] * 3

    client.post(f"{made.location}/start", {"reason": "A script."})
    carry_on_bulk()
    page = client.get(made.location)
    assert "3 of 3 done" in page.text

    client.post(f"{made.location}/undo")
    carry_on_bulk()
    assert {e.state for e in db.session.scalars(sa.select(Endorsement))} == {"counted"}
    assert "Undone" in client.get("/en/admin/bulk").text


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "Fewer than ten"), (9, "Fewer than ten"), (13, "At least 10")],
    ids=["none", "few", "crowd"],
)
def test_where_somebodys_mail_is_cannot_be_asked(number, said, client, moderator):
    for endorsement in [EndorsementFactory(name="Haru") for _ in range(number)]:
        marks = {"domain_mark": mark_of_domain("clinic.example"), "confirmed_at": endorsement.confirmed_at}
        db.session.add(Arrival(endorsement_id=endorsement.id, **marks))
    db.session.commit()

    made = prepare(client, domain="clinic.example", shown="named")

    assert client.get("/en/admin/bulk").one("main .rows p").text == f"How many fit: {said}"
    page = client.get(made.location)
    assert page.select("main .facts dd")[0].text == said
    assert "Haru" not in page.text
    assert page.has(f'form[action="{made.location}/start"]') is (number == 13)


def test_starting_needs_a_reason_and_shows_the_page_again(client, moderator):
    EndorsementFactory(country="KR")
    made = prepare(client, country="KR", shown="named")

    page = client.post(f"{made.location}/start", {"reason": ""})

    assert page.status == 422
    assert db.session.scalars(sa.select(BulkAction)).one().state is BulkState.READY


def test_starting_asks_for_a_fresh_proof(client, moderator):
    EndorsementFactory(country="KR")
    made = prepare(client, country="KR", shown="named")
    db.session.execute(sa.update(MemberSession).values(proved_at=now() - timedelta(minutes=11)))
    db.session.commit()

    page = client.post(f"{made.location}/start", {"reason": "A script."})

    assert (page.status, page.location.partition("?")[0]) == (307, "/en/prove")
    assert db.session.scalars(sa.select(BulkAction)).one().state is BulkState.READY


@pytest.mark.parametrize(
    ("conditions", "complaint"),
    [
        ({}, "at least one condition"),
        ({"domain": "not a domain"}, "behind the @"),
        ({"since": "yesterday"}, "a day and a time"),
        ({"quicker_than": "0"}, "between 1 and 3600"),
        ({"like": "00000000-0000-0000-0000-000000000000"}, "not known any more"),
        ({"like": "nonsense"}, "not known any more"),
        ({"flood": "nonsense"}, "at least one condition"),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(value) or "nothing",
)
def test_conditions_that_make_no_sense(conditions, complaint, client, moderator):
    page = prepare(client, **conditions)

    assert page.status == 422
    assert complaint in page.text
    assert db.session.scalars(sa.select(BulkAction)).all() == []


def test_a_whole_flood_is_let_in_and_held_back_no_more(client, moderator, held, flood):
    made = prepare(client, kind="let_in", flood=str(flood.id), state="quarantined")
    client.post(f"{made.location}/start", {"reason": "They are real."})
    carry_on_bulk()

    assert state_of(held) == "counted"
    assert db.session.get(Flood, flood.id).state == "dismissed"
    assert "no more of it is held back" in client.get(f"/en/admin/floods/{flood.id}").text


def test_letting_in_a_part_of_a_flood_says_nothing_of_the_rest(client, moderator, held, flood):
    made = prepare(client, kind="let_in", flood=str(flood.id), state="quarantined", country="KR")
    client.post(f"{made.location}/start", {"reason": "These are real."})
    carry_on_bulk()

    assert state_of(held) == "counted"
    assert db.session.get(Flood, flood.id).state == "active"


def test_stopping(client, moderator):
    action = BulkAction(kind="set_aside", state="running", matched=9)
    action.conditions = {"state": "counted"}
    db.session.add(action)
    db.session.commit()

    page = client.post(f"/en/admin/bulk/{action.id}/cancel", follow=True)

    assert "Stopped" in page.text
    assert db.session.scalars(sa.select(AuditEntry.action)).one() == "endorsements.cancel_bulk"


def test_the_owner_of_what_is_held_back_reads_that_it_waits(client, held):
    owner = MemberFactory()
    held.member_id = owner.id
    db.session.commit()
    client.login(owner)

    assert "waits for a moderator" in client.get("/en/endorsements/mine").text
