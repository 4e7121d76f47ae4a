"""Signing up, confirming, resetting, becoming the first administrator: also twice, and also at the same moment."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from community.accounts.models import FirstAdministrator, Member, MemberState, Role
from community.accounts.operations import (
    CONFIRMATION_LASTS,
    MOST_SIGNUPS,
    AdministratorClaimed,
    LinkNotValid,
    SignupNotValid,
    UnknownAddress,
    administrator_token,
    appoint_by_address,
    authenticate,
    claim_administration,
    confirm,
    find_reset,
    find_signup,
    forget_unconfirmed,
    open_session,
    request_password_reset,
    reset_password,
    sign_up,
)
from community.accounts.operations.resetting import RESET_LASTS
from community.accounts.queries import find_session
from community.accounts.signals import member_confirmed
from community.audit import list_entries
from community.crypto import sign
from community.db import db, now
from community.errands import run_due_errands
from community.members.models import Profile
from tests.factories import PASSWORD, MemberFactory

NEW_PASSWORD = "another four words here"


def member_signs_up(address="haru@example.org", name="Haru", password=PASSWORD):
    """Sign up and give the token of the mailed link."""
    known = set(db.session.scalars(sa.select(Member.id)))
    sign_up(email=address, password=password, display_name=name, language="ko", destination="/ko/groups")
    run_due_errands()
    (new,) = set(db.session.scalars(sa.select(Member.id))) - known
    return sign("signup", new.hex, "/ko/groups")


def members():
    db.session.rollback()
    return db.session.scalars(sa.select(Member)).all()


def reset_token(outbox):
    return outbox()[-1].text.split("/reset/")[1].split()[0]


class TestSignUp:
    def test_makes_an_unconfirmed_member_and_mails_a_link(self, outbox):
        sign_up(
            email="Haru@Example.org", password=PASSWORD, display_name="하루", language="ko", destination="/ko/groups"
        )
        assert members() == []  # the answer is given before anybody looks whose address it is
        (mail,) = outbox()
        (member,) = members()
        assert (member.state, member.role, member.language) == (MemberState.UNCONFIRMED, Role.MEMBER, "ko")
        assert (member.display_name, member.email, member.confirmed_at) == ("하루", "Haru@Example.org", None)
        assert PASSWORD not in member.password_hash
        token = mail.text.split("/confirm/")[1].split()[0]
        assert find_signup(token) == (member, "/ko/groups")

    def test_with_a_confirmed_address_changes_nothing_and_mails_its_owner(self, outbox):
        owner = MemberFactory(address="haru@example.org", korean=True)
        sign_up(email="HARU@example.org", password=NEW_PASSWORD, display_name="Eve", language="en")
        (mail,) = outbox()
        assert members() == [owner]
        assert authenticate(email="haru@example.org", password=PASSWORD) == owner
        assert (mail.recipient, mail.language, mail.template) == (owner.email, "ko", "accounts/mail/account_exists")
        assert "Eve" not in mail.text
        assert "/confirm/" not in mail.text

    def test_with_the_address_of_a_suspended_member_makes_no_second_account(self):
        owner = MemberFactory(address="haru@example.org", suspended=True)
        sign_up(email="haru@example.org", password=PASSWORD, display_name="Eve", language="en")
        assert run_due_errands() == 1
        assert members() == [owner]

    def test_writes_nothing_of_a_strangers_choice_into_the_mail(self, outbox):
        """A stranger can have this mail sent to anybody: a name could carry a lure."""
        sign_up(email="haru@example.org", password=PASSWORD, display_name="Prize at evil.example", language="en")
        (mail,) = outbox()
        assert "evil.example" not in mail.subject + mail.text + mail.html

    def test_handles_tell_nothing_and_do_not_collide(self):
        for number in range(20):
            sign_up(email=f"{number}@example.org", password="short words", display_name="Haru", language="en")
        assert run_due_errands() == 20
        handles = {member.handle for member in members()}
        assert len(handles) == 20
        assert not any("haru" in handle for handle in handles)


class TestConfirm:
    def test_makes_the_member_active_with_a_profile_that_shows_only_the_name(self):
        token = member_signs_up()
        member, destination = confirm(token=token)
        assert (member.state, destination) == (MemberState.ACTIVE, "/ko/groups")
        assert now() - member.confirmed_at < timedelta(minutes=1)
        profile = db.session.get(Profile, member.id)
        assert (profile.audiences, profile.belonging) == ({}, None)

    def test_announces_the_member_inside_the_transaction(self):
        def object_to(member):
            raise ZeroDivisionError

        token = member_signs_up()
        with member_confirmed.connected_to(object_to), pytest.raises(ZeroDivisionError):
            confirm(token=token)
        assert [member.state for member in members()] == [MemberState.UNCONFIRMED]
        confirm(token=token)

    def test_twice_is_refused(self):
        token = member_signs_up()
        confirm(token=token)
        with pytest.raises(SignupNotValid):
            confirm(token=token)

    def test_one_of_two_sign_ups_with_one_address_removes_the_other(self):
        first, second = member_signs_up(name="First"), member_signs_up("HARU@example.org", name="Second")
        confirm(token=second)
        assert [member.display_name for member in members()] == ["Second"]
        with pytest.raises(LinkNotValid):
            confirm(token=first)

    def test_leaves_the_sign_ups_of_other_addresses_alone(self):
        other = member_signs_up("other@example.org")
        confirm(token=member_signs_up())
        confirm(token=other)
        assert len(members()) == 2

    def test_of_both_sign_ups_at_the_same_moment_makes_one_member(self, race):
        for _ in range(5):
            tokens = [member_signs_up(name="First"), member_signs_up(name="Second")]
            results = race(*[lambda token=token: bool(confirm(token=token)) for token in tokens])
            assert results.count(True) == 1, results
            refused = next(result for result in results if result is not True)
            assert isinstance(refused, SignupNotValid), refused
            assert [member.state for member in members()] == [MemberState.ACTIVE]
            db.session.execute(sa.delete(Profile))
            db.session.execute(sa.delete(Member))
            db.session.commit()

    def test_of_one_sign_up_by_many_at_the_same_moment_happens_once(self, race):
        token = member_signs_up()
        results = race(*[lambda: bool(confirm(token=token))] * 4)
        assert results.count(True) == 1
        assert [type(result) for result in results if result is not True] == [SignupNotValid] * 3

    @pytest.mark.parametrize("token", ["", "x", "하루", "a.b.c", "0" * 500])
    def test_with_a_made_up_link_is_refused(self, token):
        with pytest.raises(LinkNotValid):
            confirm(token=token)

    def test_with_a_link_of_another_purpose_is_refused(self):
        member = MemberFactory(unconfirmed=True)
        with pytest.raises(LinkNotValid):
            confirm(token=sign("reset", member.id.hex, ""))

    def test_works_until_its_time_is_over(self):
        token = member_signs_up()
        with (
            time_machine.travel(now() + CONFIRMATION_LASTS + timedelta(minutes=1)),
            pytest.raises(LinkNotValid),
        ):
            confirm(token=token)
        with time_machine.travel(now() + CONFIRMATION_LASTS - timedelta(minutes=1)):
            confirm(token=token)


class TestForgetUnconfirmed:
    def test_deletes_sign_ups_whose_link_has_run_out_and_no_other(self):
        moment = now()
        MemberFactory(unconfirmed=True, created_at=moment - CONFIRMATION_LASTS - timedelta(minutes=1))
        fresh = MemberFactory(unconfirmed=True, created_at=moment - CONFIRMATION_LASTS + timedelta(minutes=1))
        old = MemberFactory(created_at=moment - timedelta(days=900))
        shut_out = MemberFactory(suspended=True, created_at=moment - timedelta(days=900))
        forget_unconfirmed()
        assert {member.id for member in members()} == {fresh.id, old.id, shut_out.id}


class TestAuthenticate:
    def test_the_right_password_however_the_address_is_written(self):
        member = MemberFactory(address="haru@한국.kr")
        for address in ("haru@한국.kr", "HARU@한국.KR", " haru@xn--3e0b707e.kr "):
            assert authenticate(email=address, password=PASSWORD) == member

    @pytest.mark.parametrize("password", ["", PASSWORD.upper(), f"{PASSWORD} ", f"{PASSWORD}\0", "물결" * 1000])
    def test_no_other_password(self, password):
        MemberFactory(address="haru@example.org")
        assert authenticate(email="haru@example.org", password=password) is None

    @pytest.mark.parametrize("state", ["unconfirmed", "suspended"])
    def test_nobody_who_is_not_active(self, state):
        MemberFactory(address="haru@example.org", **{state: True})
        assert authenticate(email="haru@example.org", password=PASSWORD) is None

    @pytest.mark.parametrize("address", ["", "nobody@example.org", "@", "하루"])
    def test_nobody_who_is_unknown_though_as_much_is_computed(self, monkeypatch, address):
        computed = []
        real = authenticate.__globals__["verify_password"]

        def note(stored, password):
            computed.append(stored)
            return real(stored, password)

        monkeypatch.setitem(authenticate.__globals__, "verify_password", note)
        assert authenticate(email=address, password="nobody has this password") is None
        assert computed == [None]


class TestResetPassword:
    def test_sends_a_link_that_works_once_and_ends_every_session(self, outbox):
        member = MemberFactory(address="haru@example.org", korean=True)
        session = open_session(member=member, device="firefox-linux").id
        request_password_reset(email="HARU@example.org")
        assert (outbox()[0].recipient, outbox()[0].language) == ("haru@example.org", "ko")
        token = reset_token(outbox)
        reset_password(token=token, password=NEW_PASSWORD)
        assert authenticate(email="haru@example.org", password=NEW_PASSWORD) == member
        assert authenticate(email="haru@example.org", password=PASSWORD) is None
        assert find_session(session) is None
        with pytest.raises(LinkNotValid):
            reset_password(token=token, password=PASSWORD)
        assert [entry.action for entry in list_entries(None).items] == ["accounts.reset_password"]

    def test_makes_every_other_link_useless(self, outbox):
        MemberFactory(address="haru@example.org")
        tokens = []
        for _ in range(2):
            request_password_reset(email="haru@example.org")
            tokens.append(reset_token(outbox))
        reset_password(token=tokens[1], password=NEW_PASSWORD)
        with pytest.raises(LinkNotValid):
            find_reset(tokens[0])

    def test_by_one_link_at_the_same_moment_happens_once(self, outbox, race):
        MemberFactory(address="haru@example.org")
        request_password_reset(email="haru@example.org")
        token = reset_token(outbox)
        passwords = [f"{NEW_PASSWORD} {number}" for number in range(3)]
        results = race(
            *[lambda password=password: reset_password(token=token, password=password) for password in passwords]
        )
        assert results.count(None) == 1
        assert [type(result) for result in results if result] == [LinkNotValid] * 2
        winner = passwords[results.index(None)]
        assert authenticate(email="haru@example.org", password=winner) is not None

    @pytest.mark.parametrize("state", ["unconfirmed", "suspended"])
    def test_is_mailed_to_nobody_who_is_not_active(self, outbox, state):
        MemberFactory(address="haru@example.org", **{state: True})
        request_password_reset(email="haru@example.org")
        request_password_reset(email="nobody@example.org")
        assert outbox() == []

    def test_of_somebody_suspended_in_the_meantime_is_refused(self, outbox):
        member = MemberFactory(address="haru@example.org")
        request_password_reset(email="haru@example.org")
        token = reset_token(outbox)
        member.state = MemberState.SUSPENDED
        db.session.commit()
        with pytest.raises(LinkNotValid):
            reset_password(token=token, password=NEW_PASSWORD)

    def test_works_until_its_time_is_over(self, outbox):
        MemberFactory(address="haru@example.org")
        request_password_reset(email="haru@example.org")
        token = reset_token(outbox)
        with time_machine.travel(now() + RESET_LASTS + timedelta(minutes=1)), pytest.raises(LinkNotValid):
            find_reset(token)
        with time_machine.travel(now() + RESET_LASTS - timedelta(minutes=1)):
            find_reset(token)

    def test_by_a_link_of_signing_up_is_refused(self):
        member = MemberFactory()
        with pytest.raises(LinkNotValid):
            find_reset(sign("signup", member.id.hex, ""))


class TestClaimAdministration:
    def test_makes_the_opener_of_the_link_an_administrator_once(self):
        first, second = MemberFactory(), MemberFactory()
        claim_administration(actor=first, token=administrator_token())
        assert first.role is Role.ADMINISTRATOR
        with pytest.raises(AdministratorClaimed):
            claim_administration(actor=second, token=administrator_token())
        assert second.role is Role.MEMBER
        assert [entry.action for entry in list_entries(None).items] == ["accounts.claim_administration"]

    @pytest.mark.parametrize("token", ["", "x", "0" * 64, "하루", "\u0661" * 64])
    def test_needs_the_link(self, token):
        member = MemberFactory()
        with pytest.raises(LinkNotValid):
            claim_administration(actor=member, token=token)
        assert member.role is Role.MEMBER

    def test_by_many_at_the_same_moment_has_one_winner(self, race):
        everybody = [MemberFactory().id for _ in range(4)]
        token = administrator_token()

        def claim(member_id):
            claim_administration(actor=db.session.get_one(Member, member_id), token=token)

        results = race(*[lambda member_id=member_id: claim(member_id) for member_id in everybody])
        assert results.count(None) == 1, results
        assert [type(result) for result in results if result] == [AdministratorClaimed] * 3
        administrators = [member.id for member in members() if member.role is Role.ADMINISTRATOR]
        assert administrators == [everybody[results.index(None)]]
        assert db.session.scalars(sa.select(FirstAdministrator.member_id)).all() == administrators


class TestAppointByAddress:
    def test_gives_the_role_and_writes_it_into_the_trail(self):
        member = MemberFactory(address="haru@example.org")
        assert appoint_by_address(address="Haru@example.org", role=Role.ADMINISTRATOR) == member
        assert member.role is Role.ADMINISTRATOR
        (entry,) = list_entries(None).items
        assert (entry.actor_id, entry.subject_id, entry.details) == (None, member.id, {"role": "administrator"})

    @pytest.mark.parametrize("state", ["unconfirmed", "suspended"])
    def test_appoints_nobody_who_is_not_active(self, state):
        member = MemberFactory(address="haru@example.org", **{state: True})
        with pytest.raises(UnknownAddress):
            appoint_by_address(address="haru@example.org", role=Role.ADMINISTRATOR)
        assert member.role is Role.MEMBER


def test_sign_up_fills_nobodys_mailbox(outbox):
    for _attempt in range(MOST_SIGNUPS + 3):
        sign_up(email="haru@example.org", password="four words that fit", display_name="Haru", language="en")
    assert len(outbox()) == MOST_SIGNUPS
