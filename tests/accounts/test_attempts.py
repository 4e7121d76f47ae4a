"""How often one may try: by network, by account, by device; and whom that never keeps out."""

import re
from datetime import timedelta

import pytest
import time_machine

from community.accounts import attempts
from community.accounts.models import EventKind, SecurityEvent
from community.db import db, now
from tests.apps import another_app
from tests.authenticator import code_of, secret_of, with_app
from tests.factories import PASSWORD, MemberFactory
from tests.pages import PageClient
from tests.passkeys import with_passkey

WRONG = "not the password"
# Forms that say 422, whose addresses are nobody's: only the network counts.
FORMS = {
    "/en/login": {"email": "nobody", "password": WRONG},
    "/en/signup": {"email": "nobody"},
    "/en/password/forgot": {"email": "nobody"},
    "/en/endorse": {"email": "nobody"},
}


@pytest.fixture
def limited(app):
    """The site with limits on."""
    with another_app(app, LIMITS="on") as other:
        yield other


@pytest.fixture
def haru():
    return MemberFactory(address="haru@example.org", display_name="Haru")


@pytest.fixture
def storm(limited):
    """Wrong passwords for one address, each from a network of its own."""
    networks = iter(range(1, 10_000))

    def blow(address="haru@example.org", times=11):
        return [try_from(PageClient(limited), next(networks), address) for _ in range(times)]

    return blow


def try_from(client, network, address="haru@example.org", password=WRONG):
    return client.post(
        "/en/login",
        {"email": address, "password": password},
        environ_base={"REMOTE_ADDR": f"10.{network >> 16}.{network >> 8 & 255}.{network & 255}"},
    )


def statuses(pages):
    return [page.status for page in pages]


def is_logged_in(client):
    return client.get("/en/groups/mine").status == 200


def log_in(client, network, address="haru@example.org"):
    page = try_from(client, network, address, PASSWORD)
    assert page.status == 303
    return client


def forget_session(client):
    """As when the session has run out: what else the browser holds stays."""
    client.logout()
    assert not is_logged_in(client)


# One network


# A lecture hall may sign from one network.
MOST = dict.fromkeys(FORMS, 10) | {"/en/endorse": 120}


@pytest.mark.parametrize("path", FORMS)
def test_only_so_many_attempts_come_from_one_network(limited, path):
    client = PageClient(limited)
    assert [client.post(path, FORMS[path]).status for _ in range(MOST[path] + 2)] == [422] * MOST[path] + [429] * 2
    page = client.post(path, FORMS[path])
    assert 0 < int(page.response.headers["Retry-After"]) <= 60
    assert client.get(path).status == 200  # looking is free
    elsewhere = {"REMOTE_ADDR": "192.0.2.1"}
    assert client.post(path, FORMS[path], environ_base=elsewhere).status == 422


def test_a_network_of_ipv6_is_a_64(limited):
    client = PageClient(limited)
    pages = [
        client.post("/en/login", FORMS["/en/login"], environ_base={"REMOTE_ADDR": f"2001:db8::{number:x}:1"})
        for number in range(11)
    ]
    assert statuses(pages) == [422] * 10 + [429]
    other = {"REMOTE_ADDR": "2001:db8:0:1::1"}
    assert client.post("/en/login", FORMS["/en/login"], environ_base=other).status == 422


FORGED = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Client-IP", "True-Client-IP", "CF-Connecting-IP", "Via")


def forge(client, header, number, behind=""):
    value = f"for=203.0.113.{number}" if header == "Forwarded" else f"203.0.113.{number}"
    headers = {header: value + behind}
    if behind and header != "X-Forwarded-For":
        headers = {header: value, "X-Forwarded-For": behind.removeprefix(", ")}
    return client.post("/en/login", FORMS["/en/login"], headers=headers).status


@pytest.mark.parametrize("header", FORGED)
def test_a_forged_header_is_no_other_network(limited, header):
    client = PageClient(limited)
    assert [forge(client, header, number) for number in range(11)] == [422] * 10 + [429]


@pytest.mark.parametrize("header", FORGED)
def test_behind_a_proxy_only_what_the_proxy_wrote_counts(app, header):
    with another_app(app, LIMITS="on", PROXIES="1") as proxied:
        client = PageClient(proxied)
        assert [forge(client, header, number, ", 192.0.2.7") for number in range(11)] == [422] * 10 + [429]
        assert forge(client, header, 1, ", 192.0.2.8") == 422  # another visitor of the same proxy


def test_only_a_known_proxy_is_believed(app):
    with another_app(app, LIMITS="on", PROXIES="1", PROXY_NETWORKS="10.0.0.0/24, ::1") as proxied:
        client = PageClient(proxied)  # asks from 127.0.0.1
        assert [forge(client, "X-Forwarded-For", number) for number in range(11)] == [422] * 10 + [429]


