"""Rosters as files: two people, who may decide, when it ends."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from community.accounts.models import Member
from community.accounts.operations.closing import _delete
from community.accounts.signals import member_data
from community.audit import AuditEntry
from community.db import db, now
from community.groups import operations, queries
from community.groups.models import Membership, RosterExport
from community.groups.operations import NotCoordinating, NotSecondPerson, RosterAlreadyDecided, RosterNotToDownload
from community.groups.signals import group_told
from community.releases import SETTLES, ReleaseState
from tests.groups.factories import GroupFactory, MembershipFactory, RosterExportFactory
from tests.groups.rostering import LONG_AGO, REASON, approved, asked, coordinator, inside
from tests.members.factories import member_with_profile

ROSTERS = "/en/groups/choir/rosters"


@pytest.fixture
def group():
    return GroupFactory(slug="choir")


@pytest.fixture
def asker(group):
    return coordinator(group)


@pytest.fixture
def second(group):
    return coordinator(group)


def acts():
    db.session.rollback()
    return list(db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.at)))


def test_a_roster_goes_through_two_pairs_of_hands(client, new_client, asker, second, outbox):
    group = queries.find_group_by_slug("choir")
    member = inside(group, display_name="Kim Haneul")
    told = []
    group_told.connect(listener := lambda sender, **facts: told.append(facts["kind"]), weak=False)
    client.login(asker)
    form = {"columns": ["name", "joined"], "reason": REASON}
    page = client.post(f"{ROSTERS}/new", form, follow=True)
    assert "Waits for a second person" in page.text
    found = db.session.scalars(sa.select(RosterExport)).one()
    theirs = new_client().login(second)
    assert theirs.get(ROSTERS).has("form[action$=approve]")
    assert "Rosters to decide about" in theirs.get("/en/groups/desk").text
    assert theirs.post(f"{ROSTERS}/{found.id}/approve").status == 303
    assert not theirs.get(ROSTERS).has("form[action$=download]")
    file = client.post(f"{ROSTERS}/{found.id}/download").response
    group_told.disconnect(listener)
    assert (file.status_code, file.mimetype) == (200, "text/csv")
    assert file.headers["Content-Disposition"] == f"attachment; filename=roster-{found.number}.csv"
    assert file.headers["Cache-Control"] == "no-store"
    text = file.data.decode("utf-8-sig")
    assert text.startswith("day,handle,name,joined,roster\r\n")
    assert (member.handle in text, "Kim Haneul" in text, "example.org" in text) == (True, True, False)
    assert f"Roster {found.number} / @{asker.handle} / 20" in text
    names = ["ask_for", "approve", "download"]
    assert acts() == [f"groups.{name}_roster" for name in names]
    assert "export" in told
    mails = [mail for mail in outbox() if mail.template == "groups/mail/roster_moved"]
    assert [mail.recipient for mail in mails] == [second.email, *[asker.email, second.email] * 2]
    for mail in mails:
        for hidden in (group.name_en, asker.handle, second.handle, REASON, "Kim"):
            assert hidden not in mail.subject + mail.text.replace(ROSTERS, "")
    seen = new_client().login(member).get(ROSTERS)
    assert (REASON in seen.text, "Times downloaded 1" in seen.text) == (True, True)
    assert not seen.has("main form[action*=rosters]")


@pytest.mark.parametrize("when", ["just now", "too new", "asleep", "settled"])
def test_new_powers_decide_nothing(group, asker, when):
    """Whoever was made a coordinator by the asker may be a second account of theirs."""
    times = {
        "just now": {"joined_at": now()},
        "too new": {"powers_from": now() - SETTLES + timedelta(minutes=1)},
        "asleep": {"powers_from": now() + timedelta(days=1)},
        "settled": {"powers_from": now() - SETTLES - timedelta(minutes=1)},
    }
    other = coordinator(group, **times[when])
    found = asked(asker, group)
    if when == "settled":
        operations.decide_roster(actor=other, roster=found, approve=True)
        return
    with pytest.raises(NotSecondPerson):
        operations.decide_roster(actor=other, roster=found, approve=True)


def test_powers_that_are_given_now_are_new(group, asker):
    stay = MembershipFactory(group=group, member=member_with_profile(), joined_at=now() - LONG_AGO)
    stay.take_charge()
    db.session.commit()
    with pytest.raises(NotSecondPerson):
        operations.decide_roster(actor=db.session.get(Member, stay.member_id), roster=asked(asker, group), approve=True)


@pytest.mark.parametrize(
    ("hidden", "role", "decides"),
    [(False, "moderator", True), (True, "moderator", False), (True, "administrator", True)],
)
def test_where_no_coordinator_can_the_site_decides(group, asker, hidden, role, decides):
    if hidden:
        group.visibility = "hidden"
        db.session.commit()
    person, found = member_with_profile(**{role: True}), asked(asker, group)
    if decides:
        operations.decide_roster(actor=person, roster=found, approve=True)
        return
    with pytest.raises(NotSecondPerson):
        operations.decide_roster(actor=person, roster=found, approve=True)


def test_a_moderator_does_not_decide_where_a_coordinator_can(group, asker, second):
    with pytest.raises(NotSecondPerson):
        operations.decide_roster(actor=member_with_profile(moderator=True), roster=asked(asker, group), approve=True)


def test_nobody_decides_about_their_own_or_twice(group, asker, second):
    found = asked(asker, group)
    with pytest.raises(NotSecondPerson):
        operations.decide_roster(actor=asker, roster=found, approve=True)
    operations.decide_roster(actor=second, roster=found, approve=False)
    with pytest.raises(RosterAlreadyDecided):
        operations.decide_roster(actor=second, roster=found, approve=True)
    with pytest.raises(RosterNotToDownload):
        operations.hand_out_roster(actor=asker, roster=found)


@pytest.mark.parametrize("why", ["another", "waits", "day over", "dismissed", "removed"])
def test_only_who_asked_downloads_within_the_day(group, asker, second, why):
    found = asked(asker, group) if why == "waits" else approved(asker, second, group)
    stay = db.session.scalars(sa.select(Membership).where(Membership.member_id == asker.id)).one()
    if why == "day over":
        db.session.execute(sa.update(RosterExport).values(decided_at=now() - timedelta(hours=25)))
        db.session.commit()
    elif why == "dismissed":
        operations.dismiss(actor=second, membership=stay)
    elif why == "removed":
        operations.remove(actor=second, membership=stay)
    refusal = NotCoordinating if why in ("dismissed", "removed") else RosterNotToDownload
    with pytest.raises(refusal):
        operations.hand_out_roster(actor=second if why == "another" else asker, roster=found)
    assert db.session.get(RosterExport, found.id).downloads == 0


@pytest.mark.parametrize("path", ["approve", "download"])
def test_a_fresh_proof_is_needed(client, group, asker, second, path):
    found = asked(asker, group) if path == "approve" else approved(asker, second, group)
    client.login(second if path == "approve" else asker)
    db.session.execute(sa.text("UPDATE member_session SET proved_at = :then"), {"then": "2020-01-01 00:00:00"})
    db.session.commit()
    page = client.post(f"{ROSTERS}/{found.id}/{path}")
    assert (page.status, "/prove" in page.location) == (307, True)


def test_decisions_at_the_same_moment_are_one(race, group, asker, second):
    third, found = coordinator(group), asked(asker, group)
    ids, identity = (second.id, third.id), found.id

    def decide(member_id, approve):
        roster = db.session.get(RosterExport, identity)
        operations.decide_roster(actor=db.session.get(Member, member_id), roster=roster, approve=approve)

    results = race(lambda: decide(ids[0], True), lambda: decide(ids[1], False))
    assert sorted(type(one).__name__ for one in results) == ["NoneType", "RosterAlreadyDecided"]


def test_numbers_follow_within_a_group_though_two_ask_at_once(race, group, asker, second):
    other, kind = GroupFactory(), type(group)
    pairs = [(asker.id, group.id), (second.id, group.id), (coordinator(other).id, other.id)]

    def ask(member_id, group_id):
        return asked(db.session.get(Member, member_id), db.session.get(kind, group_id))

    results = race(*(lambda pair=pair: ask(*pair) for pair in pairs))
    assert [type(one).__name__ for one in results] == ["RosterExport"] * 3
    assert sorted(db.session.scalars(sa.select(RosterExport.number))) == [1, 1, 2]


def test_what_is_kept_goes_without_whoever_goes(group, asker, second):
    found = approved(asker, second, group)
    [mine] = [part for _listener, parts in member_data.send(asker) for part in parts if part.name == "rosters"]
    facts = {fact.key: fact.value for fact in mine.records[0]}
    assert (facts["number"], facts["reason"], facts["group"]) == (found.number, REASON, "choir")
    identity = found.id
    db.session.execute(sa.update(Member).where(Member.id == asker.id).values(closes_at=now()))
    db.session.commit()
    _delete(asker.id)
    db.session.expire_all()
    left = db.session.get(RosterExport, identity)
    assert (left.asker_id, left.reason, left.state) == (None, None, ReleaseState.OVER)


def test_a_group_at_rest_hands_out_no_new_ones(group, asker):
    group.state = "archived"
    db.session.commit()
    with pytest.raises(operations.GroupAtRest):
        asked(asker, group)
    assert RosterExportFactory(group=group, asker=asker).state is ReleaseState.WAITING
