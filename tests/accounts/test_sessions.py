"""Sessions: opened, listed, ended; idle, too old, copied; and the proof that grows old."""

from datetime import timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
import time_machine

from community.accounts.devices import device_names, device_of
from community.accounts.models import MemberSession, MemberState, SecurityEvent
from community.accounts.models.sessions import (
    IDLE,
    IDLE_REMEMBERED,
    LONGEST,
    LONGEST_REMEMBERED,
    PROOF_LASTS,
)
from community.accounts.operations import forget_events, forget_sessions, open_session
from community.accounts.operations.events import EVENTS_STAY
from community.db import db, now
from community.policy import NEEDS_FRESH_PROOF, POLICY
from tests.factories import PASSWORD, MemberFactory

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = (
    "Mozilla/5.0 (Linux; Android 14; SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) "
    "SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36"
)


@pytest.fixture
def haru():
    return MemberFactory(address="haru@example.org", display_name="Haru")


def log_in(client, **fields):
    return client.post("/en/login", {"email": "haru@example.org", "password": PASSWORD, **fields})


def is_logged_in(client):
    return client.get("/en/settings/security").status == 200


def cookie_of(client):
    with client._session() as session:
        return session.get("_user_id")


def sessions():
    db.session.rollback()
    return list(db.session.scalars(sa.select(MemberSession)))


def age(**columns):
    """Move moments of every session into the past."""
    for session in sessions():
        for column, span in columns.items():
            setattr(session, column, now() - span)
    db.session.commit()


class TestDevice:
    @pytest.mark.parametrize(
        ("agent", "device", "names"),
        [
            (FIREFOX, "firefox-linux", ("Firefox", "Linux")),
            (PHONE, "samsung-android", ("Samsung Internet", "Android")),
            ("Mozilla/5.0 (iPhone) AppleWebKit Version/18.0 Mobile Safari/604", "safari-iphone", ("Safari", "iPhone")),
            ("Mozilla/5.0 (Windows NT 10.0) Chrome/130 Safari/537 Edg/130", "edge-windows", ("Edge", "Windows")),
            ("", "other-other", ("", "")),
            ("<script>alert(1)</script>", "other-other", ("", "")),
        ],
    )
    def test_is_named_coarsely(self, agent, device, names):
        assert device_of(agent) == device
        assert device_names(device) == names

    def test_versions_and_models_make_no_difference(self):
        assert device_of(FIREFOX) == device_of(FIREFOX.replace("140", "115"))
        assert device_of(PHONE) == device_of(PHONE.replace("SM-S911B", "Pixel 4"))


class TestOpening:
    def test_gives_a_new_id_each_time_and_keeps_only_a_digest(self, client, haru):
        log_in(client)
        first = cookie_of(client)
        log_in(client.__class__(client._app))
        assert len(sessions()) == 2
        secret = first.split(".")[1]
        for session in sessions():
            assert secret not in repr([getattr(session, column.key) for column in MemberSession.__table__.columns])
            assert secret.encode() not in session.secret_digest

    def test_at_a_login_over_a_session_ends_the_one_before(self, client, haru):
        log_in(client)
        before = cookie_of(client)
        with client._session() as session:
            session.pop("_user_id")
        log_in(client)
        assert cookie_of(client) != before

    def test_is_written_down_for_the_owner(self, client, haru):
        log_in(client)
        page = client.get("/en/settings/security")
        assert "You logged in." in page.text

    def test_remembers_only_who_wants_it(self, new_client, haru):
        def cookie(**fields):
            response = log_in(new_client(), **fields).response
            return next(value for value in response.headers.getlist("Set-Cookie") if value.startswith("session="))

        assert "Expires" not in cookie()
        assert "Expires" in cookie(remember="y")


