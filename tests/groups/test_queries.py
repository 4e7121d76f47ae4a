"""What is found, for whom, and with how many questions to the database."""

import pytest

from community.accounts.models import Member, MemberState
from community.db import db, lock
from community.groups import queries
from community.groups.models import MembershipState
from community.members import fellowship
from community.members.models import Audience, Profile
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, InvitationFactory, MembershipFactory
from tests.statements import statements

KINDS = {"public": {}, "members": {"for_members": True}, "hidden": {"hidden": True}}


def show_name(member, audience):
    profile = db.session.get(Profile, member.id) or Profile(member_id=member.id, audiences={})
    db.session.add(profile)
    profile.audiences = {**profile.audiences, "display_name": audience.value}
    db.session.commit()


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("visitor", {"public"}),
        ("stranger", {"public", "members"}),
        ("declined", {"public", "members"}),
        ("left", {"public", "members"}),
        ("banned", {"public", "members"}),
        ("requested", {"public", "members", "hidden"}),
        ("active", {"public", "members", "hidden"}),
        ("moderator", {"public", "members", "hidden"}),
        ("administrator", {"public", "members", "hidden"}),
    ],
)
def test_who_may_know_of_which_group(who, seen):
    groups = {kind: GroupFactory(slug=kind, **traits) for kind, traits in KINDS.items()}
    viewer = (
        None if who == "visitor" else MemberFactory(**({who: True} if who in ("moderator", "administrator") else {}))
    )
    if who in [state.value for state in MembershipState]:
        for group in groups.values():
            MembershipFactory(group=group, member=viewer, state=MembershipState(who))
    assert {group.slug for group in queries.list_groups(viewer).items} == seen
    assert {kind for kind in KINDS if queries.find_group(viewer, kind)} == seen


def test_the_list_counts_members_in_its_own_query(app):
    for size in range(3):
        group = GroupFactory(slug=f"size-{size}")
        MembershipFactory.create_batch(size, group=group)
        MembershipFactory(group=group, requested=True)
        MembershipFactory(group=group, state=MembershipState.LEFT)
    db.session.commit()
    with statements() as asked:
        page = queries.list_groups(None)
    assert [(group.slug, group.member_count) for group in page.items] == [("size-0", 0), ("size-1", 1), ("size-2", 2)]
    assert len(asked) == 1
    assert queries.read_outline(page.items[2]) == (2, [])


def test_the_outline_of_a_group_has_its_members_and_what_it_serves():
    group = GroupFactory()
    group.serve([5, 2])
    MembershipFactory.create_batch(3, group=group)
    MembershipFactory(group=group, requested=True)
    MembershipFactory(group=GroupFactory())
    db.session.commit()
    assert queries.read_outline(group) == (3, [2, 5])


def test_coordinators_are_shown_as_they_show_themselves():
    group = GroupFactory()
    shown, closed, ordinary, suspended, asleep = MemberFactory.create_batch(5)
    for member in (shown, closed, ordinary, suspended, asleep):
        MembershipFactory(group=group, member=member)
    for member in (shown, closed, suspended, asleep):
        queries.find_latest_membership(group, member).take_charge(3 if member is asleep else 0)
    suspended.state = MemberState.SUSPENDED
    show_name(shown, Audience.EVERYONE)
    show_name(closed, Audience.ONLY_ME)
    coordinators, names = queries.show_coordinators(None, group)
    assert {member.id for member in coordinators} == {shown.id, closed.id}
    assert names == {shown.id: {"display_name": shown.display_name}}
    assert queries.show_coordinators(closed, group)[1].keys() == {shown.id, closed.id}


def test_the_list_can_be_narrowed_to_a_commitment():
    for number in (1, 2):
        GroupFactory(slug=f"serves-{number}").serve([number, 7])
    db.session.commit()
    assert [group.slug for group in queries.list_groups(None, commitment=2).items] == ["serves-2"]
    assert len(queries.list_groups(None, commitment=7).items) == 2
    assert queries.list_groups(None, commitment=5).items == []


def test_the_list_goes_on_on_further_pages():
    GroupFactory.create_batch(52)
    first = queries.list_groups(None)
    second = queries.list_groups(None, after=first.next)
    assert (len(first.items), len(second.items), second.next) == (50, 2, None)


def test_a_membership_is_found_through_its_own_group_only():
    membership, other = MembershipFactory(), GroupFactory()
    group = queries.get_group(membership.group_id)
    assert queries.find_membership(None, group.slug, membership.id) == membership
    assert queries.find_membership(None, other.slug, membership.id) is None


def test_invitations_are_found_through_their_own_group_only():
    group, other = GroupFactory(), GroupFactory()
    invitation = InvitationFactory(group=group)
    assert queries.find_invitation(None, group.slug, invitation.id) == invitation
    assert queries.find_invitation(None, other.slug, invitation.id) is None


def test_what_is_in_a_hidden_group_is_hidden():
    group = GroupFactory(hidden=True)
    stranger = MemberFactory()
    assert queries.find_membership(stranger, group.slug, MembershipFactory(group=group).id) is None
    assert queries.find_invitation(stranger, group.slug, InvitationFactory(group=group).id) is None


