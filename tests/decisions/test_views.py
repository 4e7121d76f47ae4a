"""The pages of decisions: who may open them, and what each may see when."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from community.db import db, now
from community.decisions import operations
from community.decisions.forms import moment_of
from community.decisions.models import Position, Proposal, ProposalState, Secrecy
from community.groups import queries
from tests.decisions.factories import PositionFactory, ProposalFactory
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, MembershipFactory

DECISIONS = "/en/groups/film-nights/decisions"


@pytest.fixture
def group():
    return GroupFactory(slug="film-nights", name_en="Film nights")


@pytest.fixture
def people(group):
    """Everybody who may look at a group, by what they are to it."""
    traits = {
        "coordinator": {"coordinator": True},
        "member": {},
        "author": {},
        "newcomer": {"settles_at": now() + timedelta(days=9)},
        "applicant": {"requested": True},
        "banned": {"banned": True},
    }
    members = {name: MemberFactory(handle=f"the-{name}") for name in traits}
    for name, values in traits.items():
        MembershipFactory(group=group, member=members[name], **values)
    return members | {"stranger": MemberFactory(), "moderator": MemberFactory(moderator=True)}


@pytest.fixture
def proposal(group, people):
    return ProposalFactory(group=group, author=people["author"])


def form(**more):
    closing = now() + timedelta(days=7)
    said = {"title": "Meet on Mondays", "text": "At six.", "language": "en", "secrecy": "shown", "quorum": ""}
    return said | {"closing_day": closing.date().isoformat(), "closing_time": "18:30"} | more


@pytest.mark.parametrize("who", ["stranger", "newcomer", "applicant", "banned", "moderator"])
def test_nobody_reads_decisions_who_does_not_work_in_the_group(client, people, proposal, who):
    client.login(people[who])
    url = f"{DECISIONS}/{proposal.id}"
    for path in (DECISIONS, f"{DECISIONS}/new", url, f"{url}/edit", f"{url}/extend", f"{url}/outcome"):
        assert client.get(path).status == 403
    for path in ("position", "withdraw"):
        assert client.post(f"{url}/{path}", {"stance": "agree", "version": "1"}).status == 403
    assert db.session.query(Position).count() == 0
    assert "Meet on Fridays" not in client.get("/en/groups/film-nights").text


def test_the_proposal_of_another_group_is_not_found_under_this_one(client, people):
    elsewhere = ProposalFactory()
    MembershipFactory(member=people["member"], group_id=elsewhere.group_id)
    client.login(people["member"])
    for proposal_id in (elsewhere.id, uuid.uuid4()):
        assert client.get(f"{DECISIONS}/{proposal_id}").status == 404
        data = {"stance": "agree", "version": "1"}
        assert client.post(f"{DECISIONS}/{proposal_id}/position", data).status == 404
    assert db.session.query(Position).count() == 0


def test_index_shows_what_is_open_and_what_is_decided(client, people, group, proposal):
    closed = ProposalFactory(group=group, closed=True, title="Meet on Sundays")
    client.login(people["member"])
    page = client.get(DECISIONS)
    assert [title.get_text() for title in page.select(".entry-title")] == ["Meet on Fridays", "Meet on Sundays"]
    assert page.has(f"a[href='{DECISIONS}/{closed.id}']")
    assert "Agree 2" in page.text
    assert client.get("/en/groups/film-nights").has(f"a[href='{DECISIONS}/{proposal.id}']")


def test_propose_on_ones_own_clock(client, people):
    people["member"].time_zone = "Asia/Seoul"
    db.session.commit()
    client.login(people["member"])
    assert "Seoul" in client.get(f"{DECISIONS}/new").text
    page = client.post(f"{DECISIONS}/new", form(quorum="50"), follow=True)
    assert page.one("h1").get_text(strip=True) == "Meet on Mondays"
    made = db.session.query(Proposal).one()
    assert (made.closes_at.hour, made.closes_at.minute, made.quorum) == (9, 30, 50)
    assert "Seoul" in page.text


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"closing_day": "2020-01-01"}, "closing_day"),
        ({"closing_day": "2099-01-01"}, "closing_day"),
        ({"closing_day": "2026-02-30"}, "closing_day"),
        ({"closing_time": "25:00"}, "closing_day"),
        ({"closing_time": "18:30+09:00"}, "closing_day"),
        ({"closing_time": ""}, "closing_time"),
        ({"secrecy": "nonsense"}, "secrecy"),
        ({"quorum": "101"}, "quorum"),
        ({"title": ""}, "title"),
    ],
    ids=str,
)
def test_what_cannot_be_is_said_beside_the_field_and_what_was_typed_is_kept(client, people, change, field):
    client.login(people["member"])
    page = client.post(f"{DECISIONS}/new", form(**change, text="Typed at length."))
    assert page.status == 422
    assert page.has(f".error-summary a[href^='#{field}']")
    assert "Typed at length." in page.text
    assert db.session.query(Proposal).count() == 0


@pytest.mark.parametrize(
    ("day", "clock", "zone", "moment"),
    [
        ("2026-11-30", "18:00", "", datetime(2026, 11, 30, 18, tzinfo=UTC)),
        ("2026-11-30", "18:00", "Asia/Seoul", datetime(2026, 11, 30, 9, tzinfo=UTC)),
        ("2026-11-30", "18:00", "Pacific/Kiritimati", datetime(2026, 11, 30, 4, tzinfo=UTC)),
        # Clocks are put back at three: half past two comes twice, and means the second.
        ("2026-10-25", "02:30", "Europe/Berlin", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        # Clocks are put forward at two: half past two never comes.
        ("2026-03-29", "02:30", "Europe/Berlin", None),
        ("2026-03-29", "03:00", "Europe/Berlin", datetime(2026, 3, 29, 1, tzinfo=UTC)),
        ("2026-11-31", "18:00", "", None),
        ("9999-12-31", "23:59", "Pacific/Honolulu", None),
        ("0001-01-01", "00:00", "Asia/Seoul", None),
        ("", "", "", None),
    ],
)
def test_a_moment_is_read_on_the_clock_of_a_zone(day, clock, zone, moment):
    assert moment_of(day, clock, zone) == moment


def test_position_is_taken_and_changed(client, people, proposal):
    client.login(people["member"])
    url = f"{DECISIONS}/{proposal.id}"
    page = client.get(url)
    version = page.one("[name=version]")["value"]
    assert client.post(f"{url}/position", {"stance": "nonsense", "version": version}).status == 422
    assert client.post(f"{url}/position", {"version": version}).status == 422
    too_long = client.post(f"{url}/position", {"stance": "agree", "version": version, "reason": "x" * 1001})
    assert too_long.status == 422
    data = {"stance": "block", "reason": "<i>No.</i>", "version": version}
    page = client.post(f"{url}/position", data, follow=True)
    assert page.one("input[name=stance][checked]")["value"] == "block"
    assert "<i>No.</i>" in page.text
    page = client.post(f"{url}/position", data | {"stance": "agree"}, follow=True)
    assert "changed" in page.text
    assert db.session.query(Position).count() == 1


def test_a_position_on_what_has_changed_meanwhile_is_asked_for_again(client, people, proposal):
    client.login(people["member"])
    words = {"text": "T", "language": "en", "secrecy": Secrecy.SHOWN, "closes_at": proposal.closes_at}
    operations.edit_proposal(actor=people["author"], proposal=proposal, version=1, title="Mondays", **words)
    url = f"{DECISIONS}/{proposal.id}/position"
    page = client.post(url, {"stance": "agree", "reason": "Typed.", "version": "1"})
    assert page.status == 422
    assert "Mondays" in page.text
    assert "Typed." in page.one("textarea[name=reason]").get_text()
    again = {"stance": "agree", "reason": "Typed.", "version": page.one("[name=version]")["value"]}
    assert client.post(url, again).status == 303


@pytest.mark.parametrize(
    ("secrecy", "state", "seen"),
    [
        ("shown", "open", "numbers reasons names"),
        ("shown", "closed", "numbers reasons names"),
        ("at_closing", "open", "numbers"),
        ("at_closing", "closed", "numbers reasons names"),
        ("secret", "open", ""),
        ("secret", "closed", "numbers reasons"),
    ],
)
def test_what_is_seen_of_positions(client, people, secrecy, state, seen):
    proposal = ProposalFactory(group=queries.find_group_by_slug("film-nights"), secrecy=Secrecy(secrecy))
    PositionFactory(proposal=proposal, voter=people["coordinator"], reason="Said by one.")
    if state == "closed":
        proposal.closes_at = now() - timedelta(seconds=1)
        db.session.commit()
        operations.close_due()
    client.login(people["member"])
    page = client.get(f"{DECISIONS}/{proposal.id}")
    assert page.has(".bars") is ("numbers" in seen)
    assert ("Said by one." in page.text) is ("reasons" in seen)
    assert ("the-coordinator" in page.one("main").get_text()) is ("names" in seen)
    assert page.has("form[action$=position]") is (state == "open")


@pytest.mark.parametrize("secrecy", ["shown", "secret"])
def test_of_a_closed_secret_proposal_it_is_said_that_the_ties_are_gone(client, people, group, secrecy):
    closed = ProposalFactory(group=group, closed=True, secrecy=Secrecy(secrecy))
    page = client.login(people["member"]).get(f"{DECISIONS}/{closed.id}")
    assert ("what tied a position to whoever took it was destroyed" in page.text) is (secrecy == "secret")
    assert "so that you can change yours" not in page.text


def test_of_a_withdrawn_secret_proposal_nothing_is_said_of_ties(client, people, group):
    gone = ProposalFactory(group=group, secret=True, state=ProposalState.WITHDRAWN)
    text = client.login(people["member"]).get(f"{DECISIONS}/{gone.id}").text
    assert not any(words in text for words in ("was destroyed", "so that you can change yours"))


def test_one_sees_ones_own_secret_position_while_it_can_be_changed(client, people, group):
    proposal = ProposalFactory(group=group, secret=True)
    PositionFactory(proposal=proposal, voter=people["member"], reason="Mine alone.")
    client.login(people["member"])
    assert "Mine alone." in client.get(f"{DECISIONS}/{proposal.id}").text
    client.login(people["author"])
    assert "Mine alone." not in client.get(f"{DECISIONS}/{proposal.id}").text


def test_edit_extend_withdraw_and_outcome_are_offered_to_whom_they_belong(client, people, proposal):
    url = f"{DECISIONS}/{proposal.id}"
    expected = {"author": (200, 200, 200), "coordinator": (403, 200, 200), "member": (403, 403, 403)}
    for who, statuses in expected.items():
        client.login(people[who])
        assert tuple(client.get(f"{url}/{page}").status for page in ("edit", "extend", "outcome")) == statuses
        assert client.get(url).has(f"a[href='{url}/extend']") is (statuses[1] == 200)
    assert client.post(f"{url}/withdraw").status == 403


def test_edit_extend_outcome_and_withdraw(client, people, group, proposal):
    client.login(people["author"])
    url = f"{DECISIONS}/{proposal.id}"
    assert client.post(f"{url}/edit", form(version="0")).status == 422
    assert client.post(f"{url}/edit", form(version="1")).status == 303
    assert client.post(f"{url}/extend", form()).status == 422  # not later
    assert client.post(f"{url}/extend", form(closing_time="19:00")).status == 303
    outcome = {"outcome": "It is **so**.", "language": "en", "version": "2"}
    assert client.post(f"{url}/outcome", outcome).status == 422  # it is open
    assert client.post(f"{url}/withdraw").status == 303
    assert "withdrawn" in client.get(url).text
    closed = ProposalFactory(group=group, author=people["author"], closed=True)
    page = client.post(f"{DECISIONS}/{closed.id}/outcome", outcome | {"version": "1"}, follow=True)
    assert page.has("section[aria-labelledby=outcome] strong")


def test_what_is_over_but_not_counted_yet_says_so(client, people, group):
    proposal = ProposalFactory(group=group, over=True)
    client.login(people["member"])
    page = client.get(f"{DECISIONS}/{proposal.id}")
    assert "counted" in page.text
    assert not page.has("form[action$=position]")
    db.session.refresh(proposal)
    assert proposal.state is ProposalState.OPEN  # looking at it changes nothing


def test_the_quorum_counts_members_and_is_rounded_up(client, people, group):
    proposal = ProposalFactory(group=group, quorum=50)  # three may take a position: two have to
    PositionFactory(proposal=proposal, voter=people["author"])
    client.login(people["member"])
    assert "not reached" in client.get(f"{DECISIONS}/{proposal.id}").text
    PositionFactory(proposal=proposal, voter=people["coordinator"])
    assert "not reached" not in client.get(f"{DECISIONS}/{proposal.id}").text
