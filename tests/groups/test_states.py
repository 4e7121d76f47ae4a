"""A group works, rests for a while, or is closed: then it is read and nothing else."""

import pytest
import sqlalchemy as sa

from community.audit import AuditEntry
from community.db import db
from community.groups import operations, queries
from community.groups.models import Group, GroupState, Invitation, JoinPolicy, Membership, MembershipState
from community.groups.signals import group_told
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, InvitationFactory, MembershipFactory, member_of
from tests.groups.test_races import act, refusals

URL = "/en/groups/film-nights"


@pytest.fixture
def group():
    return GroupFactory(slug="film-nights", open=True)


@pytest.fixture
def coordinator(group):
    member = MemberFactory()
    MembershipFactory(group=group, member=member, coordinator=True)
    return member


@pytest.fixture
def told():
    """What the group is told of, in order."""
    heard = []

    def hear(sender, kind, **values):
        heard.append((sender.slug, kind, str(sender.state)))

    with group_told.connected_to(hear):
        yield heard


def state_of(group):
    db.session.rollback()
    return db.session.get_one(Group, group.id).state


def acts():
    return list(db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.at)))


def test_a_group_is_paused_and_goes_on(group, coordinator, told):
    operations.pause(actor=coordinator, group=group, reason="Summer.")
    assert (state_of(group), group.state_reason) == (GroupState.PAUSED, "Summer.")
    operations.resume(actor=coordinator, group=group)
    assert (state_of(group), group.state_reason) == (GroupState.ACTIVE, None)
    assert acts() == ["groups.pause", "groups.resume"]
    assert told == [("film-nights", "state", "paused"), ("film-nights", "state", "active")]


@pytest.mark.parametrize(
    ("state", "operation"),
    [
        (GroupState.PAUSED, operations.pause),
        (GroupState.ARCHIVED, operations.pause),
        (GroupState.ACTIVE, operations.resume),
        (GroupState.ARCHIVED, operations.resume),
        (GroupState.ARCHIVED, operations.archive),
        (GroupState.ACTIVE, operations.reopen),
        (GroupState.PAUSED, operations.reopen),
    ],
)
def test_what_does_not_fit_the_state_is_refused(group, coordinator, state, operation):
    group.state = state
    db.session.commit()
    with pytest.raises(operations.StateChanged):
        operation(actor=coordinator, group=group)
    assert state_of(group) is state


def test_archiving_declines_requests_ends_invitations_and_tells(group, coordinator, told, outbox):
    asking = MemberFactory(language="ko")
    waiting = MembershipFactory(group=group, member=asking, requested=True)
    other = MembershipFactory(requested=True)
    link = InvitationFactory(group=group, created_by=coordinator)
    elsewhere = InvitationFactory()
    operations.archive(actor=coordinator, group=group, reason="Done.")
    assert state_of(group) is GroupState.ARCHIVED
    assert waiting.state is MembershipState.DECLINED
    assert waiting.reason
    assert waiting.decided_by_id == coordinator.id
    assert [mail.recipient for mail in outbox()] == [asking.email]
    assert db.session.get_one(Membership, other.id).state is MembershipState.REQUESTED
    assert db.session.get_one(Invitation, link.id).revoked_at is not None
    assert db.session.get_one(Invitation, elsewhere.id).revoked_at is None
    assert told == [("film-nights", "state", "archived")]
    operations.reopen(actor=coordinator, group=group)
    assert state_of(group) is GroupState.ACTIVE


@pytest.mark.parametrize("state", [GroupState.PAUSED, GroupState.ARCHIVED])
def test_nobody_comes_in_and_nothing_is_written_in_a_group_at_rest(group, coordinator, state):
    request = MembershipFactory(group=group, requested=True)
    link = InvitationFactory(group=group, created_by=coordinator)
    group.state = state
    db.session.commit()
    words = {"names": {"en": "Other"}, "purposes": {}, "commitments": [1], "questions": {}}
    for attempt in (
        lambda: operations.join(actor=MemberFactory(), group=group),
        lambda: operations.approve(actor=coordinator, membership=request),
        lambda: operations.create_invitation(actor=coordinator, group=group, days=1, max_uses=1),
        lambda: operations.accept_invitation(actor=MemberFactory(), token=queries.invitation_token(link)),
        lambda: operations.edit_group(actor=coordinator, group=group, **words),
        lambda: operations.save_charter(actor=coordinator, group=group, texts={"en": "x"}, began_with=0),
    ):
        with pytest.raises(operations.GroupAtRest):
            attempt()
        db.session.rollback()
    count = sa.select(sa.func.count()).where(Membership.state == MembershipState.ACTIVE)
    assert db.session.scalar(count.where(Membership.group_id == group.id)) == 1