def test_the_roster_begins_with_the_coordinators(app):
    group = GroupFactory()
    plain = MembershipFactory(group=group)
    viewer, coordinator = MemberFactory(), MembershipFactory(group=group, coordinator=True)
    MembershipFactory(group=group, member=MemberFactory(suspended=True))
    MembershipFactory(group=group, requested=True)
    MembershipFactory()
    with statements() as asked:
        roster = queries.search_roster(viewer, group, queries.RosterWish()).items
    assert [row.member.id for row in roster] == [coordinator.member_id, plain.member_id]
    assert len(asked) <= 2  # the group may have to be read anew
    assert list(queries.list_coordinators(group)) == [coordinator]


def test_the_roster_goes_on_on_further_pages():
    group = GroupFactory()
    MembershipFactory.create_batch(2, group=group, coordinator=True)
    MembershipFactory.create_batch(50, group=group)
    viewer = MemberFactory()
    first = queries.search_roster(viewer, group, queries.RosterWish())
    second = queries.search_roster(viewer, group, queries.RosterWish(), after=first.next)
    assert len({row.id for row in (*first.items, *second.items)}) == 52


def test_requests_wait_in_the_order_in_which_they_came():
    group = GroupFactory()
    coordinator = MemberFactory()
    MembershipFactory(group=group, member=coordinator, coordinator=True)
    waiting = MembershipFactory.create_batch(3, group=group, requested=True)
    MembershipFactory(group=group, requested=True, member=MemberFactory(suspended=True))
    MembershipFactory(group=group)
    assert list(queries.list_requests(group).items) == waiting
    [(found, count, since)] = queries.count_requests_for(coordinator)
    assert (found, count, since) == (group, 3, waiting[0].requested_at)


def test_who_is_kept_out_is_listed():
    membership = MembershipFactory(banned=True)
    assert list(queries.list_banned(queries.get_group(membership.group_id))) == [membership]


def test_my_groups_are_those_i_am_in_or_wait_for():
    member = MemberFactory()
    for state in MembershipState:
        MembershipFactory(member=member, state=state)
    MembershipFactory()
    mine = queries.list_my_memberships(member)
    assert {row.state for row in mine} == {MembershipState.REQUESTED, MembershipState.ACTIVE}
    assert all(row.group.slug for row in mine)
    assert [group.id for group in queries.groups_of(member)] == [
        row.group_id for row in mine if row.state is MembershipState.ACTIVE
    ]


def test_how_somebody_stands_is_the_live_row_or_the_latest():
    group, member = GroupFactory(), MemberFactory()
    assert queries.find_latest_membership(group, member) is None
    MembershipFactory(group=group, member=member, state=MembershipState.LEFT)
    declined = MembershipFactory(group=group, member=member, state=MembershipState.DECLINED)
    assert queries.find_latest_membership(group, member) == declined
    live = MembershipFactory(group=group, member=member)
    MembershipFactory(group=group, member=member, state=MembershipState.LEFT)
    assert queries.find_latest_membership(group, member) == live


def test_sharing_a_group():
    group = GroupFactory()
    one, other, waiting, gone = MemberFactory.create_batch(4)
    for member in (one, other):
        MembershipFactory(group=group, member=member)
    MembershipFactory(group=group, member=waiting, requested=True)
    MembershipFactory(group=group, member=gone, state=MembershipState.LEFT)
    assert queries.find_fellows(one.id, [other.id, waiting.id, gone.id]) == {other.id}
    assert fellowship.are_fellows(other.id, one.id)  # what the members' pages ask


def test_names_are_those_that_people_show():
    viewer, fellow, other = MemberFactory.create_batch(3)
    group = GroupFactory()
    for member in (viewer, fellow):
        MembershipFactory(group=group, member=member)
    people = [viewer, fellow, other]

    def seen_by(someone):
        return {member.display_name for member in people if member.id in queries.list_shown(someone, people)}

    for audience, by_visitor, by_viewer in (
        (Audience.EVERYONE, people, people),
        (Audience.MEMBERS, [], people),
        (Audience.GROUPS, [], [viewer, fellow]),
        (Audience.ONLY_ME, [], [viewer]),
    ):
        for member in people:
            show_name(member, audience)
        assert seen_by(None) == {member.display_name for member in by_visitor}
        assert seen_by(viewer) == {member.display_name for member in by_viewer}


def test_an_invitation_is_as_good_as_the_one_who_made_it():
    invitation = InvitationFactory()
    found = queries.find_invitation_by_token(queries.invitation_token(invitation))
    assert found == invitation
    assert queries.is_open(found)
    found.created_by.state = MemberState.SUSPENDED
    assert not queries.is_open(found)
    assert queries.find_invitation_by_token("forged") is None


def test_what_a_page_has_found_can_be_locked():
    membership = MembershipFactory(banned=True)
    membership_id, group_id, member_id = membership.id, membership.group_id, membership.member_id
    group = queries.get_group(group_id)
    slug, invitation = group.slug, InvitationFactory(group=group)
    invitation_id, token = invitation.id, queries.invitation_token(invitation)
    for find in (
        lambda: queries.find_group(None, slug),
        lambda: queries.list_groups(None).items[0],
        lambda: queries.find_membership(None, slug, membership_id),
        lambda: queries.find_latest_membership(queries.get_group(group_id), db.session.get_one(Member, member_id)),
        lambda: queries.list_banned(queries.get_group(group_id))[0],
        lambda: queries.find_invitation(None, slug, invitation_id),
        lambda: queries.find_invitation_by_token(token),
        lambda: queries.list_invitations(queries.get_group(group_id)).items[0],
    ):
        db.session.expunge_all()
        lock(find())  # PostgreSQL refuses where the row was loaded with an outer join, which is then repeated
