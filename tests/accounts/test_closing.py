"""Deleting an account: seven days to change one's mind or at once; nobody is left without who must be there."""

import re
from datetime import timedelta

import pyotp
import pytest
import sqlalchemy as sa

from community.accounts import queries
from community.accounts.models import EventKind, Member, MemberSession, Role, SecurityEvent
from community.accounts.operations import (
    AddressChangedLately,
    LastAdministrator,
    LinkNotValid,
    authenticate,
    cancel_closing,
    claim_administration,
    close,
    delete_closed,
    open_session,
    request_password_reset,
    sign_up,
)
from community.accounts.operations.administering import administrator_token
from community.accounts.operations.closing import TIME_TO_THINK
from community.accounts.operations.readdressing import ask_for_address, confirm_address
from community.accounts.signals import member_deleted
from community.announcements.models import Announcement
from community.audit import AuditEntry
from community.db import at_once, db, now
from community.delivery import deliver_due
from community.endorsements.models import Endorsement, EndorsementState, RefusedAddress
from community.endorsements.queries import count_endorsers, list_endorsements
from community.errands import run_due_errands
from community.groups import operations as groups
from community.groups.models import Group, Invitation, Membership, MembershipState
from community.groups.queries import RosterWish, list_coordinators, search_roster
from community.mail import MailState, OutboxMail
from community.moderation.operations import set_role, suspend
from community.moderation.queries import count_figures, find_member, list_members
from tests.announcements.factories import AnnouncementFactory
from tests.authenticator import with_app
from tests.carrying import carry_through
from tests.endorsements.factories import EndorsementFactory
from tests.factories import PASSWORD, MemberFactory
from tests.groups.factories import GroupFactory, InvitationFactory, MembershipFactory
from tests.groups.test_races import act, coordinators_who_can_act, refusals
from tests.members.factories import member_with_profile
from tests.passkeys import with_passkey

ROUNDS = range(3)


@pytest.fixture
def haru():
    return member_with_profile(address="haru@example.org", display_name="Haru", handle="haru")


def exists(member_id):
    db.session.rollback()
    return db.session.scalar(sa.select(Member.id).where(Member.id == member_id)) is not None


def let_time_pass(*members):
    """Let the seven days of these members be over."""
    ids = [member.id for member in members]
    db.session.execute(sa.update(Member).where(Member.id.in_(ids)).values(closes_at=now() - timedelta(seconds=1)))
    db.session.commit()


def delete(member):
    member_id = member.id
    close(actor=member, device="firefox-linux", at_once=True)
    delete_closed()
    db.session.expire_all()
    assert not exists(member_id)
    return member_id


def token_in(mail, part):
    return re.search(rf"/{part}/(\S+)", mail.text)[1]


# By pages


def test_close_in_seven_days_hides_at_once_and_logs_out(client, new_client, haru, outbox):
    member_id, elsewhere = haru.id, new_client().login(haru)
    reader = new_client().login(member_with_profile())
    assert reader.get("/en/members/haru").status == 200
    client.login(haru)
    page = client.post("/en/settings/data/close", {"when": "later"})
    assert (page.status, page.location) == (303, "/en/goodbye?when=later")
    assert "seven days" in client.get(page.location).text
    assert client.get("/en/settings/data").status == 303
    assert elsewhere.get("/en/settings/data").status == 303
    assert reader.get("/en/members/haru").status == 404
    assert "Haru" not in reader.get("/en/members").text
    (mail,) = outbox()
    assert "closing/cancel" in mail.text
    delete_closed()
    assert exists(member_id)
    let_time_pass(queries.find_member(member_id))
    delete_closed()
    assert not exists(member_id)
    assert [mail.template for mail in outbox()] == ["accounts/mail/closed"]  # what waited before is not sent any more
    assert outbox()[0].recipient == "haru@example.org"


