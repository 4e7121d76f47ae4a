"""What infiltrators, moderators and those who were sent away would try in groups."""

from datetime import timedelta

import pytest

from community.db import db, now
from community.errands import run_due_errands
from community.groups import operations, queries
from community.groups.models import GroupRole, Invitation, InvitationWay, JoinPolicy, MembershipState, Visibility
from community.groups.operations import refusals as no
from community.groups.queries import branches
from community.moderation.operations import suspend
from tests.factories import MemberFactory
from tests.groups.factories import CharterFactory, GroupFactory, InvitationFactory, MembershipFactory
from tests.members.factories import member_with_profile

WORDS = {"names": {"en": "River"}, "purposes": {}, "commitments": [2], "questions": {}}


@pytest.fixture
def group():
    return GroupFactory(slug="river", name_en="River")


@pytest.fixture
def coordinator(group):
    member = member_with_profile()
    MembershipFactory(group=group, member=member, coordinator=True)
    return member


def state_in(group, member):
    db.session.rollback()
    found = queries.find_latest_membership(group, member)
    return found and found.state


def test_a_moderator_who_suspends_everybody_in_a_group_does_not_decide_whom_it_takes_in(group, coordinator):
    moderator = MemberFactory(moderator=True)
    group.visibility = Visibility.HIDDEN
    db.session.commit()
    suspend(actor=moderator, member=coordinator, reason="I want to read this.")
    with pytest.raises(no.RulesNotYours):
        operations.edit_group(actor=moderator, group=group, **WORDS, visibility=Visibility.MEMBERS)
    administrator = MemberFactory(administrator=True)  # somebody must be able to give the group to other people
    operations.edit_group(actor=administrator, group=group, **WORDS, visibility=Visibility.MEMBERS)
    assert group.visibility is Visibility.MEMBERS


def test_who_asked_before_a_group_hid_itself_does_not_come_in_by_asking_again(group, coordinator):
    person = MemberFactory()
    MembershipFactory(group=group, member=person, requested=True)
    group.visibility, group.join_policy = Visibility.HIDDEN, JoinPolicy.OPEN
    db.session.commit()
    with pytest.raises(no.RequestWaiting):
        operations.join(actor=person, group=group)
    assert state_in(group, person) is MembershipState.REQUESTED


@pytest.mark.parametrize("act", ["remove", "ban and unban"])
def test_who_was_sent_away_does_not_come_back_by_an_invitation_from_before(group, coordinator, act):
    person = member_with_profile()
    invitation = operations.invite_by_handle(
        actor=coordinator, group=group, handle=person.handle, role=GroupRole.COORDINATOR
    )
    by_mail = operations.invite_by_mail(actor=coordinator, group=group, address=person.email, language="en")
    run_due_errands()
    link = InvitationFactory(group=group, created_by=coordinator, created_at=now() - timedelta(hours=1))
    stay = MembershipFactory(group=group, member=person)
    if act == "remove":
        operations.remove(actor=coordinator, membership=stay)
    else:
        operations.ban(actor=coordinator, membership=stay)
        operations.unban(actor=coordinator, membership=stay)
    with pytest.raises(no.InvitationNotValid):
        operations.accept_invited(actor=person, invitation=db.session.get(Invitation, invitation.id))
    for one in (by_mail, link):
        with pytest.raises(no.InvitationNotValid):
            operations.accept_invitation(actor=person, token=queries.invitation_token(one))
    assert state_in(group, person) is MembershipState.REMOVED
    # What was sent to an address looks as before: else whoever removes people learned whose it is.
    assert db.session.get(Invitation, by_mail.id).way is InvitationWay.MAIL
    assert db.session.get(Invitation, by_mail.id).is_open
    later = InvitationFactory(group=group, created_by=coordinator)
    operations.accept_invitation(actor=person, token=queries.invitation_token(later))
    assert state_in(group, person) is MembershipState.ACTIVE


