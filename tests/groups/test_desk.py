"""The desk of a coordinator: what waits in all groups, and many requests decided at once."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from community.accounts.models import Member
from community.db import db, now
from community.groups import operations, queries
from community.groups.models import Membership, MembershipState
from community.groups.operations import Outcome
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, MembershipFactory, RosterExportFactory
from tests.members.factories import member_with_profile

REQUESTS = "/en/groups/choir/requests"


@pytest.fixture
def coordinator():
    return member_with_profile()


@pytest.fixture
def group(coordinator):
    group = GroupFactory(slug="choir")
    MembershipFactory(group=group, member=coordinator, coordinator=True)
    return group


def asking(group, number, **values):
    return [
        MembershipFactory(group=group, requested=True, member=member_with_profile(), **values) for _ in range(number)
    ]


def states(rows):
    db.session.rollback()
    return [db.session.get(Membership, row.id, populate_existing=True).state for row in rows]


# the desk


def test_the_desk_says_what_would_stand_there(client, coordinator):
    page = client.login(coordinator).get("/en/groups/desk")
    assert (page.status, page.has(".empty")) == (200, True)
    assert client.get("/en/groups/mine").has('a[href$="/groups/desk"]')


def test_what_waits_longest_stands_first(client, group, coordinator):
    later = GroupFactory(slug="films")
    MembershipFactory(group=later, member=coordinator, coordinator=True)
    for where, days in ((later, 2), (group, 5), (group, 1)):
        MembershipFactory(group=where, requested=True, requested_at=now() - timedelta(days=days))
    page = client.login(coordinator).get("/en/groups/desk")
    links = [link["href"] for link in page.select(".rows h2 a")]
    assert links == ["/en/groups/choir/requests", "/en/groups/films/requests"]
    assert [f"{row.select('.soft')[0].get_text()}".count("2, the first") for row in page.select(".rows li")] == [1, 0]
    assert "(2 waiting)" in client.get("/en/groups/choir").text


@pytest.mark.parametrize("way", ["member", "asleep", "no second factor", "moderator"])
def test_nothing_waits_for_whoever_has_no_powers(client, group, way):
    """The number of requests alone would tell who asks to come into a group."""
    person = member_with_profile(moderator=way == "moderator")
    if way != "moderator":
        sleeps = now() + timedelta(days=3) if way == "asleep" else None
        MembershipFactory(group=group, member=person, coordinator=way != "member", powers_from=sleeps)
    asking(group, 1)
    page = client.login(person, second_factor=way != "no second factor").get("/en/groups/desk")
    assert (page.status, page.has(".empty")) == (200, True)
    assert "waiting)" not in client.get("/en/groups/choir").text


@pytest.mark.parametrize(
    ("hidden", "role", "sees"),
    [(False, "moderator", True), (True, "moderator", False), (True, "administrator", True), (False, "member", False)],
)
def test_a_roster_waits_for_the_second_person_alone(client, hidden, role, sees):
    group = GroupFactory(slug="choir", visibility="hidden" if hidden else "public")
    asker = member_with_profile()
    MembershipFactory(group=group, member=asker, coordinator=True, joined_at=now() - timedelta(days=30))
    RosterExportFactory(group=group, asker=asker)
    person = member_with_profile(moderator=role == "moderator", administrator=role == "administrator")
    assert bool(queries.count_rosters_for(person)) is sees
    assert (person in queries.find_second_people(group).besides(asker.id)) is sees
    other = MemberFactory()
    MembershipFactory(group=group, member=other, coordinator=True, joined_at=now() - timedelta(days=30))
    assert len(queries.count_rosters_for(other)) == 1
    assert queries.count_rosters_for(person) == []  # there is a coordinator now
    assert queries.count_rosters_for(asker) == []


# many at once


def test_many_are_let_in_and_what_cannot_be_is_told(client, group, coordinator, outbox):
    rows = asking(group, 4)
    _one, gone, decided, _other = rows
    elsewhere = asking(GroupFactory(), 1)[0]
    client.login(coordinator).get(REQUESTS)
    operations.cancel_request(actor=db.session.get(Member, gone.member_id), group=group)
    operations.decline(actor=coordinator, membership=decided)
    form = {"chosen": [str(row.id) for row in (*rows, elsewhere)] + ["nonsense"]}
    page = client.post(f"{REQUESTS}/approve", form, follow=True)
    assert "2 people are in the group now" in page.text
    assert "2 had taken their requests back." in page.text  # one of another group is none of this one's
    assert "1 request had been decided already." in page.text
    active, cancelled, declined, waiting = "active", "cancelled", "declined", "requested"
    assert states([*rows, elsewhere]) == [active, cancelled, declined, active, waiting]
    again = client.post(f"{REQUESTS}/approve", form, follow=True)
    assert "are in the group now" not in again.text
    assert states([*rows, elsewhere]) == [active, cancelled, declined, active, waiting]
    assert sorted(mail.template for mail in outbox()).count("groups/mail/approved") == 2


def test_who_lacks_vouches_waits_on_and_holds_nobody_back(group, coordinator):
    rows = asking(group, 3)
    group.vouches_needed = 1
    db.session.commit()
    ids = [row.id for row in rows]
    assert operations.approve_chosen(actor=coordinator, group=group, chosen=ids) == {Outcome.LACKS_VOUCHES: 3}
    assert states(rows) == ["requested"] * 3
    assert operations.decline_chosen(actor=coordinator, group=group, chosen=ids) == {Outcome.DONE: 3}


def test_many_are_declined_with_one_reason(client, group, coordinator):
    rows = asking(group, 2)
    form = {"chosen": [str(row.id) for row in rows], "reason": "We are full."}
    assert client.login(coordinator).post(f"{REQUESTS}/decline", form).status == 303
    assert states(rows) == ["declined"] * 2
    assert {db.session.get(Membership, row.id).reason for row in rows} == {"We are full."}


def test_nothing_typed_is_lost(client, group, coordinator):
    rows = asking(group, 2)
    client.login(coordinator)
    nobody = client.post(f"{REQUESTS}/decline", {"reason": "We are full."})
    assert nobody.status == 422
    assert "We are full." in nobody.text
    long = client.post(f"{REQUESTS}/decline", {"chosen": [str(rows[0].id)], "reason": "We are full. " * 50})
    assert long.status == 422
    assert [box["value"] for box in long.select("input[name=chosen][checked]")] == [str(rows[0].id)]
    assert states(rows) == ["requested"] * 2


def test_all_on_a_page_are_chosen_by_a_link(client, group, coordinator):
    asking(group, 3)
    page = client.login(coordinator).get(REQUESTS)
    assert not page.has("input[name=chosen][checked]")
    [link] = [link for link in page.select("main a") if "all=1" in link["href"]]
    assert len(client.get(link["href"].partition("#")[0]).select("input[name=chosen][checked]")) == 3


def test_moderators_decline_and_let_nobody_in(client, group):
    rows = asking(group, 2)
    client.login(member_with_profile(moderator=True))
    assert not client.get(REQUESTS).has("button[formaction]")
    form = {"chosen": [str(row.id) for row in rows]}
    assert client.post(f"{REQUESTS}/approve", form).status == 403
    assert states(rows) == ["requested"] * 2
    assert client.post(f"{REQUESTS}/decline", form).status == 303


@pytest.mark.parametrize("_round", range(3))
def test_one_takes_the_request_back_while_many_are_let_in(race, group, coordinator, _round):
    rows = asking(group, 4)
    ids, member_id, group_id, leaving = [row.id for row in rows], coordinator.id, group.id, rows[2].member_id

    def loaded(kind, identity):
        return db.session.get_one(kind, identity)

    results = race(
        lambda: operations.approve_chosen(
            actor=loaded(Member, member_id), group=loaded(type(group), group_id), chosen=ids
        ),
        lambda: operations.decline_chosen(
            actor=loaded(Member, member_id), group=loaded(type(group), group_id), chosen=ids[:2]
        ),
        lambda: operations.cancel_request(actor=loaded(Member, leaving), group=loaded(type(group), group_id)),
    )
    found = [db.session.get(Membership, identity, populate_existing=True).state for identity in ids]
    assert results[0].total() == 4
    assert results[0][Outcome.DONE] + results[1][Outcome.DONE] == sum(
        state in ("active", "declined") for state in found
    )
    assert found[3] is MembershipState.ACTIVE
    assert (found[2] is MembershipState.CANCELLED) is (results[2] is None)
    everybody = sa.select(sa.func.count()).where(Membership.group_id == group_id, Membership.state == "active")
    assert db.session.scalar(everybody) == 1 + sum(state == "active" for state in found)