class TestNewDevice:
    """Odd logins are mailed: those from a browser that does not carry the cookie of an earlier one."""

    def test_is_mailed_once_and_then_known(self, client, new_client, haru, outbox):
        log_in(client)  # the very first login is nothing odd
        assert outbox() == []
        elsewhere = new_client()
        elsewhere.post("/en/login", {"email": "haru@example.org", "password": PASSWORD}, headers={"User-Agent": PHONE})
        [mail] = outbox()
        assert mail.recipient == "haru@example.org"
        assert "Samsung Internet on Android" in mail.text
        assert "Somebody logged in from a device that was not seen before." in client.get("/en/settings/security").text
        for browser in (client, elsewhere):
            browser.post("/en/logout")
            log_in(browser)
        assert len(outbox()) == 1

    def test_is_not_known_by_the_cookie_of_somebody_else(self, client, haru, outbox):
        log_in(client)
        other = MemberFactory(address="mina@example.org")
        open_session(member=other, device="firefox-linux")
        client.post("/en/logout")
        log_in(client, email="mina@example.org")
        assert [mail.recipient for mail in outbox()] == ["mina@example.org"]


class TestEnding:
    def test_logout_makes_a_copied_cookie_worthless(self, client, new_client, haru):
        log_in(client)
        thief = new_client().enter(cookie_of(client))
        assert is_logged_in(thief)
        client.post("/en/logout")
        assert not is_logged_in(thief)
        assert sessions() == []

    def test_one_of_several_is_ended_alone(self, client, new_client, haru):
        other = new_client()
        log_in(other)
        log_in(client)
        page = client.get("/en/settings/security")
        forms = page.select("form[action*='/sessions/'][action$='/end']")
        assert len(forms) == 2
        [mine] = [session for session in sessions() if cookie_of(client).startswith(session.id.hex)]
        [theirs] = [session for session in sessions() if session.id != mine.id]
        page = client.post(f"/en/settings/security/sessions/{theirs.id}/end")
        assert (page.status, page.location) == (303, "/en/settings/security")
        assert not is_logged_in(other)
        assert is_logged_in(client)
        assert "A device was logged out." in client.get("/en/settings/security").text
        page = client.post(f"/en/settings/security/sessions/{mine.id}/end")
        assert (page.status, page.location) == (303, "/en/")
        assert not is_logged_in(client)

    def test_all_others_are_ended_at_once(self, client, new_client, haru):
        others = [new_client(), new_client()]
        for browser in (*others, client):
            log_in(browser)
        client.post("/en/settings/security/sessions/end-others")
        assert [is_logged_in(other) for other in others] == [False, False]
        assert is_logged_in(client)
        assert "Every other device was logged out." in client.get("/en/settings/security").text

    def test_of_somebody_else_is_as_if_it_were_not_there(self, client, new_client, haru):
        log_in(client)
        [mine] = sessions()
        stranger = new_client().login(MemberFactory())
        theirs, nobodys = (stranger.post(f"/en/settings/security/sessions/{key}/end") for key in (mine.id, uuid4()))
        assert (theirs.status, nobodys.status) == (404, 404)
        assert theirs.text == nobodys.text
        assert is_logged_in(client)

    @pytest.mark.parametrize("state", [MemberState.SUSPENDED, MemberState.UNCONFIRMED])
    def test_comes_with_the_state_at_the_next_request(self, client, haru, state):
        log_in(client)
        haru.state = state
        db.session.commit()
        assert not is_logged_in(client)

    @pytest.mark.parametrize(
        ("fields", "idle", "longest"),
        [({}, IDLE, LONGEST), ({"remember": "y"}, IDLE_REMEMBERED, LONGEST_REMEMBERED)],
        ids=["once", "remembered"],
    )
    def test_comes_by_time(self, client, haru, fields, idle, longest):
        a_minute = timedelta(minutes=1)
        log_in(client, **fields)
        age(seen_at=idle - a_minute)
        assert is_logged_in(client)
        age(seen_at=idle + a_minute)
        assert not is_logged_in(client)
        age(seen_at=timedelta(), opened_at=longest - a_minute)
        assert is_logged_in(client)
        age(seen_at=timedelta(), opened_at=longest + a_minute)
        assert not is_logged_in(client)

    def test_is_put_off_by_use(self, client, haru):
        log_in(client)
        start = now()
        for hours in range(1, 8):
            with time_machine.travel(start + timedelta(hours=hours)):
                assert is_logged_in(client)

    def test_what_has_run_out_is_deleted(self, haru):
        for remembered in (False, True):
            open_session(member=haru, device="firefox-linux", remembered=remembered)
        age(seen_at=timedelta(days=2))
        forget_sessions()
        assert [session.remembered for session in sessions()] == [True]
        age(seen_at=timedelta(), opened_at=LONGEST_REMEMBERED + timedelta(days=1))
        forget_sessions()
        assert sessions() == []
        forget_events()
        assert db.session.scalar(sa.select(sa.func.count()).select_from(SecurityEvent)) == 2
        with time_machine.travel(now() + EVENTS_STAY + timedelta(days=1)):
            forget_events()
        assert db.session.scalar(sa.select(sa.func.count()).select_from(SecurityEvent)) == 0