def test_control_a_site_that_believes_one_proxy_too_many_is_evaded(app):
    with another_app(app, LIMITS="on", PROXIES="2") as gullible:
        client = PageClient(gullible)
        assert [forge(client, "X-Forwarded-For", number, ", 192.0.2.7") for number in range(11)] == [422] * 11


# One account


def test_wrong_passwords_from_anywhere_are_counted_for_the_account(haru, storm):
    assert statuses(storm()) == [422] * 10 + [429]


def test_the_count_of_an_account_begins_anew_after_a_while(haru, storm):
    pages = storm()
    wait = int(pages[-1].response.headers["Retry-After"])
    assert 14 * 60 < wait <= 15 * 60 + 1
    with time_machine.travel(now() + timedelta(seconds=wait + 1), tick=True):
        assert statuses(storm()) == [422] * 10 + [429]


def test_an_account_has_so_many_attempts_in_a_day(haru, storm):
    for hours in range(5):
        with time_machine.travel(now() + timedelta(hours=hours), tick=True):
            assert statuses(storm(times=10)) == [422] * 10
    with time_machine.travel(now() + timedelta(hours=6), tick=True):
        (page,) = storm(times=1)
        assert page.status == 429
        assert int(page.response.headers["Retry-After"]) > 12 * 3600


def test_control_without_attempts_of_its_own_an_account_can_be_guessed_for_ever(haru, storm, monkeypatch):
    monkeypatch.setattr(attempts, "LOGINS", "1000000 per day")
    assert statuses(storm(times=30)) == [422] * 30


def test_however_the_address_is_written_it_is_one_account(haru, limited, storm):
    storm(times=10)
    assert try_from(PageClient(limited), 1, " HARU@Example.org ").status == 429


def test_known_and_unknown_addresses_are_refused_alike(haru, storm):
    def shape(page):
        of_this_answer = {"Set-Cookie", "Retry-After", "X-Request-ID"}
        headers = {name: value for name, value in page.response.headers if name not in of_this_answer}
        return page.status, headers, re.sub(r'name="csrf_token" value="[^"]+"', "", page.response.text)

    known, unknown = storm("haru@example.org"), storm("nobody@example.org")
    assert statuses(known) == statuses(unknown)
    assert shape(known[-1]) == shape(unknown[-1])


# Whom the wrong passwords of others never keep out


def test_wrong_passwords_of_others_end_no_session(limited, haru, storm):
    client = PageClient(limited).login(haru)
    storm()
    assert is_logged_in(client)


def test_wrong_passwords_of_others_keep_no_passkey_out(limited, haru, storm):
    _passkey, device = with_passkey(haru)
    storm()
    client = PageClient(limited)
    used_up = [try_from(client, 9, f"nobody{number}@example.org") for number in range(11)]
    assert statuses(used_up)[-1] == 429
    question = client.get("/en/login").one("form[data-passkey]")["data-question"]
    here = {"REMOTE_ADDR": "10.0.0.9"}  # the network that has used up its passwords
    assert client.post("/en/login/passkey", {"credential": device.use(question)}, environ_base=here).status == 303
    assert is_logged_in(client)


def test_a_new_password_through_a_mailed_link_lets_in_at_once(limited, haru, storm, outbox):
    storm()
    client = PageClient(limited)
    client.post("/en/password/forgot", {"email": "haru@example.org"})
    path = re.search(r"http://localhost(/\S+/password/reset/\S+)", outbox()[-1].text)[1]
    password = "ripples over a still lake"
    assert client.post(path, {"password": password}).status == 303
    storm()
    assert try_from(client, 5, password=password).status == 303


def test_a_browser_in_which_one_has_logged_in_still_can(limited, haru, storm):
    client = log_in(PageClient(limited), 1)
    forget_session(client)
    storm()
    assert is_logged_in(log_in(client, 2))


def test_control_without_its_cookie_the_same_browser_has_to_wait(limited, haru, storm):
    client = log_in(PageClient(limited), 1)
    forget_session(client)
    client._client.delete_cookie("device")
    storm(times=10)
    assert try_from(client, 2, password=PASSWORD).status == 429


def test_a_known_device_is_known_for_its_own_account_only(limited, haru, storm):
    mallory = MemberFactory(address="mallory@example.org")
    client = log_in(PageClient(limited), 1, mallory.email)
    forget_session(client)
    storm(times=10)
    assert try_from(client, 2).status == 429


def test_a_known_device_has_attempts_of_its_own_and_no_more(limited, haru):
    thief = log_in(PageClient(limited), 1)
    forget_session(thief)
    assert statuses([try_from(thief, 100 + number) for number in range(11)]) == [422] * 10 + [429]
    assert try_from(PageClient(limited), 1, password=PASSWORD).status == 303  # they are nobody else's


