"""Rosters as files: two people, only what is shown to members of the group, and a watermark."""

import csv
import io
from datetime import timedelta

import pytest
import sqlalchemy as sa

from community.accounts.models import Member
from community.accounts.operations.closing import _delete
from community.accounts.signals import member_data
from community.audit import AuditEntry
from community.db import db, now
from community.groups import operations, queries
from community.groups.models import Membership, RosterColumn, RosterExport
from community.groups.operations import NotCoordinating, NotSecondPerson, RosterAlreadyDecided, RosterNotToDownload
from community.groups.roster_files import write_roster
from community.groups.signals import group_told
from community.members.models import FIELDS, Audience, Block
from community.members.queries import get_profile
from community.releases import SETTLES, ReleaseState
from tests.groups.factories import GroupFactory, MembershipFactory, RosterExportFactory
from tests.members.factories import member_with_profile

REASON = "To write name tags for the meeting."
ROSTERS = "/en/groups/choir/rosters"
LONG_AGO = timedelta(days=30)


@pytest.fixture
def group():
    return GroupFactory(slug="choir")


def coordinator(group, **values):
    member = member_with_profile()
    MembershipFactory(group=group, member=member, coordinator=True, **{"joined_at": now() - LONG_AGO, **values})
    return member


@pytest.fixture
def asker(group):
    return coordinator(group)


@pytest.fixture
def second(group):
    return coordinator(group)


def inside(group, **values):
    member = member_with_profile(**values)
    get_profile(member).open_to(dict.fromkeys(FIELDS, Audience.GROUPS))
    MembershipFactory(group=group, member=member)
    db.session.commit()
    return member


def asked(asker, group, columns=tuple(RosterColumn)):
    return operations.ask_for_roster(actor=asker, group=group, columns=columns, reason=REASON)


def approved(asker, second, group, **values):
    found = asked(asker, group, **values)
    operations.decide_roster(actor=second, roster=found, approve=True)
    return found


def rows_of(found, asker):
    lines = "".join(write_roster(found, asker, now())).removeprefix("\ufeff")
    head, *rows = csv.reader(io.StringIO(lines))
    return [{name: cell.strip() for name, cell in zip(head, row, strict=True)} for row in rows]


def acts():
    db.session.rollback()
    return list(db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.at)))


# two people


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


# what stands in the file


@pytest.mark.parametrize("way", ["hides", "closes", "blocks", "leaves", "suspended", "shows"])
def test_whoever_closes_themselves_after_the_approval_is_not_in_it(group, asker, second, way):
    member = inside(group, display_name="Canary")
    found = approved(asker, second, group)
    if way == "hides":
        get_profile(member).hide()
    elif way == "closes":
        get_profile(member).open_to(dict.fromkeys(FIELDS, Audience.GROUPS) | {"display_name": Audience.ONLY_ME})
    elif way == "blocks":
        db.session.add(Block(blocker_id=member.id, blocked_id=asker.id, handle="x"))
    elif way == "leaves":
        operations.leave(actor=member, group=group)
    elif way == "suspended":
        member.state = "suspended"
    db.session.commit()
    assert any(row["name"] == "Canary" for row in rows_of(found, asker)) is (way == "shows")


def test_no_field_that_is_closed_and_none_that_was_not_asked_for(group, asker, second):
    member = inside(group, display_name="Kim")
    profile = get_profile(member)
    profile.skills, profile.city, profile.belonging = "canary skills", "canary city", "defector_community"
    profile.open_to(dict.fromkeys(FIELDS, Audience.GROUPS) | {"skills": Audience.ONLY_ME})
    own = get_profile(asker)
    own.skills = "canary of the asker"
    db.session.commit()
    everything = "".join(write_roster(approved(asker, second, group), asker, now()))
    for canary in ("canary", "defector", "example.org", "@example"):
        assert canary not in everything.replace("@" + asker.handle, "")
    assert "Kim" in everything
    handles = approved(asker, second, group, columns=())
    assert set(rows_of(handles, asker)[0]) == {"day", "handle", "roster"}


def test_a_newcomer_opens_nothing_to_groups_yet(group, asker, second):
    member = inside(group, display_name="Canary")
    stay = sa.update(Membership).where(Membership.member_id == member.id)
    db.session.execute(stay.values(settles_at=now() + timedelta(days=2)))
    db.session.commit()
    assert not any(row["name"] == "Canary" for row in rows_of(approved(asker, second, group), asker))


def test_a_name_that_is_a_formula_is_none(group, asker, second):
    inside(group, display_name='=HYPERLINK("http://x")')
    assert any(row["name"].startswith("'=") for row in rows_of(approved(asker, second, group), asker))


# where it came from


def test_a_leaked_roster_is_traced(app, tmp_path, group, asker, second):
    for number in range(40):
        inside(group, display_name=f"Person {number}")
    files = [approved(asker, second, group, columns=[RosterColumn.NAME]) for _number in range(3)]
    lines = "".join(write_roster(files[1], asker, now())).removeprefix("\ufeff").splitlines()
    names = [line.split(",")[2] for line in lines[1:]]
    for leaked in (lines, [line.rpartition(",")[0].replace(" ,", ",") for line in lines[1:]], names):
        (tmp_path / "leaked").write_text("\n".join(leaked))
        result = app.test_cli_runner().invoke(args=["exports", "trace", str(tmp_path / "leaked")])
        assert result.output.startswith(f"Roster {files[1].number} of choir, asked for by @{asker.handle}")
        assert len(result.output.splitlines()) == 1
    (tmp_path / "leaked").write_text("\n".join(f"Person {number}" for number in range(40)))
    assert app.test_cli_runner().invoke(args=["exports", "trace", str(tmp_path / "leaked")]).exit_code == 1


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
