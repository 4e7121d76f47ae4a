"""Changing the e-mail address: confirmed at the new one, told to the old one, which can always win it back."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from community.accounts import queries
from community.accounts.models import (
    EventKind,
    LinkPurpose,
    MailedLink,
    Member,
    MemberSession,
    MemberState,
    Passkey,
    RecoveryCode,
    SecurityEvent,
    Totp,
)
from community.accounts.operations import (
    AddressTaken,
    LinkNotValid,
    SameAddress,
    SignupNotValid,
    ask_for_address,
    ask_for_copy,
    authenticate,
    close,
    confirm,
    confirm_address,
    open_session,
    restore_address,
    sign_up,
)
from community.accounts.operations.readdressing import SUSPICIOUS, WAY_BACK_LASTS
from community.db import atomic, db, now
from community.endorsements.models import Endorsement, EndorsementState, Shown
from community.endorsements.queries import token_of
from community.errands import Errand, run_due_errands
from community.mail import OutboxMail
from tests.endorsements.factories import EndorsementFactory
from tests.factories import PASSWORD, MemberFactory

OLD, NEW, THIEF = "haru@example.org", "haru@elsewhere.example", "thief@example.net"


@pytest.fixture
def haru():
    return MemberFactory(address=OLD, display_name="Haru")


@pytest.fixture
def link_to(outbox):
    """The token of the last link of a kind that was mailed to an address."""

    def find(address, part):
        texts = [mail.text for mail in outbox() if mail.recipient == address]
        return re.findall(rf"/{part}/(\S+)", "\n".join(texts))[-1]

    return find


@pytest.fixture
def move(link_to):
    """Change a member's address, all the way."""

    def run(member, address):
        ask_for_address(actor=member, email=address, device="firefox-linux")
        run_due_errands()
        confirm_address(token=link_to(address, "email/confirm"), device="firefox-linux", session=None)
        return member

    return run


def events(member):
    db.session.rollback()
    return set(db.session.scalars(sa.select(SecurityEvent.kind).where(SecurityEvent.member_id == member.id)))


def endorsements(**conditions):
    db.session.rollback()
    return list(db.session.scalars(sa.select(Endorsement).filter_by(**conditions)))


def grow_older(member, days):
    """Let the member's links be from some days ago."""
    for link in db.session.scalars(sa.select(MailedLink).where(MailedLink.member_id == member.id)):
        link.expires_at -= timedelta(days=days)
    db.session.commit()


# Asking and confirming


def test_change_email_by_pages(client, new_client, haru, outbox, link_to):
    elsewhere = new_client().login(haru)
    client.login(haru)
    assert OLD in client.get("/en/settings/security").text
    page = client.post("/en/settings/security/email", {"email": NEW})
    assert (page.status, page.location) == (303, "/en/settings/security")
    (mail,) = outbox()
    assert (mail.recipient, "Haru" in mail.text) == (NEW, False)  # anybody's address can be typed in
    path = f"/en/email/confirm/{link_to(NEW, 'email/confirm')}"
    assert NEW in client.get(path).text
    assert queries.find_member(haru.id).email == OLD
    assert client.post(path).location == "/en/settings/security"
    assert queries.find_member(haru.id).email == NEW
    assert authenticate(email=NEW, password=PASSWORD).id == haru.id
    assert authenticate(email=OLD, password=PASSWORD) is None
    assert NEW in client.get("/en/settings/security").text
    assert elsewhere.get("/en/settings/security").status == 303
    assert client.post(path).status == 409
    assert {EventKind.EMAIL_ASKED, EventKind.EMAIL_CHANGED} <= events(haru)


@pytest.mark.parametrize("odd", [[], [NEW]], ids=["the same browser", "another"])
def test_the_browser_in_which_an_address_is_confirmed_is_known_under_it(client, new_client, haru, outbox, odd):
    browser = new_client() if odd else client
    client.post("/en/login", {"email": OLD, "password": PASSWORD})
    client.post("/en/settings/security/email", {"email": NEW})
    texts = "\n".join(mail.text for mail in outbox())
    client.post("/en/email/confirm/" + re.findall(r"/email/confirm/(\S+)", texts)[-1])
    db.session.execute(sa.delete(OutboxMail))
    db.session.commit()
    client.post("/en/logout")
    browser.post("/en/login", {"email": NEW, "password": PASSWORD})
    assert [mail.recipient for mail in outbox()] == odd


