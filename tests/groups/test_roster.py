"""The roster: coordinators filter it, and no filter tells what its people keep closed."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.db import db, now
from community.groups import queries
from community.groups.queries import RosterOrder, RosterWish, roster
from community.members.models import FIELDS, Audience, Block
from community.members.queries import get_profile, list_shown
from tests.groups.factories import GroupFactory, MembershipFactory, NoteFactory
from tests.members.factories import member_with_profile

ROSTER = "/en/groups/choir/members"


@pytest.fixture
def group():
    return GroupFactory(slug="choir")


@pytest.fixture
def coordinator(group):
    member = member_with_profile(handle="anna", display_name="Anna")
    MembershipFactory(group=group, member=member, coordinator=True, joined_at=now() - timedelta(days=100))
    return member


def inside(group, handle, name, audience=Audience.GROUPS, name_audience=None, **stay):
    """Somebody in the group who speaks Thai, teaches, and opens all of it to this audience."""
    member = member_with_profile(handle=handle, display_name=name)
    profile = get_profile(member)
    profile.spoken, profile.profession_group = [["th", "first"]], "2"
    profile.open_to(dict.fromkeys(FIELDS, audience) | {"display_name": name_audience or audience})
    MembershipFactory(group=group, member=member, **stay)
    db.session.commit()
    return member


def found(viewer, group, **wish):
    wish = RosterWish(**wish)
    return [row.member.handle for row in queries.search_roster(viewer, group, wish).items]


def shown(client, **asked):
    page = client.get(f"{ROSTER}?{urlencode(asked)}")
    assert page.status == 200
    return [row.get_text(" ") for row in page.select("main > .measure > .rows > li")]


def test_coordinators_find_by_what_is_shown_to_them(group, coordinator):
    inside(group, "bomi", "김봄이")
    inside(group, "carl", "Carl")
    assert found(coordinator, group, words="봄") == ["bomi"]
    assert found(coordinator, group, words="ㄱㅂ") == ["bomi"]
    assert found(coordinator, group, words="@CAR") == ["carl"]
    assert found(coordinator, group, words="c") == ["carl"]
    assert found(coordinator, group, words="!!") == []
    assert found(coordinator, group, language="th") == ["bomi", "carl"]
    assert found(coordinator, group, language="th", profession="2", words="carl") == ["carl"]
    assert found(coordinator, group, profession="3") == []


@pytest.mark.parametrize("asked", [{"words": "Secret"}, {"language": "th"}, {"profession": "2"}])
@pytest.mark.parametrize("way", ["closed", "name closed", "blocked", "newcomer"])
def test_no_filter_finds_what_is_closed(group, coordinator, asked, way):
    audience = Audience.ONLY_ME if way == "closed" else Audience.GROUPS
    name = Audience.ONLY_ME if way in ("closed", "name closed") else Audience.GROUPS
    settles_at = now() + timedelta(days=3) if way == "newcomer" else None
    member = inside(group, "dora", "Secret", audience, name, settles_at=settles_at)
    if way == "blocked":
        db.session.add(Block(blocker_id=member.id, blocked_id=coordinator.id, handle="anna"))
        db.session.commit()
    assert found(coordinator, group, **asked) == []
    assert found(coordinator, group, words="dora") == ["dora"]
    assert "dora" in found(coordinator, group)


def test_control_what_is_open_is_found(group, coordinator):
    inside(group, "dora", "Secret")
    for asked in ({"words": "Secret"}, {"language": "th"}, {"profession": "2"}):
        assert found(coordinator, group, **asked) == ["dora"]


audiences = st.sampled_from(list(Audience))


@settings(max_examples=12)
@given(name=audiences, languages=audiences, profession=audiences)
def test_a_filter_finds_exactly_those_whose_card_says_it(name, languages, profession):
    group, coordinator = GroupFactory(), member_with_profile()
    MembershipFactory(group=group, member=coordinator, coordinator=True)
    member = inside(group, f"x-{coordinator.handle}", "Secret")
    opened = {"display_name": name, "languages": languages, "profession": profession}
    get_profile(member).open_to(dict.fromkeys(FIELDS, Audience.EVERYONE) | opened)
    db.session.commit()
    card = list_shown(coordinator, [member]).get(member.id, {})
    for asked, field in (
        ({"language": "th"}, "languages"),
        ({"profession": "2"}, "profession"),
        ({"words": "Secret"}, "display_name"),
    ):
        assert found(coordinator, group, **asked) == [member.handle] * (field in card)


def test_rows_are_filtered_and_ordered(group, coordinator):
    moment, days = now(), {"bomi": 50, "carl": 10, "dora": 1}
    for handle, ago in days.items():
        settles_at = now() + timedelta(days=3) if handle == "dora" else None
        inside(group, handle, handle, joined_at=moment - timedelta(days=ago), settles_at=settles_at)
    NoteFactory(group=group, member=inside(group, "emil", "Emil", joined_at=now()))
    day = (moment - timedelta(days=10)).date()
    assert found(coordinator, group, since=day) == ["carl", "dora", "emil"]
    assert found(coordinator, group, before=day) == ["anna", "bomi"]
    assert found(coordinator, group, newcomers=True) == ["dora"]
    assert found(coordinator, group, noted=True) == ["emil"]
    assert found(coordinator, group, role="coordinator") == ["anna"]
    assert found(coordinator, group, order=RosterOrder.NEWEST) == ["emil", "dora", "carl", "bomi", "anna"]
    assert found(coordinator, group, order=RosterOrder.OLDEST) == ["anna", "bomi", "carl", "dora", "emil"]
    assert found(coordinator, group, order=RosterOrder.HANDLE) == ["anna", "bomi", "carl", "dora", "emil"]


@pytest.mark.parametrize("order", RosterOrder)
@pytest.mark.parametrize("words", ["", "one"])
def test_every_order_goes_on_over_pages(monkeypatch, group, coordinator, order, words):
    monkeypatch.setattr(roster, "SIZE", 3)
    monkeypatch.setattr(roster, "MOST_LOOKED_AT", 4)
    for number in range(8):
        inside(group, f"m{number}", f"One {number}", joined_at=now() - timedelta(days=number))
    wish, seen, after = RosterWish(words=words, order=order), [], None
    while True:
        page = queries.search_roster(coordinator, group, wish, after=after)
        assert len(page.items) <= 3
        seen += [row.member.handle for row in page.items]
        if (after := page.next) is None:
            break
    assert sorted(seen) == ([] if words else ["anna"]) + [f"m{number}" for number in range(8)]


def test_members_search_by_names_alone(client, group, coordinator):
    inside(group, "bomi", "Secret", name_audience=Audience.ONLY_ME, audience=Audience.ONLY_ME)
    inside(group, "carl", "Karl")
    client.login(inside(group, "dora", "Dora"))
    assert len(shown(client)) == 4
    assert [row.split()[0] for row in shown(client, words="kar")] == ["Karl"]
    for words in ("bomi", "secret", "carl"):
        assert shown(client, words=words) == []
    # What coordinators filter by is nothing to others.
    for asked in (
        {"language": "th"},
        {"noted": "y"},
        {"role": "coordinator"},
        {"newcomers": "y"},
        {"since": "2999-01-01"},
    ):
        assert len(shown(client, **asked)) == 4, asked


def test_the_page_of_a_coordinator(client, group, coordinator):
    inside(group, "bomi", "Bomi", settles_at=now() + timedelta(days=3))
    client.login(coordinator)
    assert len(shown(client, since="no day", order="nonsense", role="king", language="xx")) == 2
    [row] = shown(client, newcomers="y")
    assert ("Newcomer" in row, "Add a note" in row) == (True, True)
    page = client.get(f"{ROSTER}?words=zzz")
    assert page.has(".empty")
    chosen = client.get(f"{ROSTER}?newcomers=y&words=bomi").select(".chosen a")
    assert chosen[0]["href"].partition("?")[2] == "newcomers=y"
