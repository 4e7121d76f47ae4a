"""Invitations by mail and by name: who gets them, who can use them, and what whoever invites learns: nothing."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from community.accounts.models import MemberSession
from community.audit import AuditEntry
from community.db import db, now
from community.errands import run_due_errands
from community.groups import operations, queries
from community.groups.models import GroupRole, Invitation, InvitationState, Membership, MembershipState
from community.groups.operations import refusals as no
from community.members.operations import block
from community.reports.models import Report
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, InvitationFactory, MembershipFactory
from tests.members.factories import member_with_profile


@pytest.fixture
def group():
    return GroupFactory(slug="river", name_en="River")


@pytest.fixture
def coordinator(group):
    member = member_with_profile()
    MembershipFactory(group=group, member=member, coordinator=True)
    return member


def by_mail(coordinator, group, address="haru@example.org"):
    return operations.invite_by_mail(actor=coordinator, group=group, address=address, language="en")


def by_name(coordinator, group, handle, role=GroupRole.MEMBER):
    invitation = operations.invite_by_handle(actor=coordinator, group=group, handle=handle, role=role)
    run_due_errands()
    return db.session.get(Invitation, invitation.id, populate_existing=True)


def stay_of(group, member):
    db.session.rollback()
    return queries.find_latest_membership(group, member)


# By mail


def test_the_mail_names_the_group_and_nobody_and_its_link_works_once_for_its_address(group, coordinator, outbox):
    haru = MemberFactory(address="Haru@example.org")
    invitation = by_mail(coordinator, group)
    (mail,) = outbox()
    assert mail.recipient == "haru@example.org"
    assert "River" in mail.text
    for name in (coordinator.display_name, coordinator.handle):
        assert name not in mail.subject + mail.text + mail.html
    token = re.search(r"/en/groups/invitations/(\S+)", mail.text)[1]  # one made now would carry another second
    with pytest.raises(no.NotYourInvitation):
        operations.accept_invitation(actor=MemberFactory(), token=token)
    operations.accept_invitation(actor=haru, token=token)
    assert stay_of(group, haru).invitation_id == invitation.id
    assert db.session.get(Invitation, invitation.id).state is InvitationState.USED


def test_a_hidden_group_is_not_named_in_a_mailbox(coordinator, outbox):
    hidden = GroupFactory(hidden=True, name_en="Quiet river")
    MembershipFactory(group=hidden, member=coordinator, coordinator=True)
    by_mail(coordinator, hidden)
    by_name(coordinator, hidden, member_with_profile().handle)
    mails = outbox()
    assert len(mails) == 2
    assert not [mail for mail in mails if "Quiet" in mail.subject + mail.text + mail.html]


@pytest.mark.parametrize("state", [MembershipState.ACTIVE, MembershipState.BANNED])
def test_who_is_in_or_kept_out_gets_no_mail(group, coordinator, outbox, state):
    haru = MemberFactory(address="haru@example.org")
    MembershipFactory(group=group, member=haru, state=state)
    by_mail(coordinator, group)
    assert outbox() == []


def test_who_has_blocked_the_inviter_gets_no_mail(group, coordinator, outbox):
    block(actor=MemberFactory(address="haru@example.org"), member=coordinator)
    by_mail(coordinator, group)
    assert outbox() == []


def test_a_report_needs_no_account_and_tells_moderators_once(group, coordinator, new_client, outbox):
    MemberFactory(moderator=True)
    tokens = []
    for number in range(2):
        invitation = by_mail(coordinator, group, f"somebody-{number}@example.org")
        tokens.append(queries.invitation_token(invitation))
    outbox()
    visitor = new_client()
    for token in (*tokens, tokens[0]):
        path = f"/en/groups/invitations/{token}/report"
        assert visitor.get(path).status == 200
        assert visitor.post(path, {}).status == 303
    assert db.session.scalars(sa.select(Report.about_id)).all() == [coordinator.id]
    states = {row.state for row in db.session.scalars(sa.select(Invitation))}
    assert states == {InvitationState.REPORTED}
    with pytest.raises(no.InvitationNotValid):
        operations.accept_invitation(actor=MemberFactory(address="somebody-0@example.org"), token=tokens[0])


def test_only_a_post_reports_and_only_what_came_by_mail(group, coordinator, new_client):
    invitation = by_mail(coordinator, group)
    visitor = new_client()
    visitor.get(f"/en/groups/invitations/{queries.invitation_token(invitation)}/report")
    assert db.session.get(Invitation, invitation.id, populate_existing=True).reported_at is None
    link = InvitationFactory(group=group, created_by=coordinator)
    with pytest.raises(no.InvitationNotValid):
        operations.report_invitation(token=queries.invitation_token(link))


def test_an_address_that_reported_is_written_to_by_nobody_again(group, coordinator, outbox):
    operations.report_invitation(token=queries.invitation_token(by_mail(coordinator, group)))
    outbox()
    other = MemberFactory()
    MembershipFactory(group=group, member=other, coordinator=True)
    by_mail(other, group, "HARU@example.org")
    assert outbox() == []


def test_whose_mails_are_reported_again_and_again_sends_no_more(group, coordinator):
    for number in range(3):
        invitation = by_mail(coordinator, group, f"somebody-{number}@example.org")
        operations.report_invitation(token=queries.invitation_token(invitation))
    with pytest.raises(no.MailsStopped):
        by_mail(coordinator, group)


def test_nobody_sends_more_than_ten_a_day_and_no_address_gets_more_than_three_a_month(group, coordinator, outbox):
    for _number in range(5):
        by_mail(coordinator, group)
    assert len(outbox()) == 3
    for number in range(5):
        by_mail(coordinator, group, f"somebody-{number}@example.org")
    with pytest.raises(no.TooManyMails):
        by_mail(coordinator, group)


# By name


def test_an_invitation_by_name_is_found_accepted_and_used_up(group, coordinator, outbox, client):
    haru = member_with_profile()
    invitation = by_name(coordinator, group, f"@{haru.handle.upper()}")
    assert [mail.recipient for mail in outbox()] == [haru.email]
    browser = client.login(haru)
    assert "River" in browser.get("/en/groups/mine").text
    assert browser.post(f"/en/groups/invited/{invitation.id}/accept", {}).status == 303
    assert stay_of(group, haru).invitation_id == invitation.id
    with pytest.raises(no.AlreadyMember):
        operations.accept_invited(actor=haru, invitation=invitation)


def test_nobody_else_accepts_or_declines_it(group, coordinator, client):
    invitation = by_name(coordinator, group, member_with_profile().handle)
    browser = client.login(MemberFactory())
    for act in ("accept", "decline"):
        assert browser.post(f"/en/groups/invited/{invitation.id}/{act}", {}).status == 404


def test_who_says_no_is_left_alone_for_a_month(group, coordinator, outbox):
    haru = member_with_profile()
    operations.decline_invited(actor=haru, invitation=by_name(coordinator, group, haru.handle))
    assert len(outbox()) == 1
    assert by_name(coordinator, group, haru.handle).invitee_id is None
    db.session.execute(sa.update(Invitation).values(declined_at=now() - timedelta(days=31)))
    db.session.commit()
    assert by_name(coordinator, group, haru.handle).invitee_id == haru.id


def unreached(kind, group, coordinator):
    if kind == "nobody":
        return "nobody-of-this-name"
    member = MemberFactory() if kind == "hides" else member_with_profile()
    if kind == "has blocked":
        block(actor=member, member=coordinator)
    if kind == "is kept out":
        MembershipFactory(group=group, member=member, banned=True)
    if kind == "is invited":
        by_name(coordinator, group, member.handle)
    return member.handle


@pytest.mark.parametrize("kind", ["nobody", "hides", "has blocked", "is kept out", "is invited"])
def test_whoever_is_not_reached_is_answered_for_like_whoever_is(group, coordinator, outbox, new_client, kind):
    handles = unreached(kind, group, coordinator), member_with_profile().handle
    before = len(outbox())
    browser = new_client().login(coordinator, second_factor=True)
    answers = []
    for handle in handles:
        page = browser.post("/en/groups/river/invitations/handle", {"handle": handle})
        shown = browser.get(page.location).text
        answers.append((page.status, page.location, shown.count("Can be used"), "have been told" in shown))
    assert answers[0][:2] == answers[1][:2]
    assert all(answer[3] for answer in answers)
    assert len(outbox()) == before + 1
    rows = db.session.scalars(sa.select(Invitation).order_by(Invitation.created_at)).all()
    assert [row.state for row in rows[-2:]] == [InvitationState.OPEN] * 2
    details = db.session.scalars(sa.select(AuditEntry.details).order_by(AuditEntry.at)).all()
    assert details[-1] == details[-2]


def test_a_block_that_comes_later_takes_the_invitation_from_sight(group, coordinator):
    haru = member_with_profile()
    invitation = by_name(coordinator, group, haru.handle)
    block(actor=haru, member=coordinator)
    assert queries.list_my_invitations(haru) == []
    with pytest.raises(no.InvitationNotValid):
        operations.accept_invited(actor=haru, invitation=invitation)


def test_whoever_has_asked_is_let_in_by_being_invited(group, coordinator, outbox):
    group.vouches_needed = 3  # an invitation asks for none
    asked = MembershipFactory(group=group, requested=True)
    member = db.session.get(type(coordinator), asked.member_id)
    invitation = by_name(coordinator, group, member.handle)
    stay = stay_of(group, member)
    assert (stay.id, stay.state, stay.invitation_id) == (asked.id, MembershipState.ACTIVE, invitation.id)
    assert [mail.template for mail in outbox()] == ["groups/mail/approved"]
    count = sa.select(sa.func.count()).where(Membership.member_id == member.id)
    assert db.session.scalar(count) == 1


def test_a_coordinator_is_invited_by_name_alone_and_their_powers_sleep(group, coordinator):
    group.powers_delay_days = 5
    db.session.commit()
    haru = member_with_profile()
    invitation = by_name(coordinator, group, haru.handle, GroupRole.COORDINATOR)
    assert stay_of(group, haru) is None
    operations.accept_invited(actor=haru, invitation=invitation)
    stay = stay_of(group, haru)
    assert (stay.role, stay.has_powers) == (GroupRole.COORDINATOR, False)


def test_inviting_a_coordinator_needs_fresh_proof(group, coordinator, client):
    browser = client.login(coordinator, second_factor=True)
    db.session.execute(sa.update(MemberSession).values(proved_at=now() - timedelta(minutes=11)))
    db.session.commit()
    page = browser.get("/en/groups/river/invitations/coordinator")
    assert page.status == 307


def test_only_who_coordinates_at_this_moment_invites(group):
    for member in (
        MemberFactory(),
        db.session.get(type(MemberFactory.build()), MembershipFactory(group=group).member_id),
    ):
        with pytest.raises(no.NoCoordinator):
            by_mail(member, group)


def test_a_paused_group_invites_nobody(group, coordinator):
    group.state = "paused"
    db.session.commit()
    with pytest.raises(no.GroupAtRest):
        operations.create_invitation(actor=coordinator, group=group, days=1, max_uses=1)


def test_what_was_told_of_an_invitation_goes_a_month_after_it_expired(group, coordinator):
    unused, used = by_mail(coordinator, group), by_mail(coordinator, group, "other@example.org")
    used.uses = 1
    for row in (unused, used):
        row.expires_at = now() - timedelta(days=31)
    db.session.commit()
    operations.forget_invitations()
    db.session.expire_all()
    (left,) = db.session.scalars(sa.select(Invitation)).all()
    assert (left.id, left.recipient, left.note) == (used.id, None, None)


@pytest.mark.parametrize(("days", "stays"), [(29, True), (31, False)])
def test_what_was_told_of_an_invitation_goes_a_month_after_it_was_revoked_or_used_up(group, coordinator, days, stays):
    moment = now() - timedelta(days=days)
    waits = {"expires_at": now() + timedelta(days=1), "created_by": coordinator, "group": group, "note": "Choir"}
    revoked = InvitationFactory(**waits, revoked_at=moment)
    used = InvitationFactory(**waits, uses=1)
    MembershipFactory(group=group, invitation_id=used.id, joined_at=moment)
    half_used = InvitationFactory(**waits, uses=1, max_uses=2)
    MembershipFactory(group=group, invitation_id=half_used.id, joined_at=moment)
    operations.forget_invitations()
    db.session.expire_all()
    left = {row.id: row.note for row in db.session.scalars(sa.select(Invitation))}
    told = {half_used.id: "Choir", used.id: "Choir" if stays else None}
    assert left == told | ({revoked.id: "Choir"} if stays else {})


def test_the_page_of_the_group_offers_the_invitation_to_whom_it_is_for_alone(new_client, group, coordinator):
    haru = member_with_profile()
    invitation = by_name(coordinator, group, haru.handle)
    way_in = f"/en/groups/invited/{invitation.id}/accept"
    offer = f"form[action='{way_in}']"
    invited = new_client().login(haru)
    assert invited.get("/en/groups/river").has(offer)
    assert not new_client().login(MemberFactory()).get("/en/groups/river").has(offer)
    invited.post(way_in)
    assert not invited.get("/en/groups/river").has(offer)