def test_change_email_confirmed_on_a_device_where_nobody_is_logged_in(client, new_client, haru, link_to):
    client.login(haru)
    client.post("/en/settings/security/email", {"email": NEW})
    path = f"/en/email/confirm/{link_to(NEW, 'email/confirm')}"
    assert new_client().post(path).location == "/en/"
    assert client.get("/en/settings/security").status == 303


def test_confirm_email_in_somebody_elses_browser_keeps_no_session_of_the_member(client, new_client, haru, link_to):
    client.login(haru)
    client.post("/en/settings/security/email", {"email": NEW})
    other = new_client().login(MemberFactory())
    other.post(f"/en/email/confirm/{link_to(NEW, 'email/confirm')}")
    assert other.get("/en/settings/security").status == 200
    assert client.get("/en/settings/security").status == 303


def test_change_email_asks_for_a_fresh_proof(client, haru):
    client.login(haru)
    db.session.execute(sa.update(MemberSession).values(proved_at=now() - timedelta(minutes=11)))
    db.session.commit()
    page = client.post("/en/settings/security/email", {"email": NEW})
    assert page.status == 307
    assert page.location.startswith("/en/prove?next=")


@pytest.mark.parametrize("typed", ["", "nobody", OLD])
def test_change_email_says_what_is_wrong(client, haru, typed):
    page = client.login(haru).post("/en/settings/security/email", {"email": typed})
    assert page.status == 422
    assert page.errors


def test_the_same_address_spelt_otherwise_is_a_change(haru, move):
    move(haru, "Haru@example.org")
    assert queries.find_member(haru.id).email == "Haru@example.org"
    with pytest.raises(SameAddress):
        ask_for_address(actor=haru, email="Haru@example.org", device="")


def test_an_address_of_somebody_else_answers_the_same_and_only_its_owner_is_told(client, haru, outbox):
    owner = MemberFactory(address=NEW, display_name="Owner")
    answers = []
    client.login(haru)
    for address in (NEW, "free@example.org"):
        page = client.post("/en/settings/security/email", {"email": address})
        shown = client.get(page.location).one(".notice").get_text()
        answers.append((page.status, page.location, page.response.text, shown))
    assert answers[0] == answers[1]
    told, _link = outbox()
    assert (told.recipient, "email/confirm" in told.text) == (NEW, False)
    assert "Owner" in told.text
    assert queries.find_member(owner.id).email == NEW


def test_an_address_that_was_taken_meanwhile_is_refused(haru, link_to):
    ask_for_address(actor=haru, email=NEW, device="")
    run_due_errands()
    MemberFactory(address=NEW)
    with pytest.raises(AddressTaken):
        confirm_address(token=link_to(NEW, "email/confirm"), device="", session=None)
    assert queries.find_member(haru.id).email == OLD


def test_a_sign_up_with_the_new_address_that_nobody_confirmed_goes(haru, move):
    sign_up(email=NEW, password="four words that fit", display_name="X", language="en")
    run_due_errands()
    move(haru, NEW)
    assert queries.count_unconfirmed(NEW) == 0


def test_a_link_to_confirm_dies_after_a_day_and_by_a_newer_one(haru, link_to):
    ask_for_address(actor=haru, email=NEW, device="")
    run_due_errands()
    first = link_to(NEW, "email/confirm")
    ask_for_address(actor=haru, email="third@example.org", device="")
    run_due_errands()
    with pytest.raises(LinkNotValid):
        confirm_address(token=first, device="", session=None)
    grow_older(haru, 1)
    with pytest.raises(LinkNotValid):
        confirm_address(token=link_to("third@example.org", "email/confirm"), device="", session=None)


def test_two_members_confirm_one_address_at_the_same_moment(race, haru, outbox, link_to):
    other = MemberFactory()
    tokens = []
    for member in (haru, other):
        ask_for_address(actor=member, email=NEW, device="")
        run_due_errands()
        tokens.append(link_to(NEW, "email/confirm"))
    results = race(*(lambda token=token: confirm_address(token=token, device="", session=None) for token in tokens))
    assert sorted(type(result) for result in results if result) == [AddressTaken]
    assert db.session.scalar(sa.select(sa.func.count()).where(Member.has_address(NEW))) == 1


