"""Groups under groups: one level, no wider known than the one above, and for those in that one alone."""

import pytest
import sqlalchemy as sa

from community.db import db
from community.groups import operations, queries
from community.groups.models import Group, GroupState, Membership, MembershipState, Visibility
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, InvitationFactory, MembershipFactory, member_of
from tests.groups.test_races import act, refusals

WORDS = {"names": {"en": "Part"}, "purposes": {}, "commitments": [2]}


@pytest.fixture
def parent():
    return GroupFactory(slug="whole", open=True, for_members=True)


@pytest.fixture
def head(parent):
    member = MemberFactory()
    MembershipFactory(group=parent, member=member, coordinator=True)
    return member


@pytest.fixture
def part(parent, head):
    group = GroupFactory(slug="part", open=True, for_members=True, parent_id=parent.id)
    MembershipFactory(group=group, member=head, coordinator=True)
    return group


def inside(group, member):
    db.session.rollback()
    stay = queries.find_latest_membership(group, member)
    return stay is not None and stay.state is MembershipState.ACTIVE


def make(coordinator, parent, visibility=Visibility.MEMBERS, slug="new-part"):
    wanted = {"slug": slug, "visibility": visibility, "coordinator": coordinator, "parent": parent}
    return operations.create_group(actor=None, **WORDS, **wanted)


def test_a_coordinator_has_a_group_made_under_theirs(parent, head):
    group = make(head, parent)
    assert group.parent_id == parent.id
    assert [one.slug for one in queries.list_subgroups(head, parent)] == ["new-part"]
    assert queries.find_parent(head, group) == parent


def test_there_is_one_level(part, head):
    with pytest.raises(operations.NoParentForGroups):
        make(head, part)


@pytest.mark.parametrize("traits", [{}, {"requested": True}, None], ids=["member", "applicant", "stranger"])
def test_who_does_not_coordinate_makes_no_group_under_it(parent, head, traits):
    member = MemberFactory()
    if traits is not None:
        MembershipFactory(group=parent, member=member, **traits)
    with pytest.raises(operations.NoParentForGroups):
        make(member, parent)


def test_a_coordinator_whose_powers_are_locked_makes_no_group_under_theirs(parent, head):
    head.powers_locked = True
    with pytest.raises(operations.NoParentForGroups):
        make(head, parent)


def test_no_group_is_made_under_one_at_rest(parent, head):
    operations.pause(actor=head, group=parent)
    with pytest.raises(operations.GroupAtRest):
        make(head, parent)


def test_the_database_holds_no_group_that_is_its_own_parent(parent):
    db.session.rollback()
    with pytest.raises(sa.exc.IntegrityError):
        db.session.execute(sa.update(Group).where(Group.id == parent.id).values(parent_id=parent.id))
    db.session.rollback()


def test_no_more_people_know_of_the_part_than_of_the_whole(parent, part, head):
    with pytest.raises(operations.VisibilityTooWide):
        make(head, parent, Visibility.PUBLIC)
    db.session.rollback()
    change = {**WORDS, "questions": {}}
    with pytest.raises(operations.VisibilityTooWide):
        operations.edit_group(actor=head, group=part, visibility=Visibility.PUBLIC, **change)
    db.session.rollback()
    operations.edit_group(actor=head, group=parent, visibility=Visibility.HIDDEN, **change)
    assert db.session.get_one(Group, part.id).visibility is Visibility.HIDDEN


def test_who_is_not_in_the_whole_comes_into_no_part(parent, part, head):
    stranger, newcomer = MemberFactory(), MemberFactory()
    parent.probation_days = 7
    db.session.commit()
    operations.join(actor=newcomer, group=parent)
    link = InvitationFactory(group=part, created_by=head, max_uses=5)
    for member in (stranger, newcomer):
        with pytest.raises(operations.ParentFirst):
            operations.join(actor=member, group=part)
        db.session.rollback()
        with pytest.raises(operations.ParentFirst):
            operations.accept_invitation(actor=member, token=queries.invitation_token(link))
        assert not inside(part, member)
    assert link.uses == 0
    member = member_of(parent)
    operations.join(actor=member, group=part)
    assert inside(part, member)


def test_a_request_from_before_is_not_granted_to_who_has_left_the_whole(parent, part, head):
    request = MembershipFactory(group=part, requested=True)
    with pytest.raises(operations.ParentFirst):
        operations.approve(actor=head, membership=request)