def test_a_forged_device_is_not_known(limited, haru, storm):
    client = PageClient(limited)
    log_in(client, 1)
    forget_session(client)
    value = client._client.get_cookie("device").value
    client._client.set_cookie("device", value[:-3] + "AAA")
    storm(times=10)
    assert try_from(client, 2, password=PASSWORD).status == 429


def test_a_known_device_gets_in_from_a_network_that_somebody_has_used_up(limited, haru):
    client = log_in(PageClient(limited), 1)
    forget_session(client)
    stranger = PageClient(limited)
    pages = [try_from(stranger, 7, f"nobody{number}@example.org") for number in range(11)]
    assert statuses(pages)[-1] == 429
    assert try_from(stranger, 7, password=PASSWORD).status == 429
    assert is_logged_in(log_in(client, 7))


def test_when_everybody_together_tries_too_often_known_devices_still_get_in(limited, haru, storm, monkeypatch):
    monkeypatch.setattr(attempts, "ALL_LOGINS", "5 per minute")
    client = log_in(PageClient(limited), 1)
    forget_session(client)
    pages = [page for number in range(5) for page in storm(f"nobody{number}@example.org", 1)]
    assert statuses(pages) == [422] * 4 + [429]
    assert is_logged_in(log_in(client, 2))


def test_the_cookie_of_a_device_tells_no_address_and_no_script_reads_it(app, haru):
    with another_app(app, LIMITS="on", URL="https://localhost") as secure:
        client = PageClient(secure)
        page = client.post(
            "/en/login",
            {"email": "haru@example.org", "password": PASSWORD},
            base_url="https://localhost",
            headers={"Referer": "https://localhost/en/login"},
        )
    (cookie,) = (line for line in page.response.headers.getlist("Set-Cookie") if "device" in line)
    assert cookie.startswith("__Host-device=")
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie
    assert "haru" not in cookie
    assert haru.id.hex not in cookie


# Telling the owner


def test_the_owner_is_told_once_a_day(haru, storm, outbox):
    for _ in range(2):
        storm(times=13)
    (mail,) = outbox()
    assert mail.recipient == "haru@example.org"
    assert "guess" in mail.subject
    kinds = db.session.scalars(db.select(SecurityEvent.kind).where(SecurityEvent.member_id == haru.id)).all()
    assert kinds == [EventKind.WRONG_ATTEMPTS]
    with time_machine.travel(now() + timedelta(hours=25), tick=True):
        storm()
        assert len(outbox()) == 2


def test_nobody_is_told_of_an_address_without_account(storm, outbox):
    storm("nobody@example.org")
    assert outbox() == []


def test_a_suspended_member_is_not_told(storm, outbox):
    MemberFactory(address="haru@example.org", suspended=True)
    storm()
    assert outbox() == []


def test_who_mistypes_a_few_times_is_not_told(haru, storm, outbox):
    storm(times=10)
    assert outbox() == []


# Other attempts


def test_links_for_a_new_password_do_not_fill_a_mailbox(limited, haru, outbox):
    client = PageClient(limited)
    for _ in range(6):
        page = client.post("/en/password/forgot", {"email": "haru@example.org"})
        assert (page.status, page.location) == (303, "/en/password/forgot/sent")
    assert len(outbox()) == 3


def test_the_second_step_has_few_attempts_wherever_they_come_from(limited, haru):
    with_app(haru)
    networks = iter(range(1, 100))
    owner, thief = PageClient(limited), PageClient(limited)
    home = {"REMOTE_ADDR": "10.0.0.200"}
    secret = secret_of(haru)

    def first_step(client):
        assert try_from(client, next(networks), password=PASSWORD).status == 303

    def second_step(client, code, base=None):
        base = base or {"REMOTE_ADDR": f"10.1.0.{next(networks)}"}
        return client.post("/en/login/second-step", {"code": code}, environ_base=base).status

    first_step(owner)
    assert second_step(owner, code_of(secret), home) == 303
    forget_session(owner)
    first_step(thief)
    assert [second_step(thief, "000000") for _ in range(5)] == [422] * 4 + [429]
    first_step(owner)
    assert second_step(owner, code_of(secret, 1), home) == 303


def test_a_session_has_so_many_attempts_to_prove_oneself(limited, haru):
    client, other = PageClient(limited).login(haru), PageClient(limited).login(haru)
    networks = iter(range(1, 100))

    def prove(browser, password):
        base = {"REMOTE_ADDR": f"10.0.0.{next(networks)}"}
        return browser.post("/en/prove", {"proof_password": password}, environ_base=base).status

    assert [prove(client, WRONG) for _ in range(11)] == [422] * 10 + [429]
    assert prove(other, PASSWORD) == 303