@pytest.mark.parametrize("_round", range(3))
def test_an_address_is_confirmed_by_a_member_and_by_a_sign_up_at_the_same_moment(race, haru, link_to, _round):
    ask_for_address(actor=haru, email=NEW, device="")
    sign_up(email=NEW, password="four words that fit", display_name="X", language="en")
    run_due_errands()
    moved, signed_up = link_to(NEW, "email/confirm"), link_to(NEW, "en/confirm")
    results = race(
        lambda: confirm_address(token=moved, device="", session=None),
        lambda: confirm(token=signed_up)[0].id and None,
    )
    assert [type(result) for result in results if result] in ([AddressTaken], [SignupNotValid])
    owners = Member.has_address(NEW), Member.state == MemberState.ACTIVE
    assert db.session.scalar(sa.select(sa.func.count()).where(*owners)) == 1


def test_two_members_who_swap_addresses_do_not_block_each_other(race, haru, link_to):
    other = MemberFactory(address=NEW)
    tokens = []

    @atomic
    def hand_out_to(member, address):
        link = MailedLink(member_id=member.id, purpose=LinkPurpose.CONFIRM_EMAIL, expires_at=now() + timedelta(days=1))
        link.payload = address
        db.session.add(link)
        tokens.append(link.token)

    hand_out_to(haru, NEW)
    hand_out_to(other, OLD)
    results = race(*(lambda token=token: confirm_address(token=token, device="", session=None) for token in tokens))
    assert [type(result) for result in results] == [AddressTaken, AddressTaken]


# The way back


def test_restore_email_by_pages(client, haru, move, outbox, link_to):
    move(haru, THIEF)
    inside = client.login(haru)
    path = f"/en/email/restore/{link_to(OLD, 'email/restore')}"
    assert OLD in inside.get(path).text
    inside.logout()
    page = client.post(path)
    assert (page.status, page.location) == (303, "/en/")
    assert queries.find_member(haru.id).email == OLD
    assert "password/reset" in outbox()[-1].text
    assert outbox()[-1].recipient == OLD
    assert [mail.template for mail in outbox() if mail.recipient == THIEF][-1] == "accounts/mail/address_restored"
    assert EventKind.EMAIL_RESTORED in events(haru)
    assert client.get(path).status == 409


def test_the_owner_wins_against_a_thief_who_changed_everything(haru, move, link_to, outbox):
    move(haru, THIEF)
    member = queries.find_member(haru.id)
    session_id = open_session(member=member, device="firefox-linux").id
    ask_for_address(actor=member, email="next@example.net", device="")
    run_due_errands()
    pending = link_to("next@example.net", "email/confirm")
    ask_for_copy(actor=member, device="")
    run_due_errands()
    close(actor=member, device="")
    restore_address(token=link_to(OLD, "email/restore"), device="")
    run_due_errands()
    member = queries.find_member(haru.id)
    assert (member.email, member.is_active) == (OLD, True)
    assert queries.find_session(session_id) is None
    assert authenticate(email=OLD, password=PASSWORD) is None
    with pytest.raises(LinkNotValid):
        confirm_address(token=pending, device="", session=None)
    assert link_to(OLD, "password/reset")
    assert queries.find_copy(member) is None


def test_a_thief_who_changes_twice_cannot_outlast_the_first_owner(haru, move, link_to):
    move(haru, THIEF)
    first = link_to(OLD, "email/restore")
    move(haru, "second-thief@example.net")
    thiefs = link_to(THIEF, "email/restore")
    restore_address(token=thiefs, device="")
    assert queries.find_member(haru.id).email == THIEF
    restore_address(token=first, device="")
    assert queries.find_member(haru.id).email == OLD


def test_the_way_back_of_a_thief_dies_with_that_of_the_owner(haru, move, link_to):
    move(haru, THIEF)
    move(haru, "second-thief@example.net")
    thiefs = link_to(THIEF, "email/restore")
    restore_address(token=link_to(OLD, "email/restore"), device="")
    with pytest.raises(LinkNotValid):
        restore_address(token=thiefs, device="")
    assert queries.find_member(haru.id).email == OLD


def test_the_way_back_is_open_for_seven_days(haru, move, link_to):
    move(haru, NEW)
    assert queries.has_way_back(haru)
    grow_older(haru, WAY_BACK_LASTS.days)
    assert not queries.has_way_back(haru)
    with pytest.raises(LinkNotValid):
        restore_address(token=link_to(OLD, "email/restore"), device="")