@pytest.mark.parametrize("way", ["leave", "remove", "ban"])
def test_leaving_the_whole_is_leaving_its_parts(parent, part, head, way):
    member = MemberFactory()
    stay = MembershipFactory(group=parent, member=member)
    MembershipFactory(group=part, member=member)
    asked = GroupFactory(slug="asked", parent_id=parent.id, for_members=True)
    MembershipFactory(group=asked, member=member, requested=True)
    elsewhere = GroupFactory()
    MembershipFactory(group=elsewhere, member=member)
    if way == "leave":
        operations.leave(actor=member, group=parent)
    else:
        getattr(operations, way)(actor=head, membership=stay)
    assert not inside(parent, member)
    assert not inside(part, member)
    assert queries.find_latest_membership(asked, member).state is MembershipState.CANCELLED
    assert inside(elsewhere, member)


def test_the_last_coordinator_of_a_part_stays_in_the_whole(parent, part, head):
    MembershipFactory(group=parent, coordinator=True)
    with pytest.raises(operations.OnlyCoordinatorBelow):
        operations.leave(actor=head, group=parent)
    assert inside(parent, head)
    assert inside(part, head)
    MembershipFactory(group=part, coordinator=True)
    operations.leave(actor=head, group=parent)
    assert not inside(part, head)


def test_archiving_the_whole_archives_its_parts(parent, part, head):
    operations.archive(actor=head, group=parent, reason="Done.")
    assert (part.state, part.state_reason) == (GroupState.ARCHIVED, "Done.")
    with pytest.raises(operations.ParentArchived):
        operations.reopen(actor=head, group=part)
    db.session.rollback()
    operations.reopen(actor=head, group=parent)
    assert part.state is GroupState.ARCHIVED
    operations.reopen(actor=head, group=part)
    assert part.is_active


@pytest.mark.parametrize("_round", range(3))
def test_joining_a_part_while_leaving_the_whole(race, parent, part, head, _round):
    member = member_of(parent)
    results = race(act(operations.join, member, group=part), act(operations.leave, member, group=parent))
    assert set(refusals(results)) <= {operations.ParentFirst}
    assert not inside(parent, member)
    assert not inside(part, member)


@pytest.mark.parametrize("_round", range(2))
def test_archiving_the_whole_while_somebody_leaves_it(race, parent, part, head, _round):
    member = member_of(parent)
    MembershipFactory(group=part, member=member)
    results = race(act(operations.archive, head, group=parent), act(operations.leave, member, group=parent))
    assert refusals(results) == []
    live = sa.select(Membership).where(Membership.member_id == member.id, Membership.state == MembershipState.ACTIVE)
    assert db.session.scalars(live).all() == []


def test_a_part_leads_back_to_the_whole_and_the_whole_to_its_parts(client, parent, part, head):
    client.login(head)
    assert client.get("/en/groups/part").has(".back a[href='/en/groups/whole']")
    assert client.get("/en/groups/whole").has(".cards a[href='/en/groups/part']")
    assert client.get("/en/groups/whole/subgroups").has(".cards a[href='/en/groups/part']")
    assert client.get("/en/groups/whole/subgroups").has("a[href='/en/groups/new?parent=whole']")
    member = member_of(parent)
    assert not client.login(member).get("/en/groups/whole/subgroups").has("a[href='/en/groups/new?parent=whole']")


def test_a_hidden_part_shows_to_its_own_people_alone(client, parent, part, head):
    part.visibility = Visibility.HIDDEN
    db.session.commit()
    assert client.login(head).get("/en/groups/whole").has(".cards a[href='/en/groups/part']")
    client.login(member_of(parent))
    before = client.get("/en/groups/whole").response.data, client.get("/en/groups/whole/subgroups").response.data
    for path in ("part", "part/subgroups", "part/charter", "part/join"):
        there, missing = client.get(f"/en/groups/{path}"), client.get(f"/en/groups/{path.replace('part', 'miss')}")
        assert there.status == missing.status == 404
        assert strip(there.response.data) == strip(missing.response.data.replace(b"miss", b"part"))
    db.session.execute(sa.update(Group).where(Group.id == part.id).values(parent_id=None))
    db.session.commit()
    after = client.get("/en/groups/whole").response.data, client.get("/en/groups/whole/subgroups").response.data
    assert [strip(page) for page in before] == [strip(page) for page in after]


def strip(page):
    """A page without its tokens."""
    return [line for line in page.splitlines() if b"csrf_token" not in line]