def test_who_has_an_account_and_reports_a_mail_gets_no_other(group, coordinator, outbox):
    MemberFactory(address="haru@example.org")
    send = {"group": group, "address": "haru@example.org", "language": "en"}
    first = operations.invite_by_mail(actor=coordinator, **send)
    assert len(outbox()) == 1
    operations.report_invitation(token=queries.invitation_token(first))
    operations.invite_by_mail(actor=coordinator, **send)
    assert len(outbox()) == 1


def test_no_account_is_mailed_more_invitations_than_other_addresses(group, coordinator, outbox):
    MemberFactory(address="haru@example.org")
    for _number in range(5):
        operations.invite_by_mail(actor=coordinator, group=group, address="haru@example.org", language="en")
    assert len(outbox()) == 3


def test_whoever_was_suspended_meanwhile_lets_nobody_in_by_inviting(group, coordinator):
    person = member_with_profile()
    MembershipFactory(group=group, member=person, requested=True)
    operations.invite_by_handle(actor=coordinator, group=group, handle=person.handle)
    suspend(actor=MemberFactory(moderator=True), member=coordinator, reason="A spy.")
    run_due_errands()
    assert state_in(group, person) is MembershipState.REQUESTED


def test_a_branch_is_undone_to_its_end_however_many_have_left_it(group, coordinator, monkeypatch):
    monkeypatch.setattr(branches, "MOST_LISTED", 2)
    link = InvitationFactory(group=group, created_by=coordinator, max_uses=5, uses=5)
    for _number in range(3):
        MembershipFactory(
            group=group, invitation_id=link.id, state=MembershipState.LEFT, joined_at=now() - timedelta(days=9)
        )
    inside = [MemberFactory() for _number in range(3)]
    for person in inside:
        MembershipFactory(group=group, member=person, invitation_id=link.id)
    expected = len([row for row in queries.list_branch(coordinator, None) if row.is_inside])
    moderator = MemberFactory(moderator=True)
    done = operations.undo_branch(actor=moderator, member=coordinator, group=None, reason="", expected=expected)
    assert done.removed == 3
    assert {state_in(group, person) for person in inside} == {MembershipState.REMOVED}


@pytest.mark.parametrize("path", ["charter", "subgroups"])
def test_whom_a_group_for_members_keeps_out_reads_nothing_of_it(client, new_client, path):
    group = GroupFactory(slug="delta", for_members=True, charter_is_public=True)
    CharterFactory(group=group)
    barred = MemberFactory()
    MembershipFactory(group=group, member=barred, banned=True)
    assert client.login(barred).get(f"/en/groups/delta/{path}").status == 404
    other = new_client()
    assert other.login(MemberFactory()).get(f"/en/groups/delta/{path}").status == 200  # control


def test_a_page_opened_before_a_group_hid_itself_does_not_show_it_to_everyone_again(client, group, coordinator):
    client.login(coordinator, second_factor=True)
    page = client.get("/en/groups/river/edit")
    form = {"name_en": "Rivers", "name_ko": "", "commitments": ["2"], "join_policy": "on_request"}
    form |= {"visibility": "public", "vouches_needed": "0", "probation_days": "0", "powers_delay_days": "0"}
    operations.edit_group(actor=coordinator, group=group, **WORDS, visibility=Visibility.HIDDEN)
    again = client.post("/en/groups/river/edit", form | {"seen": page.one("[name=seen]")["value"]})
    assert again.status == 422
    assert group.visibility is Visibility.HIDDEN
    assert "changed" in again.text
    assert again.one("[name=visibility][checked]")["value"] == "hidden"  # as it is now, not as the old page had it
    assert again.one("[name=name_en]")["value"] == "Rivers"
    form |= {"seen": again.one("[name=seen]")["value"], "visibility": "hidden"}
    assert client.post("/en/groups/river/edit", form).status == 303
    assert group.name_en == "Rivers"


def test_who_answers_is_told_how_long_that_is_kept(client):
    GroupFactory(slug="delta", questions_en=["Why?"])
    text = client.login(MemberFactory()).get("/en/groups/delta/join").text
    assert "90 days" in text
    assert "deleted once" not in text