def test_close_at_once(client, new_client, haru, outbox):
    member_id, elsewhere = haru.id, new_client().login(haru)
    page = client.login(haru).post("/en/settings/data/close", {"when": "now"})
    assert (page.status, page.location) == (303, "/en/goodbye?when=now")
    assert not exists(member_id)
    assert "is deleted" in client.get(page.location).text
    assert elsewhere.get("/en/settings/data").status == 303
    assert [mail.template for mail in outbox()] == ["accounts/mail/closed"]


def test_cancel_closing_by_the_mailed_link(client, haru, outbox):
    close(actor=haru, device="")
    path = f"/en/closing/cancel/{token_in(outbox()[0], 'closing/cancel')}"
    assert "Keep your account" in client.get(path).text
    assert not queries.find_member(haru.id).is_active
    assert client.post(path).location == "/en/"
    assert queries.find_member(haru.id).is_active
    assert client.post(path).status == 409
    kinds = set(db.session.scalars(sa.select(SecurityEvent.kind)))
    assert {EventKind.CLOSING_ASKED, EventKind.CLOSING_CANCELLED} <= kinds


def test_logging_in_keeps_the_account_and_says_so(client, haru, outbox):
    close(actor=haru, device="")
    link = token_in(outbox()[0], "closing/cancel")
    page = client.post("/en/login", {"email": "haru@example.org", "password": PASSWORD})
    assert page.status == 303
    assert "Your account stays" in client.get(page.location).text
    assert queries.find_member(haru.id).is_active
    with pytest.raises(LinkNotValid):
        cancel_closing(token=link, device="")
    delete_closed()
    assert exists(haru.id)


def test_a_passkey_alone_keeps_the_account_too(client, haru):
    _passkey, device = with_passkey(haru)
    close(actor=haru, device="")
    form = client.get("/en/login").one("form[data-passkey]")
    page = client.post("/en/login/passkey", {"credential": device.use(form["data-question"]), "remember": ""})
    assert page.status == 303
    assert queries.find_member(haru.id).is_active


def test_the_first_of_two_steps_keeps_nothing_and_the_second_does(client, haru):
    secret = with_app(haru)
    close(actor=haru, device="")
    page = client.post("/en/login", {"email": "haru@example.org", "password": PASSWORD})
    assert not queries.find_member(haru.id).is_active
    assert client.post(page.location, {"code": pyotp.TOTP(secret).now()}).status == 303
    assert queries.find_member(haru.id).is_active


def test_a_wrong_password_keeps_nothing(haru):
    close(actor=haru, device="")
    assert authenticate(email="haru@example.org", password="not the password") is None
    assert not queries.find_member(haru.id).is_active


def test_close_asks_for_a_fresh_proof_and_goes_on_with_the_choice(client, haru):
    member_id = haru.id
    client.login(haru)
    db.session.execute(sa.update(MemberSession).values(proved_at=now() - timedelta(minutes=11)))
    db.session.commit()
    page = client.post("/en/settings/data/close", {"when": "now"})
    assert page.status == 307
    assert exists(member_id)
    page = client.post(page.location, {"when": "now"})
    assert page.one("input[name=when]")["value"] == "now"
    proof = {"when": "now", "interrupted": "1", "proof_password": PASSWORD}
    page = client.post("/en/prove?next=/en/settings/data/close", proof)
    assert (page.status, page.location) == (307, "/en/settings/data/close")
    assert client.post(page.location, {"when": "now"}).status == 303
    assert not exists(member_id)


def test_close_says_which_groups_are_in_the_way(client, haru):
    group = GroupFactory(name_en="Film nights")
    MembershipFactory(group=group, member=haru, coordinator=True)
    safe = GroupFactory(name_en="Reading circle")
    MembershipFactory(group=safe, member=haru, coordinator=True)
    MembershipFactory(group=safe, coordinator=True)
    page = client.login(haru).post("/en/settings/data/close", {"when": "later"})
    assert page.status == 422
    assert "Film nights" in page.one(".error-summary").get_text()
    assert "Reading circle" not in page.one(".error-summary").get_text()
    assert queries.find_member(haru.id).is_active


