"""The front page and the pages on which the site explains itself."""

import pytest

from community.declaration.texts import text
from community.home.wording import ACTIONS, RELATIONS, SECTIONS
from community.policy import POLICY, Relation
from tests.endorsements.factories import EndorsementFactory
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory

LANGUAGES = ("en", "ko")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", ["", "about", "privacy", "roles"])
def test_every_page_is_there_in_both_languages(client, language, page):
    assert client.get(f"/{language}/{page}").status == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_index_speaks_with_the_declarations_own_words(client, language):
    page = client.get(f"/{language}/")
    assert [span.text for span in page.select("h1 span")] == text(language).opening_sentences()
    assert [item.text for item in page.select(".commitment .declared")] == list(text(language).commitments)
    assert text(language).motto in page.one("footer").text


def test_index_leads_to_endorsing_reading_and_each_commitment(client):
    page = client.get("/en/")
    assert page.one(".hero .button")["href"] == "/en/endorse"
    assert page.one(".hero .link")["href"] == "/en/declaration"
    assert [a["href"] for a in page.select(".commitment a")] == [
        f"/en/declaration/commitments/{number}" for number in range(1, 8)
    ]


def test_index_invites_the_first_endorser(client):
    page = client.get("/en/")
    assert "Be the first" in page.one(".count").text
    assert [tally.text for tally in page.select(".tally")] == ["be the first"] * 7


def test_index_counts_one_person_in_the_singular(client):
    EndorsementFactory(pledges={3: None})
    page = client.get("/en/")
    assert "1 person stands behind it" in " ".join(page.one(".count").get_text(" ").split())
    assert page.select(".tally")[2].get_text(" ", strip=True) == "1 endorser"


def test_index_counts_several_and_only_what_counts(client):
    EndorsementFactory.create_batch(2, pledges={1: None, 7: None})
    EndorsementFactory(pending=True, pledges={1: None})
    page = client.get("/en/")
    assert "2 people stand behind it" in " ".join(page.one(".count").get_text(" ").split())
    assert page.select(".tally")[0].get_text(" ", strip=True) == "2 endorsers"


def test_index_draws_seven_rings_that_can_be_read(client):
    page = client.get("/en/")
    assert len(page.select(".ripple .ring")) == 7
    assert page.one(".ripple title").text
    assert page.one(".ripple desc").text.startswith("0 people in all. Commitment 1: 0.")


def test_index_shows_groups_that_take_people_in(client):
    GroupFactory(open=True, name_en="Open doors")
    GroupFactory(by_invitation=True, name_en="Closed doors")
    GroupFactory(hidden=True, open=True, name_en="No doors")
    names = [title.text for title in client.get("/en/").select(".card-title")]
    assert names == ["Open doors"]


def test_index_shows_at_most_six_groups(client):
    GroupFactory.create_batch(8, open=True)
    assert len(client.get("/en/").select(".card")) == 6


def test_index_without_groups_says_what_to_do(client):
    assert client.get("/en/").has(".waiting-groups .empty")


def test_index_calls_visitors_to_join_and_members_not(client):
    assert client.get("/en/").has(".join-call")
    client.login(MemberFactory())
    assert not client.get("/en/").has(".join-call")


def test_index_leaves_a_settled_member_in_peace(client, settled_member):
    client.login(settled_member)
    page = client.get("/en/")
    assert not page.has(".steps")
    assert page.one(".hero .button")["href"] == "/en/endorsements/mine"


def test_about_says_how_the_count_is_made(client):
    page = client.get("/en/about")
    assert page.has("#count")
    assert "withdraws leaves the count" in page.text


def test_privacy_names_what_is_kept_and_for_how_long(client):
    page = client.get("/en/privacy")
    assert len(page.select("tbody tr")) >= 8
    assert "Three days" in page.text
    assert "Three weeks" in page.text


def test_roles_shows_every_action_of_the_policy(client):
    page = client.get("/en/roles")
    assert len(page.select("tbody tr")) == len(POLICY)
    assert all(row.select("td .tag") for row in page.select("tbody tr"))


def test_roles_says_who_may_suspend(client):
    rows = {row.th.text: row.td.get_text(" ", strip=True) for row in client.get("/en/roles").select("tbody tr")}
    assert rows[str(ACTIONS["moderation.suspend"])] == "moderators"
    assert rows[str(ACTIONS["groups.decline"])] == "coordinators of the group moderators"
    assert rows[str(ACTIONS["groups.approve"])] == "coordinators of the group"


def test_every_action_and_relation_has_words():
    assert set(ACTIONS) == set(POLICY)
    assert set(RELATIONS) == set(Relation)
    assert {action.split(".")[0] for action in POLICY} == set(SECTIONS)