class TestPage:
    def test_names_devices_and_days_and_nothing_closer(self, client, haru):
        client.post("/en/login", {"email": "haru@example.org", "password": PASSWORD}, headers={"User-Agent": PHONE})
        page = client.get("/en/settings/security")
        assert "Samsung Internet on Android" in page.text
        assert "SM-S911B" not in page.response.text
        assert f"{now():%H:%M}" not in page.text
        [session] = sessions()
        assert not any("SM-S911B" in str(value) for value in vars(session).values())

    def test_shows_nothing_of_others(self, client, haru):
        other = MemberFactory()
        open_session(member=other, device="edge-windows")
        client.login(haru)
        assert "Edge" not in client.get("/en/settings/security").text


class TestFreshProof:
    """An old proof: what would help a thief most asks again; nothing typed is lost."""

    @pytest.fixture
    def administrator(self, client):
        administrator = MemberFactory(administrator=True)
        client.login(administrator)
        age(proved_at=PROOF_LASTS + timedelta(minutes=1))
        return administrator

    def test_is_asked_for_and_the_form_is_carried_through(self, client, administrator):
        member = MemberFactory(handle="mina")
        page = client.post("/en/admin/members/mina/role", {"role": "moderator"})
        assert page.status == 307
        asked = client.post(page.location, {"role": "moderator", "secret_password": "not carried"})
        assert asked.status == 200
        assert asked.one("main input[name=role]")["value"] == "moderator"
        assert not asked.has("main input[name=secret_password]")
        interrupted = {"role": "moderator", "interrupted": asked.one("main input[name=interrupted]")["value"]}
        wrong = client.post(page.location, {**interrupted, "proof_password": "something else"})
        assert wrong.status == 422
        assert wrong.one("main input[name=role]")["value"] == "moderator"
        right = client.post(page.location, {**interrupted, "proof_password": PASSWORD})
        assert (right.status, right.location) == (307, "/en/admin/members/mina/role")
        assert client.post(right.location, {"role": "moderator"}).status == 303
        db.session.refresh(member)
        assert member.role.value == "moderator"

    def test_a_fresh_one_is_not_asked_again(self, client):
        client.login(MemberFactory(administrator=True))
        MemberFactory(handle="mina")
        age(proved_at=PROOF_LASTS - timedelta(minutes=1))
        assert client.post("/en/admin/members/mina/role", {"role": "moderator"}).status == 303

    def test_leads_nowhere_outside(self, client, administrator):
        page = client.post("/en/prove?next=https://evil.example/", {"proof_password": PASSWORD})
        assert page.location == "/en/settings/security"

    def test_is_asked_only_of_what_exists(self):
        assert set(POLICY) >= NEEDS_FRESH_PROOF