def test_the_last_administrator_stays(client):
    administrator = MemberFactory(administrator=True)
    page = client.login(administrator).post("/en/settings/data/close", {"when": "now"})
    assert page.status == 422
    assert "last administrator" in page.one(".error-summary").get_text()
    MemberFactory(administrator=True)
    assert client.post("/en/settings/data/close", {"when": "now"}).status == 303


def test_an_administrator_who_is_leaving_does_not_count_as_one(haru):
    leaving, staying = MemberFactory(administrator=True), MemberFactory(administrator=True)
    close(actor=leaving, device="")
    with pytest.raises(LastAdministrator):
        close(actor=staying, device="")
    with pytest.raises(LastAdministrator):
        set_role(actor=staying, member=staying, role=Role.MEMBER)


def test_at_once_is_not_open_while_an_earlier_address_can_come_back(haru, outbox):
    ask_for_address(actor=haru, email="new@example.org", device="")
    run_due_errands()
    confirm_address(token=token_in(outbox()[0], "email/confirm"), device="", session=None)
    with pytest.raises(AddressChangedLately):
        close(actor=haru, device="", at_once=True)
    close(actor=haru, device="")
    link = queries.find_member(haru.id)
    assert link.closes_at - now() > TIME_TO_THINK - timedelta(minutes=1)
    assert queries.has_way_back(haru)


# Who is leaving is shown to nobody


def test_nobody_is_shown_a_member_who_is_leaving(haru):
    group = GroupFactory()
    MembershipFactory(group=group, member=haru, coordinator=True)
    MembershipFactory(group=group, coordinator=True)
    EndorsementFactory(member_id=haru.id, address="haru@example.org", name="Haru")
    moderator = MemberFactory(moderator=True)
    figures = count_figures()
    close(actor=haru, device="")
    assert len(list_coordinators(group)) == 1
    assert haru.id not in [row.member_id for row in search_roster(haru, group, RosterWish()).items]
    assert find_member(None, "haru") is None
    assert haru.id not in [member.id for member in list_members(moderator).items]
    assert queries.find_active_by_handle("haru") is None
    assert count_figures().members == figures.members - 1
    assert list_endorsements().items == []
    assert count_endorsers() == 1


def test_a_member_who_is_leaving_gets_no_password_link(haru, outbox):
    close(actor=haru, device="")
    request_password_reset(email="haru@example.org")
    assert [mail.template for mail in outbox()] == ["accounts/mail/closing"]


def test_what_is_deleted_while_somebody_looks_is_not_found(client, haru, monkeypatch):
    group, member = GroupFactory(), MemberFactory()
    client.login(haru)
    MembershipFactory(group=group, member=haru, coordinator=True)
    membership = MembershipFactory(group=group, member=member)
    membership_id = membership.id
    path = f"/en/groups/{group.slug}/members/{membership_id}/appoint"
    assert client.get(f"/en/groups/{group.slug}/members").has(f"form[action='{path}']")
    appoint = groups.appoint

    def be_late(**things):
        at_once(sa.delete(Membership).where(Membership.id == membership_id))
        appoint(**things)

    monkeypatch.setattr(groups, "appoint", be_late)
    assert client.post(path).status == 404


# What is released


