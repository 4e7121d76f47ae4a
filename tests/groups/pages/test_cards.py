"""Groups in lists: a card says what holds now, and only what everybody may read of it is kept."""

import pytest

from community.db import db
from community.groups import cards
from community.groups.cards import group_card
from community.groups.models import GroupState, JoinPolicy, Visibility
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, MembershipFactory


@pytest.fixture(autouse=True)
def nothing_kept():
    cards._write_once.cache_clear()


def kept() -> int:
    return cards._write_once.cache_info().currsize


def card(client, path="/en/groups"):
    return client.get(path).one("main .cards > li")


def test_what_a_group_says_anew_is_on_its_card(client):
    group = GroupFactory(name_en="River", purpose_en="Singing", join_policy=JoinPolicy.ON_REQUEST)
    assert "River Singing 0 members On request" in " ".join(card(client).get_text(" ").split())
    MembershipFactory(group=group)
    group.name_en, group.purpose_en = "Stream", "Humming"
    group.join_policy, group.state = JoinPolicy.OPEN, GroupState.PAUSED
    db.session.commit()
    assert "Stream Humming 1 member Paused Open" in " ".join(card(client).get_text(" ").split())


def test_every_reader_has_it_in_their_language_also_where_it_is_kept(client):
    group = GroupFactory(name_en="River", name_ko="강물", open=True)
    for _time in range(2):
        assert card(client).select_one(f'a[href="/en/groups/{group.slug}"]').text == "River"
        assert card(client, "/ko/groups").select_one(f'a[href="/ko/groups/{group.slug}"]').text == "강물"
    assert kept() == 2


def test_what_a_group_calls_itself_is_no_markup(client):
    GroupFactory(name_en="<b>River</b>", purpose_en="<script>1</script>", open=True)
    for _time in range(2):
        assert card(client).select_one(".card-title").text == "<b>River</b>"
        assert not card(client).select("b, script")


@pytest.mark.parametrize("visibility", list(Visibility))
def test_only_what_everybody_may_read_is_kept(client, visibility):
    group, reader = GroupFactory(name_en="River", visibility=visibility, open=True), MemberFactory()
    MembershipFactory(group=group, member=reader)
    client.login(reader)
    assert "River" in card(client).text
    assert kept() == (1 if visibility is Visibility.PUBLIC else 0)


def test_what_a_card_has_for_one_reader_is_kept_for_nobody(app, client):
    group = GroupFactory(open=True)
    group.member_count = 0
    with app.test_request_context("/en/groups"):
        assert "because of you &lt;" in group_card(group, more="because of you <")
    assert kept() == 0
