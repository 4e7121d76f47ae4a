"""The pages of proposals: the member's, and the moderators'."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from community.db import db, now
from community.groups.models import Group, GroupProposal, ProposalState, Visibility
from community.moderation.views.proposals import suggest_slug
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, GroupProposalFactory, MembershipFactory
from tests.members.factories import member_with_profile

NEW = "/en/groups/new"
FORM = {
    "name_en": "Letters to families",
    "name_ko": "",
    "purpose_en": "We write letters.",
    "purpose_ko": "",
    "commitments": ["3"],
    "working_language": "",
    "region": "",
    "join_policy": "on_request",
    "visibility": "hidden",
    "first_members": "",
}


@pytest.fixture
def proposer():
    return MemberFactory(confirmed_at=now() - timedelta(days=60))


@pytest.fixture
def moderator():
    return MemberFactory(moderator=True)


def proposals():
    db.session.rollback()
    return list(db.session.scalars(sa.select(GroupProposal).order_by(GroupProposal.created_at)))


def test_a_member_proposes_a_group(client, proposer):
    client.login(proposer)
    page = client.post(NEW, FORM, follow=True)
    assert page.one("h1").text == "My proposals"
    assert "Letters to families" in page.text
    (proposal,) = proposals()
    assert (proposal.names["en"], proposal.visibility) == ("Letters to families", Visibility.HIDDEN)


@pytest.mark.parametrize(
    "values",
    [
        {"name_en": "<script>alert(1)</script> https://evil.example"},
        {"name_en": "evil.example.com"},
        {"name_en": "=HYPERLINK(1)"},
        {"name_en": "\u202eevil"},
        {"name_en": "x" * 81},
        {"name_en": ""},
        {"commitments": []},
        {"commitments": ["8"]},
        {"region": "ZZ"},
        {"working_language": "xx"},
        {"visibility": "everybody"},
        {"first_members": "@nobody-of-this-name"},
    ],
    ids=str,
)
def test_bad_answers_are_told_and_kept(client, proposer, values):
    client.login(proposer)
    page = client.post(NEW, FORM | values)
    assert page.status == 422
    assert page.errors
    assert page.one("#purpose_en").text.strip() == "We write letters."
    assert proposals() == []


def test_a_new_account_is_told_from_when_on(client):
    client.login(MemberFactory())
    assert not client.get(NEW).has("#name_en")
    assert client.post(NEW, FORM).status == 422
    assert proposals() == []


def test_only_members_whom_one_can_see_are_named(client, proposer):
    member_with_profile(handle="friend")
    MemberFactory(handle="unseen")
    client.login(proposer)
    hidden = client.post(NEW, FORM | {"first_members": "@friend @unseen"})
    missing = client.post(NEW, FORM | {"first_members": "@friend @absent"})
    assert [error.replace("absent", "unseen") for error in missing.errors] == hidden.errors
    assert hidden.status == missing.status == 422
    assert client.post(NEW, FORM | {"first_members": "@Friend, friend"}).status == 303
    assert list(proposals()[0].first_members.values()) == ["friend"]


def test_similar_names_are_shown_but_not_those_of_hidden_groups(client, proposer):
    GroupFactory(slug="letters", name_en="Letters for families", for_members=True)
    GroupFactory(slug="secret", name_en="Letters to families", hidden=True)
    client.login(proposer)
    page = client.post(NEW, FORM)
    assert page.status == 422
    assert page.has(".notice a[href='/en/groups/letters']")
    assert "secret" not in str(page.html)
    assert client.post(NEW, FORM | {"is_another": "y"}).status == 303


def test_hidden_groups_with_the_same_name_change_nothing(client, proposer):
    GroupFactory(slug="secret", name_en="Letters to families", hidden=True)
    assert client.login(proposer).post(NEW, FORM).status == 303


def test_a_parent_is_offered_to_its_coordinators(client, new_client, proposer):
    parent = GroupFactory(slug="whole", for_members=True)
    assert not client.login(proposer).get(NEW).has("#parent")
    MembershipFactory(group=parent, member=proposer, coordinator=True)
    page = client.get(f"{NEW}?parent=whole")
    assert page.one("#parent option[selected]")["value"] == parent.id.hex
    too_wide = client.post(NEW, FORM | {"parent": parent.id.hex, "visibility": "public"})
    assert (too_wide.status, proposals()) == (422, [])
    assert client.post(NEW, FORM | {"parent": parent.id.hex}).status == 303
    assert proposals()[0].parent_id == parent.id
    without = new_client()
    without.login(proposer, second_factor=False)
    assert not without.get(NEW).has("#parent")


def test_the_parent_of_somebody_else_is_not_taken(client, proposer):
    parent = GroupFactory(for_members=True)
    client.login(proposer)
    assert client.post(NEW, FORM | {"parent": parent.id.hex}).status == 303
    assert proposals()[0].parent_id is None


def test_a_proposal_is_seen_by_its_proposer_and_moderators_alone(client, proposer, moderator):
    proposal = GroupProposalFactory(proposer=proposer, sent_back=True)
    own, desk = f"/en/groups/proposals/{proposal.id}", f"/en/admin/proposals/{proposal.id}"
    client.login(MemberFactory())
    assert client.get(f"{own}/edit").status == 404
    assert client.post(f"{own}/withdraw").status == 404
    assert client.get(desk).status == 403
    assert "Choir" not in client.get("/en/groups/proposals").text
    client.login(proposer)
    assert "Say what newcomers do." in client.get("/en/groups/proposals").text
    assert client.get(f"{own}/edit").one("#name_en")["value"] == "Choir"
    client.login(moderator)
    assert "To sing." in client.get(desk).text


def test_changing_and_sending_again(client, proposer):
    proposal = GroupProposalFactory(proposer=proposer, sent_back=True)
    client.login(proposer)
    assert client.post(f"/en/groups/proposals/{proposal.id}/edit", FORM).status == 303
    assert (proposals()[0].state, proposals()[0].names["en"]) == (ProposalState.WAITING, "Letters to families")
    assert client.post(f"/en/groups/proposals/{proposal.id}/edit", FORM).status != 303
    assert client.post(f"/en/groups/proposals/{proposal.id}/withdraw").status == 303
    assert proposals()[0].state is ProposalState.WITHDRAWN


def test_a_moderator_founds_it_under_the_suggested_address(client, proposer, moderator):
    proposal = GroupProposalFactory(proposer=proposer)
    client.login(moderator)
    assert client.get("/en/admin/proposals").has(f"a[href$='{proposal.id}']")
    page = client.get(f"/en/admin/proposals/{proposal.id}")
    seen = page.one("#seen")["value"]
    assert page.one("#slug")["value"] == "choir"
    bad = client.post(f"/en/admin/proposals/{proposal.id}/approve", {"slug": "new", "seen": seen})
    assert (bad.status, bad.one("#slug")["value"]) == (422, "new")
    assert client.post(f"/en/admin/proposals/{proposal.id}/approve", {"slug": "choir", "seen": seen}).status == 303
    assert db.session.scalars(sa.select(Group.slug)).all() == ["choir"]
    late = client.post(f"/en/admin/proposals/{proposal.id}/send-back", {"reason": "No.", "seen": seen})
    assert late.status == 422


@pytest.mark.parametrize("seen", ["", "yesterday", "2020-01-01", "2020-01-01T00:00:00+00:00"])
def test_what_was_not_read_is_not_decided(client, proposer, moderator, seen):
    proposal = GroupProposalFactory(proposer=proposer)
    client.login(moderator)
    for path, form in {"approve": {"slug": "choir"}, "send-back": {"reason": "No."}}.items():
        assert client.post(f"/en/admin/proposals/{proposal.id}/{path}", form | {"seen": seen}).status == 422
    assert proposals()[0].is_waiting


def test_sending_back_needs_a_reason(client, proposer, moderator):
    proposal = GroupProposalFactory(proposer=proposer)
    client.login(moderator)
    seen = proposal.changed_at.isoformat()
    assert client.post(f"/en/admin/proposals/{proposal.id}/send-back", {"reason": "", "seen": seen}).status == 422
    assert client.post(f"/en/admin/proposals/{proposal.id}/send-back", {"reason": "Why?", "seen": seen}).status == 303
    assert proposals()[0].reason == "Why?"


def test_a_moderator_finds_nothing_of_their_own(client, moderator):
    proposal = GroupProposalFactory(proposer=moderator)
    client.login(moderator)
    assert client.get(f"/en/admin/proposals/{proposal.id}").status == 404
    assert not client.get("/en/admin/proposals").has(f"a[href$='{proposal.id}']")


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Film nights!", "film-nights"), ("Café 24/7", "cafe-24-7"), ("합창단", ""), ("-- a --", "a")],
)
def test_addresses_are_suggested(name, slug):
    assert suggest_slug(name) == slug