def test_groups_release_everything(haru):
    group, other = GroupFactory(), MemberFactory()
    MembershipFactory(group=group, member=haru, coordinator=True)
    stays = MembershipFactory(group=group, coordinator=True, member=other, decided_by_id=haru.id)
    invitation = InvitationFactory(group=group, created_by=haru)
    InvitationFactory(group=group, created_by=haru)  # by which nobody came in
    stays.invitation_id = invitation.id
    AnnouncementFactory(group=group, author=haru, title="Kept")
    waiting = MembershipFactory(member=haru, requested=True)
    waiting.keep_answers([("Why?", "Because.")])
    db.session.commit()
    group_id = group.id
    delete(haru)
    assert [row.member_id for row in db.session.scalars(sa.select(Membership))] == [other.id]
    assert (stays.decided_by_id, stays.invitation_id) == (None, invitation.id)
    assert [row.created_by_id for row in db.session.scalars(sa.select(Invitation))] == [None]
    (announcement,) = db.session.scalars(sa.select(Announcement).where(Announcement.group_id == group_id))
    assert (announcement.title, announcement.author_id) == ("Kept", None)


def test_an_announcement_without_its_author_reads(client, haru):
    group, other = GroupFactory(), MemberFactory()
    MembershipFactory(group=group, member=other)
    announcement = AnnouncementFactory(group=group, author=haru)
    path = f"/en/groups/{group.slug}/announcements/{announcement.id}"
    assert "haru" in client.login(other).get(path).text.lower()
    delete(haru)
    assert "A former member" in client.get(path).text


def test_the_endorsement_is_withdrawn(haru):
    mine = EndorsementFactory(member_id=haru.id, address="haru@example.org", pledges={1: "I teach."})
    db.session.add(RefusedAddress(email_index=b"somebody else"))
    db.session.commit()
    delete(haru)
    db.session.expire_all()
    assert (mine.state, mine.member_id, mine.email, mine.name) == (EndorsementState.WITHDRAWN, None, None, None)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(RefusedAddress)) == 1


def test_the_first_administrators_link_stays_used(haru):
    claim_administration(actor=haru, token=administrator_token())
    MemberFactory(administrator=True)
    delete(haru)
    assert queries.is_administrator_claimed()


def test_the_trail_reads_without_the_name(client, haru):
    moderator = MemberFactory(administrator=True, handle="moderator")
    set_role(actor=moderator, member=haru, role=Role.MODERATOR)
    target = MemberFactory(handle="somebody")
    suspend(actor=haru, member=target, reason="They sent spam.")
    delete(haru)
    text = client.login(moderator).get("/en/admin/audit").text
    assert "moderator changed the role of a deleted member" in text
    assert "a deleted member suspended somebody" in text
    assert "They sent spam." in text
    assert "haru" not in text


def test_an_address_can_come_back_with_a_new_account(haru, outbox):
    delete(haru)
    sign_up(email="haru@example.org", password="four words that fit", display_name="Again", language="en")
    assert "/en/confirm/" in outbox()[-1].text


def test_one_account_that_cannot_be_deleted_does_not_hold_up_the_others(haru, caplog):
    stuck, other = MemberFactory(), MemberFactory()
    stuck_id, other_id = stuck.id, other.id
    close(actor=stuck, device="")
    close(actor=other, device="")
    db.session.execute(sa.update(Member).where(Member.id == stuck_id).values(closes_at=now() - timedelta(days=1)))
    db.session.commit()
    let_time_pass(other)

    def fail(member):
        if member.id == stuck_id:
            raise RuntimeError

    with member_deleted.connected_to(fail):
        delete_closed()
    assert exists(stuck_id)
    assert not exists(other_id)
    assert "An account could not be deleted" in caplog.text
    delete_closed()
    assert not exists(stuck_id)


def test_a_mail_that_is_on_its_way_may_arrive_after_its_reader_has_gone(haru, monkeypatch):
    close(actor=haru, device="")
    let_time_pass(haru)
    carry_through(monkeypatch, lambda message: delete_closed())
    deliver_due()
    states = list(db.session.scalars(sa.select(OutboxMail.state)))
    assert states == [MailState.WAITING]


# At the same moment


def closing(member, at_once=False):
    member_id = member.id

    def run():
        close(actor=db.session.get_one(Member, member_id), device="", at_once=at_once)
        if at_once:
            delete_closed()

    return run