def test_the_way_back_removes_second_factors_that_are_as_new_as_the_change(haru, move, link_to):
    move(haru, THIEF)

    def set_up(created):
        db.session.add(Totp(member_id=haru.id, secret="x", created_at=created, confirmed_at=created))
        db.session.add(RecoveryCode(member_id=haru.id, digest=b"x"))
        db.session.commit()

    set_up(now())
    token = link_to(OLD, "email/restore")
    restore_address(token=token, device="")
    assert not queries.has_second_factor(haru)
    assert queries.count_recovery_codes(haru) == 0
    move(haru, THIEF)
    set_up(now() - SUSPICIOUS - timedelta(minutes=1))
    restore_address(token=link_to(OLD, "email/restore"), device="")
    assert queries.has_second_factor(haru)
    assert queries.count_recovery_codes(haru) == 1


def test_the_way_back_removes_new_passkeys_and_keeps_old_ones(haru, move, link_to):
    move(haru, THIEF)
    for number, age in enumerate((0, 3)):
        created = (now() - timedelta(days=age)).date()
        db.session.add(
            Passkey(
                member_id=haru.id,
                credential_id=bytes([number]),
                public_key=b"",
                sign_count=0,
                name=f"{age} days",
                transports=[],
                backed_up=False,
                created_on=created,
            )
        )
    db.session.commit()
    restore_address(token=link_to(OLD, "email/restore"), device="")
    assert [passkey.name for passkey in queries.list_passkeys(haru)] == ["3 days"]


# The endorsement goes along


def test_an_endorsement_moves_with_its_member(haru, move):
    mine = EndorsementFactory(address=OLD, member_id=haru.id, pledges={1: "I teach."})
    move(haru, NEW)
    db.session.refresh(mine)
    assert (mine.email, mine.state, mine.member_id) == (NEW, EndorsementState.COUNTED, haru.id)
    assert [row.id for row in db.session.scalars(Endorsement.find_by(NEW))] == [mine.id]
    assert list(db.session.scalars(Endorsement.find_by(OLD))) == []


def test_links_mailed_to_an_address_that_was_left_open_nothing(client, haru, move):
    mine = EndorsementFactory(address=OLD, member_id=haru.id, pledges={1: "I teach."})
    path = f"/en/endorse/withdraw/{token_of(mine, 'endorse-withdraw')}"
    assert "I teach." in client.get(path).text  # the control

    move(haru, NEW)

    for answer in (client.get(path), client.post(path), client.post(path.replace("withdraw", "renew"))):
        assert answer.status == 409
        assert "I teach." not in answer.text
    db.session.expire_all()
    assert mine.state is EndorsementState.COUNTED
    assert client.get(f"/en/endorse/withdraw/{token_of(mine, 'endorse-withdraw')}").status == 200


def test_one_person_counts_once_after_moving(haru, move):
    mine = EndorsementFactory(address=OLD, member_id=haru.id)
    second = EndorsementFactory(address=NEW, name="haru", pledges={2: "x"})
    move(haru, NEW)
    db.session.expire_all()
    assert (mine.state, mine.email) == (EndorsementState.COUNTED, NEW)
    assert (second.state, second.name, second.email) == (EndorsementState.WITHDRAWN, None, None)


def test_what_waits_to_be_confirmed_from_the_new_address_goes(haru, move):
    EndorsementFactory(address=OLD, member_id=haru.id)
    pending_id = EndorsementFactory(address=NEW, name="Haru", pending=True, pledges={2: "x"}).id
    move(haru, NEW)
    assert endorsements(id=pending_id) == []


@pytest.mark.parametrize("pending", [False, True])
def test_an_endorsement_from_the_new_address_becomes_the_members(haru, move, pending):
    found = EndorsementFactory(address=NEW, name="Haru", pending=pending)
    move(haru, NEW)
    db.session.expire_all()
    assert (found.member_id, found.state) == (haru.id, EndorsementState.COUNTED)
    assert found.shown is (Shown.COUNTED if pending else Shown.NAMED)


def test_an_endorsement_comes_back_with_the_address(haru, move, link_to):
    mine = EndorsementFactory(address=OLD, member_id=haru.id)
    move(haru, THIEF)
    EndorsementFactory(address=OLD, name="Haru", pending=True)
    restore_address(token=link_to(OLD, "email/restore"), device="")
    db.session.expire_all()
    assert (mine.email, mine.state) == (OLD, EndorsementState.COUNTED)
    assert len(endorsements()) == 1


def test_nothing_of_a_request_for_a_change_is_kept_in_the_open(haru):
    ask_for_address(actor=haru, email=NEW, device="")
    errand = db.session.scalars(sa.select(Errand)).one()
    assert NEW.encode() not in errand.payload_sealed