def test_one_can_leave_an_archived_group_and_keep_people_out(group, coordinator):
    member = member_of(group)
    operations.archive(actor=coordinator, group=group)
    operations.leave(actor=member, group=group)
    other = MembershipFactory(group=group)
    operations.ban(actor=coordinator, membership=other)
    assert other.state is MembershipState.BANNED


@pytest.mark.parametrize("_round", range(2))
def test_of_two_who_archive_at_once_one_is_told(race, group, coordinator, _round):
    results = race(*[act(operations.archive, coordinator, group=group)] * 2)
    assert refusals(results) == [operations.StateChanged]
    assert state_of(group) is GroupState.ARCHIVED


def test_pages_of_a_paused_group_say_so_and_why_to_those_in_it(client, new_client, group, coordinator):
    operations.pause(actor=coordinator, group=group, reason="For the summer.")
    page = client.login(coordinator).get(URL)
    assert page.has(".notice-warning")
    assert "For the summer." in page.text
    outside = new_client().get(URL)
    assert outside.has(".notice-warning")
    assert "For the summer." not in outside.text
    assert not outside.has(f"a[href$='{URL}/join']")


def test_a_coordinator_pauses_and_resumes_on_the_page(client, group, coordinator):
    client.login(coordinator)
    assert client.post(f"{URL}/state", {"move": "pause", "reason": ""}).status == 303
    assert state_of(group) is GroupState.PAUSED
    assert client.post(f"{URL}/state", {"move": "resume"}).status == 303
    assert state_of(group) is GroupState.ACTIVE


def test_a_stale_page_does_not_do_the_opposite(client, group, coordinator):
    operations.pause(actor=coordinator, group=group)
    assert client.login(coordinator).post(f"{URL}/state", {"move": "pause"}).status == 422
    assert state_of(group) is GroupState.PAUSED


def test_a_moderator_gives_a_reason(client, group, coordinator):
    client.login(MemberFactory(moderator=True))
    assert client.post(f"{URL}/state", {"move": "pause", "reason": ""}).status == 422
    assert state_of(group) is GroupState.ACTIVE
    assert client.post(f"{URL}/archive", {"move": "archive", "reason": "It harms people."}).status == 303
    assert state_of(group) is GroupState.ARCHIVED


@pytest.mark.parametrize("path", ["state", "archive"])
def test_an_ordinary_member_changes_no_state(client, group, coordinator, path):
    client.login(member_of(group))
    assert client.get(f"{URL}/{path}").status == 403
    assert client.post(f"{URL}/{path}", {"move": "pause", "reason": "x"}).status == 403
    assert state_of(group) is GroupState.ACTIVE


def test_archived_groups_are_found_under_their_filter_alone(client, group, coordinator):
    other = GroupFactory(slug="other", region="KR", working_language="ko", join_policy=JoinPolicy.OPEN)
    operations.archive(actor=coordinator, group=group)
    link = f".cards a[href='{URL}']"
    assert not client.get("/en/groups").has(link)
    assert client.get("/en/groups?state=archived").has(link)
    for query, there in {
        "region=KR": True,
        "region=DE": True,  # nobody works there: no filter of ours
        "language=ko": True,
        "language=en": False,
        "state=paused": False,
        "state=nonsense": True,
        "region=KR&language=ko&state=active": True,
    }.items():
        assert client.get(f"/en/groups?{query}").has(f".cards a[href='/en/groups/{other.slug}']") is there, query


def test_the_filters_offer_each_reader_the_countries_that_they_may_know_of(client):
    GroupFactory(slug="everybody", region="KR")
    GroupFactory(slug="inner", region="DE", for_members=True)

    def offered(query=""):
        return [option["value"] for option in client.get(f"/en/groups{query}").select("#region option")]

    client.login(MemberFactory())
    assert offered() == ["", "DE", "KR"]
    client.logout()
    assert offered() == ["", "KR"]
    assert client.get("/en/groups?region=KR").has("#region option[value=KR][selected]")
    assert not client.get("/en/groups").has("#region option[value=KR][selected]")
    assert client.get("/en/groups?commitment=2").one(".form [name=commitment]")["value"] == "2"
    assert not client.get("/en/groups").has(".form [name=commitment]")
    assert client.get("/ko/groups").one(".form")["action"] == "/ko/groups"


@pytest.mark.parametrize("state", [GroupState.PAUSED, GroupState.ARCHIVED])
def test_a_group_at_rest_offers_nothing_that_it_would_refuse(client, group, coordinator, state):
    client.login(coordinator, second_factor=True)
    offers = {
        URL: (".tag-good", f"a[href='{URL}/announcements/new']"),
        f"{URL}/invitations": ("[name=max_uses]", f"a[href='{URL}/invitations/handle']"),
    }
    assert all(client.get(path).has(offer) for path, found in offers.items() for offer in found)
    group.state = state
    db.session.commit()
    assert not any(client.get(path).has(offer) for path, found in offers.items() for offer in found)
    assert state.capitalize() in client.get("/en/groups/mine").text