@pytest.mark.parametrize("at_once", [False, True])
@pytest.mark.parametrize("_round", ROUNDS)
def test_two_coordinators_leave_for_good_and_leave_the_group(race, at_once, _round):
    group = GroupFactory()
    one, other = MemberFactory(), MemberFactory()
    for member in (one, other):
        MembershipFactory(group=group, member=member, coordinator=True)
    results = race(closing(one, at_once), act(groups.leave, other, group=group))
    assert [issubclass(kind, groups.LastCoordinator) for kind in refusals(results)] == [True]
    assert coordinators_who_can_act(group.id) == 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_coordinators_close_at_the_same_moment(race, _round):
    group = GroupFactory()
    people = [MemberFactory(), MemberFactory()]
    for member in people:
        MembershipFactory(group=group, member=member, coordinator=True)
    results = race(*(closing(member, at_once=True) for member in people))
    assert refusals(results) == [groups.OnlyCoordinator]
    assert coordinators_who_can_act(group.id) == 1


@pytest.mark.parametrize("at_once", [False, True])
@pytest.mark.parametrize("_round", ROUNDS)
def test_a_member_closes_while_being_made_the_only_coordinator(race, at_once, _round):
    group, moderator, member = GroupFactory(), MemberFactory(moderator=True), MemberFactory()
    membership = MembershipFactory(group=group, member=member)
    member_id = member.id
    closed, appointed = race(closing(member, at_once), act(groups.appoint, moderator, membership=membership))
    db.session.rollback()
    if closed is None:  # too early to be appointed
        # Where the row had gone before it was read at all, the page would not have found it either.
        assert type(appointed) in (groups.NotInGroup, sa.orm.exc.ObjectDeletedError, sa.exc.NoResultFound)
        assert coordinators_who_can_act(group.id) == 0
        assert exists(member_id) is not at_once
    else:
        assert (type(closed), appointed) == (groups.OnlyCoordinator, None)
        assert coordinators_who_can_act(group.id) == 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_administrators_close_at_the_same_moment(race, _round):
    people = [MemberFactory(administrator=True), MemberFactory(administrator=True)]
    results = race(*(closing(member) for member in people))
    assert refusals(results) == [LastAdministrator]


@pytest.mark.parametrize("_round", ROUNDS)
def test_an_account_is_deleted_while_its_owner_logs_in(race, _round):
    member = MemberFactory()
    member_id = member.id
    close(actor=member, device="")
    let_time_pass(member)

    def log_in():
        open_session(member=db.session.get_one(Member, member_id), device="")

    _deleted, entered = race(delete_closed, log_in)
    assert exists(member_id) is (entered is None)
    sessions = db.session.scalar(sa.select(sa.func.count()).select_from(MemberSession))
    assert sessions == (1 if entered is None else 0)


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_member_is_deleted_while_they_join_and_are_approved(race, _round):
    member, coordinator, group = MemberFactory(), MemberFactory(), GroupFactory(open=True)
    MembershipFactory(group=group, member=coordinator, coordinator=True)
    asked = MembershipFactory(member=member, requested=True)
    member_id, group_id = member.id, group.id
    race(
        closing(member, at_once=True),
        act(groups.join, member, group=group),
        act(groups.approve, coordinator, membership=asked),
    )
    delete_closed()
    assert not exists(member_id)
    rows = db.session.scalars(sa.select(Membership).where(Membership.group_id == group_id)).all()
    assert [(row.member_id, row.state) for row in rows] == [(coordinator.id, MembershipState.ACTIVE)]
    assert db.session.get_one(Group, group_id).slug
    assert db.session.scalars(sa.select(AuditEntry.subject_id).where(AuditEntry.subject_id == member_id)).all() == []
    assert db.session.scalars(sa.select(Endorsement)).all() == []
