"""Passkeys: made, used, named, removed; and everything that a forger could try."""

import json
import re
import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from community.accounts import ceremonies, operations, queries
from community.accounts.ceremonies import Purpose
from community.accounts.models import (
    EventKind,
    Member,
    MemberSession,
    MemberState,
    Passkey,
    SecurityEvent,
    UsedChallenge,
)
from community.accounts.models.passkeys import user_handle
from community.accounts.operations import (
    PasskeyKnown,
    PasskeyNotAccepted,
    PasskeyNotMade,
    PasskeyTooLate,
    TooManyPasskeys,
    add_passkey,
    open_session,
    remove_passkey,
    use_passkey,
)
from community.accounts.operations.passkeys import MOST_PASSKEYS
from community.db import db, now
from tests.apps import another_app
from tests.factories import PASSWORD, MemberFactory
from tests.passkeys import (
    BACKED_UP,
    BACKUP_ELIGIBLE,
    PRESENT,
    VERIFIED,
    Device,
    answer_to_login,
    in_bytes,
    in_text,
    with_passkey,
)

HERE = "this browser"
LOGIN, ADD, SECURITY = "/en/login/passkey", "/en/settings/security/passkeys/add", "/en/settings/security"

# What a device or a browser says of another place, another person, or nobody.
SPOILT = {
    "another origin": {"origin": "http://localhost.evil.example"},
    "the numeric address": {"origin": "http://127.0.0.1"},
    "another port": {"origin": "http://localhost:81"},
    "another scheme": {"origin": "https://localhost"},
    "another site's key": {"name": "evil.example"},
    "owner not verified": {"flags": PRESENT},
    "owner not present": {"flags": VERIFIED},
    "a page around ours": {"said": {"crossOrigin": True}},
    "another kind of answer": {"said": {"type": "payment.get"}},
}


@pytest.fixture
def haru():
    return MemberFactory(address="haru@example.org", display_name="Haru")


def question_of(page):
    return page.one("form[data-passkey]")["data-question"]


def is_logged_in(client):
    return client.get(SECURITY).status == 200


def passkeys_of(member):
    return list(db.session.scalars(sa.select(Passkey).where(Passkey.member_id == member.id)))


def events_of(member):
    found = sa.select(SecurityEvent.kind).where(SecurityEvent.member_id == member.id).order_by(SecurityEvent.at)
    return list(db.session.scalars(found))


def use(device, purpose=Purpose.LOG_IN, binding=HERE, **more):
    return use_passkey(
        answer=device.use(ceremonies.question(purpose, HERE)),
        **({"purpose": purpose, "binding": binding, "device": "firefox-linux"} | more),
    )


def add(member, device, binding=HERE, answer=None, name="My phone"):
    session = open_session(member=member, device="firefox-linux")
    answer = answer or device.make(ceremonies.new_question(member, [], HERE))
    return add_passkey(session=session, answer=answer, binding=binding, name=name)


# What the browser is asked


def test_a_new_passkey_has_to_be_found_by_itself_and_to_verify_its_owner(haru):
    known, _device = with_passkey(haru)
    asked = json.loads(ceremonies.new_question(haru, [known], HERE))
    assert asked["rp"] == {"id": "localhost", "name": "Ripples"}
    assert asked["authenticatorSelection"] == {
        "residentKey": "required",
        "requireResidentKey": True,
        "userVerification": "required",
    }
    assert asked["attestation"] == "none"
    assert [key["id"] for key in asked["excludeCredentials"]] == [in_text(known.credential_id)]
    assert {key["alg"] for key in asked["pubKeyCredParams"]} == {-7, -8, -257}


def test_a_device_learns_neither_id_nor_address(haru):
    text = ceremonies.new_question(haru, [], HERE)
    asked = json.loads(text)
    assert "haru@example.org" not in text
    assert in_bytes(asked["user"]["id"]) == user_handle(haru)
    assert haru.id.bytes not in user_handle(haru)
    assert haru.id.hex not in text
    assert user_handle(haru) != user_handle(MemberFactory())


def test_a_login_names_no_passkey_and_a_proof_names_ones_own(haru):
    passkey, _device = with_passkey(haru)
    asked = json.loads(ceremonies.question(Purpose.LOG_IN, HERE))
    assert asked["allowCredentials"] == []
    assert asked["userVerification"] == "required"
    asked = json.loads(ceremonies.question(Purpose.PROVE, HERE, [passkey]))
    named = {"id": in_text(passkey.credential_id), "type": "public-key", "transports": ["internal"]}
    assert asked["allowCredentials"] == [named]


def test_challenges_are_all_different_and_equally_long():
    challenges = {json.loads(ceremonies.question(Purpose.LOG_IN, HERE))["challenge"] for _ in range(50)}
    assert len(challenges) == 50
    assert len({len(challenge) for challenge in challenges}) == 1


@pytest.mark.parametrize(
    ("url", "name", "origin"),
    [
        ("http://127.0.0.1:8000", "localhost", "http://localhost:8000"),
        ("http://[::1]:8000", "localhost", "http://localhost:8000"),
        ("https://Ripples.Example", "ripples.example", "https://ripples.example"),
        ("https://ripples.example:443", "ripples.example", "https://ripples.example"),
        ("https://ripples.example:8443", "ripples.example", "https://ripples.example:8443"),
        ("https://물결.example", "xn--p89aw9y.example", "https://xn--p89aw9y.example"),
    ],
)
def test_passkeys_live_at_the_public_address(app, url, name, origin):
    with another_app(app, URL=url) as other, other.app_context():
        assert ceremonies.place() == ceremonies.Place(name, origin)


# Adding


def test_add_passkey(client, haru, outbox):
    client.login(haru, second_factor=False)
    elsewhere = open_session(member=haru, device="chrome-android").id
    page = client.get(ADD)
    assert page.one("form[data-passkey] .form-actions").has_attr("hidden")  # without script it does nothing
    device = Device(flags=PRESENT | VERIFIED | BACKUP_ELIGIBLE | BACKED_UP, sign_count=3)
    page = client.post(ADD, {"credential": device.make(question_of(page)), "name": "My phone"})
    assert page.status == 200
    assert len(re.findall(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", page.text)) == 10  # the first factor
    (passkey,) = passkeys_of(haru)
    assert (passkey.name, passkey.sign_count, passkey.backed_up) == ("My phone", 3, True)
    assert passkey.transports == ["internal"]
    assert (passkey.created_on, passkey.used_on) == (now().date(), None)
    (session,) = db.session.scalars(sa.select(MemberSession))
    assert session.second_factor  # this one: a key and a finger were shown just now
    assert session.id != elsewhere  # every other one has ended
    assert EventKind.PASSKEY_ADDED in events_of(haru)
    assert [mail.recipient for mail in outbox()] == ["haru@example.org"]
    assert "My phone" in client.get(SECURITY).text


def test_add_several_passkeys_and_go_on_where_one_was(client, haru):
    with_passkey(haru, 1)
    operations.renew_codes(session=open_session(member=haru, device=""))
    client.login(haru)
    path = f"{ADD}?next=/en/groups"
    page = client.post(path, {"credential": Device(number=2).make(question_of(client.get(path))), "name": ""})
    assert (page.status, page.location) == (303, "/en/groups")
    assert sorted(passkey.name for passkey in passkeys_of(haru)) == ["My phone", "Unknown device"]


def test_add_passkey_asks_for_a_fresh_proof(client, haru):
    client.login(haru)
    db.session.execute(sa.update(MemberSession).values(proved_at=now() - timedelta(minutes=11)))
    db.session.commit()
    page = client.get(ADD)
    assert page.status == 307
    assert "/prove?next=" in page.location


@pytest.mark.parametrize("name", ["x" * 61, "https://evil.example", "a\u202eb"])
def test_add_passkey_says_what_is_wrong_with_the_name(client, haru, name):
    client.login(haru)
    page = client.post(ADD, {"credential": "{}", "name": name})
    assert page.status == 422
    assert page.one("#name-error")
    assert not passkeys_of(haru)


def test_add_passkey_without_script_says_so(client, haru):
    client.login(haru)
    page = client.post(ADD, {"credential": "", "name": "x"})
    assert page.status == 422
    assert "JavaScript" in page.errors[0]


@pytest.mark.parametrize("spoilt", SPOILT.values(), ids=SPOILT)
def test_no_spoilt_passkey_is_added(haru, spoilt):
    with pytest.raises(PasskeyNotMade):
        add(haru, Device(**spoilt))
    assert not passkeys_of(haru)
    assert add(haru, Device())  # the same unspoilt


def test_no_passkey_is_added_for_another_session_or_purpose_or_twice(haru):
    device = Device()
    with pytest.raises(PasskeyNotMade):
        add(haru, device, binding="another browser")
    question = ceremonies.new_question(haru, [], HERE)
    other = json.loads(question) | {"challenge": json.loads(ceremonies.question(Purpose.LOG_IN, HERE))["challenge"]}
    with pytest.raises(PasskeyNotMade):
        add(haru, device, answer=device.make(json.dumps(other)))
    answer = device.make(question)
    add(haru, device, answer=answer)
    remove_passkey(session=open_session(member=haru, device=""), passkey=passkeys_of(haru)[0])
    with pytest.raises(PasskeyNotMade):
        add(haru, device, answer=answer)


def test_no_passkey_is_added_after_five_minutes(haru):
    question = ceremonies.new_question(haru, [], HERE)
    with time_machine.travel(now() + timedelta(minutes=5, seconds=2)), pytest.raises(PasskeyTooLate):
        add(haru, Device(), answer=Device().make(question))


def test_no_passkey_is_added_a_second_time_by_anybody(haru):
    add(haru, Device())
    for member in (haru, MemberFactory()):
        with pytest.raises(PasskeyKnown):
            add(member, Device())
    assert db.session.query(Passkey).count() == 1


def test_no_passkey_of_an_unknown_kind_is_added(haru):
    device = Device()
    device.credential_id = b"x" * 1024
    with pytest.raises(PasskeyNotMade):
        add(haru, device)
    answer = json.loads(Device().make(ceremonies.new_question(haru, [], HERE)))
    for nonsense in (
        "",
        "null",
        "[]",
        "{}",
        "1",
        '"a"',
        "[" * 5000,
        json.dumps(answer | {"response": None}),
        "x" * 70_000,
    ):
        with pytest.raises(PasskeyNotMade):
            add(haru, device, answer=nonsense or " ")
    for part in ("clientDataJSON", "attestationObject"):
        for wrong in ("", "AAAA", "é", 7, None, {}):
            spoilt = json.dumps(answer | {"response": answer["response"] | {part: wrong}})
            with pytest.raises(PasskeyNotMade):
                add(haru, device, answer=spoilt)


def test_nobody_has_more_passkeys_than_the_most(haru):
    for number in range(1, MOST_PASSKEYS + 1):
        with_passkey(haru, number)
    with pytest.raises(TooManyPasskeys):
        add(haru, Device(number=99))


def test_two_who_answer_one_challenge_at_the_same_moment_add_one_passkey(haru, race):
    answer = Device().make(ceremonies.new_question(haru, [], HERE))
    identity = open_session(member=haru, device="").id

    def come():
        session = queries.find_session(identity)
        db.session.expunge(session)  # as it comes from a cookie
        return add_passkey(session=session, answer=answer, binding=HERE, name="x")

    results = race(come, come)
    assert sum(isinstance(result, list) for result in results) == 1, results
    assert len(passkeys_of(haru)) == 1


# Logging in


def test_login_with_passkey_alone(client, haru):
    _passkey, device = with_passkey(haru)
    page = client.get("/en/login?next=/en/groups/mine")
    form = page.one("form[data-passkey]")
    assert form["action"] == "/en/login/passkey?next=/en/groups/mine"
    page = client.post(form["action"], {"credential": device.use(form["data-question"]), "remember": ""})
    assert (page.status, page.location) == (303, "/en/groups/mine")
    assert is_logged_in(client)
    (session,) = db.session.scalars(sa.select(MemberSession))
    assert (session.second_factor, session.remembered) == (True, False)
    (passkey,) = passkeys_of(haru)
    assert passkey.used_on == now().date()


def test_login_with_passkey_can_be_remembered(client, haru):
    _passkey, device = with_passkey(haru)
    question = question_of(client.get(LOGIN))
    client.post(LOGIN, {"credential": device.use(question), "remember": "y"})
    assert db.session.scalars(sa.select(MemberSession)).one().remembered


def test_login_with_passkey_says_the_same_whatever_is_wrong(new_client, haru):
    _passkey, device = with_passkey(haru)
    _passkey, suspended = with_passkey(MemberFactory(suspended=True), 2)
    removed, gone = with_passkey(haru, 3)
    db.session.delete(removed)
    db.session.commit()
    forged = Device(handle=device.handle, number=9, credential_id=device.credential_id)
    for_another = Device(handle=user_handle(MemberFactory()), number=1)
    nameless = Device(handle=b"", number=1)
    unverified = Device(handle=device.handle, flags=PRESENT)
    told = set()
    for wrong in (Device(number=8), suspended, gone, forged, for_another, nameless, unverified):
        client = new_client()
        page = client.post(LOGIN, {"credential": wrong.use(question_of(client.get(LOGIN)))})
        assert page.status == 422
        assert not is_logged_in(client)
        told.add(tuple(page.errors))
    assert len(told) == 1
    client = new_client()
    assert client.post(LOGIN, {"credential": device.use(question_of(client.get(LOGIN)))}).status == 303


@pytest.mark.parametrize("spoilt", SPOILT.values(), ids=SPOILT)
def test_no_spoilt_passkey_logs_in(haru, spoilt):
    passkey, device = with_passkey(haru)
    with pytest.raises(PasskeyNotAccepted):
        use(Device(handle=device.handle, **spoilt))
    assert use(device) == haru
    assert passkey.used_on


def test_an_answer_counts_once(client, haru):
    _passkey, device = with_passkey(haru)
    with client._session() as session:
        session["csrf_token"] = "the same browser"
        cookie = dict(session)
    answer = answer_to_login(device, "the same browser")
    assert client.post(LOGIN, {"credential": answer}).status == 303
    with client._session() as session:  # the cookie from before, replayed as well
        session.clear()
        session.update(cookie)
    page = client.post(LOGIN, {"credential": answer})
    assert page.status == 422
    assert not is_logged_in(client)


def test_an_answer_counts_in_the_browser_that_was_asked(client, new_client, haru):
    _passkey, device = with_passkey(haru)
    answer = device.use(question_of(client.get(LOGIN)))
    elsewhere = new_client()
    elsewhere.get(LOGIN)
    assert elsewhere.post(LOGIN, {"credential": answer}).status == 422
    assert client.post(LOGIN, {"credential": answer}).status == 303


def test_an_answer_counts_for_what_was_asked(haru):
    _passkey, device = with_passkey(haru)
    answer = device.use(ceremonies.question(Purpose.PROVE, HERE))
    with pytest.raises(PasskeyNotAccepted):
        use_passkey(answer=answer, purpose=Purpose.LOG_IN, binding=HERE, device="")
    assert use_passkey(answer=answer, purpose=Purpose.PROVE, binding=HERE, device="") == haru


def test_an_answer_counts_for_five_minutes(client, haru):
    _passkey, device = with_passkey(haru)
    question = question_of(client.get(LOGIN))
    with time_machine.travel(now() + timedelta(minutes=4, seconds=50), tick=False):
        assert ceremonies.digest_of_challenge(device.use(question), Purpose.LOG_IN, binding_of(client))
    with time_machine.travel(now() + timedelta(minutes=5, seconds=2), tick=False):
        page = client.post(LOGIN, {"credential": device.use(question)})
        assert page.status == 422
        assert "five minutes" in page.errors[0]
        # The page that says so asks anew.
        assert client.post(LOGIN, {"credential": device.use(question_of(page))}).status == 303


def binding_of(client):
    with client._session() as session:
        return session["csrf_token"]


def test_a_challenge_of_somebody_else_is_none(haru):
    _passkey, device = with_passkey(haru)
    made_up = json.dumps({"challenge": in_text(b"x" * 64)})
    with pytest.raises(PasskeyNotAccepted):
        use_passkey(answer=device.use(made_up), purpose=Purpose.LOG_IN, binding=HERE, device="")


def test_no_nonsense_logs_in(haru):
    _passkey, device = with_passkey(haru)
    answer = json.loads(answer_to_login(device, HERE))
    nonsense = [" ", "null", "[]", "{}", "[" * 5000, "x" * 70_000, json.dumps(answer | {"rawId": 7})]
    nonsense += [json.dumps(answer | {"id": "AAAA"}), json.dumps(answer | {"type": "password"})]
    for part in answer["response"]:
        for wrong in ("", "AAAA", "é", 7, None, {}):
            nonsense.append(json.dumps(answer | {"response": answer["response"] | {part: wrong}}))
    for attempt in nonsense:
        with pytest.raises(PasskeyNotAccepted):
            use_passkey(answer=attempt, purpose=Purpose.LOG_IN, binding=HERE, device="")
    assert use_passkey(answer=json.dumps(answer), purpose=Purpose.LOG_IN, binding=HERE, device="") == haru


@pytest.mark.parametrize(("before", "said"), [(5, 5), (5, 4), (5, 0), (1, 1)])
def test_a_copied_passkey_is_refused_and_its_owner_told(haru, outbox, before, said):
    passkey, device = with_passkey(haru, sign_count=before)
    device.sign_count = said
    with pytest.raises(PasskeyNotAccepted):
        use(device)
    assert events_of(haru) == [EventKind.PASSKEY_COPIED]
    assert [mail.recipient for mail in outbox()] == ["haru@example.org"]
    db.session.expire_all()
    assert passkey.sign_count == before


def test_only_the_key_itself_can_say_that_there_is_a_copy(haru, outbox):
    _passkey, device = with_passkey(haru, sign_count=5)
    with pytest.raises(PasskeyNotAccepted):
        use(Device(handle=device.handle, number=9, credential_id=device.credential_id, sign_count=1))
    assert events_of(haru) == []
    assert outbox() == []


@pytest.mark.parametrize(("before", "said"), [(0, 0), (0, 7), (5, 6)])
def test_a_count_that_goes_on_or_stays_nought_is_fine(haru, before, said):
    passkey, device = with_passkey(haru, sign_count=before)
    device.sign_count = said
    assert use(device) == haru
    assert passkey.sign_count == said


def test_of_many_who_answer_one_challenge_at_the_same_moment_one_is_heard(haru, race):
    _passkey, device = with_passkey(haru)
    answer = answer_to_login(device, HERE)

    def come():
        return use_passkey(answer=answer, purpose=Purpose.LOG_IN, binding=HERE, device="").id

    results = race(*[come] * 10)
    assert results.count(haru.id) == 1
    assert sum(isinstance(result, PasskeyNotAccepted) for result in results) == 9, results


def test_of_many_who_say_the_same_count_at_the_same_moment_one_is_heard(haru, race):
    _passkey, device = with_passkey(haru, sign_count=1)
    device.sign_count = 2
    answers = [answer_to_login(device, HERE) for _ in range(5)]

    def come(answer):
        return lambda: use_passkey(answer=answer, purpose=Purpose.LOG_IN, binding=HERE, device="").id

    results = race(*map(come, answers))
    assert results.count(haru.id) == 1
    assert sum(isinstance(result, PasskeyNotAccepted) for result in results) == 4, results


def test_what_was_used_up_is_forgotten_once_it_has_run_out(haru):
    _passkey, device = with_passkey(haru)
    use(device)
    operations.forget_challenges()
    assert db.session.query(UsedChallenge).count() == 1
    with time_machine.travel(now() + timedelta(minutes=6)):
        operations.forget_challenges()
    assert db.session.query(UsedChallenge).count() == 0


def test_the_second_step_takes_a_passkey(client, haru):
    _passkey, device = with_passkey(haru)
    page = client.post("/en/login", {"email": "haru@example.org", "password": PASSWORD, "remember": "y"})
    assert page.location == "/en/login/second-step"
    page = client.get(page.location)
    form = page.one("form[data-passkey]")
    assert page.one('form[data-passkey] [name="remember"]')["value"] == "y"
    page = client.post(form["action"], {"credential": device.use(form["data-question"]), "remember": "y"})
    assert page.status == 303
    assert db.session.scalars(sa.select(MemberSession)).one().second_factor


def test_a_password_alone_is_half_a_login_where_there_is_a_passkey(client, haru):
    with_passkey(haru)
    client.post("/en/login", {"email": "haru@example.org", "password": PASSWORD})
    assert not is_logged_in(client)


# Proving


def log_in_long_ago(client, member, second_factor=False):
    client.login(member, second_factor=second_factor)
    db.session.execute(sa.update(MemberSession).values(proved_at=now() - timedelta(minutes=11)))
    db.session.commit()


def test_a_passkey_proves_who_one_is_and_carries_the_form_on(client, haru):
    passkey, device = with_passkey(haru)
    log_in_long_ago(client, haru)
    path = f"/en/settings/security/passkeys/{passkey.id}/remove"
    page = client.post(path)
    assert page.status == 307
    asking = client.post(page.location)  # as the browser carries the form along
    question = question_of(asking)
    assert [key["id"] for key in json.loads(question)["allowCredentials"]] == [in_text(passkey.credential_id)]
    page = client.post(page.location, {"proof_credential": device.use(question), "interrupted": "yes"})
    assert (page.status, page.location) == (307, path)
    session = db.session.scalars(sa.select(MemberSession)).one()
    assert session.is_fresh
    assert session.second_factor


def test_only_ones_own_passkey_proves_who_one_is(client, haru):
    with_passkey(haru, 1)
    _passkey, another = with_passkey(MemberFactory(), 2)
    log_in_long_ago(client, haru)
    path = f"/en/prove?next={SECURITY}"
    for answer in (another.use(question_of(client.get(path))), "", "{}"):
        page = client.post(path, {"proof_credential": answer})
        assert page.status == 422
        assert len(page.errors) == 1
    session = db.session.scalars(sa.select(MemberSession)).one()
    assert not session.is_fresh
    assert not session.second_factor


def test_an_answer_for_logging_in_proves_nothing(client, haru):
    _passkey, device = with_passkey(haru)
    log_in_long_ago(client, haru)
    binding = db.session.scalars(sa.select(MemberSession)).one().id.hex
    page = client.post("/en/prove", {"proof_credential": answer_to_login(device, binding)})
    assert page.status == 422


def test_who_has_no_passkey_is_not_asked_for_one(client, haru):
    log_in_long_ago(client, haru)
    assert not client.get("/en/prove").has("form[data-passkey]")


# Naming and removing


def test_rename_passkey(client, haru):
    passkey, _device = with_passkey(haru)
    client.login(haru)
    path = f"/en/settings/security/passkeys/{passkey.id}/rename"
    assert client.get(path).one("#name")["value"] == "My phone"
    for name in ("", "x" * 61):
        assert client.post(path, {"name": name}).status == 422
    page = client.post(path, {"name": "할머니의 전화"})
    assert (page.status, page.location) == (303, SECURITY)
    assert "할머니의 전화" in client.get(SECURITY).text


def test_remove_the_last_passkey_and_powers_sleep(client, haru, outbox):
    passkey, device = with_passkey(haru)
    operations.renew_codes(session=open_session(member=haru, device=""))
    client.login(haru)
    page = client.post(f"/en/settings/security/passkeys/{passkey.id}/remove")
    assert (page.status, page.location) == (303, SECURITY)
    assert not passkeys_of(haru)
    assert not any(db.session.scalars(sa.select(MemberSession.second_factor)))
    assert EventKind.PASSKEY_REMOVED in events_of(haru)
    assert outbox()[-1].recipient == "haru@example.org"
    with pytest.raises(PasskeyNotAccepted):
        use(device)
    assert client.post("/en/login", {"email": "haru@example.org", "password": PASSWORD}).status == 303


def test_remove_one_of_two_passkeys_and_the_other_stays(client, haru):
    passkey, _device = with_passkey(haru, 1)
    _passkey, kept = with_passkey(haru, 2)
    client.login(haru)
    client.post(f"/en/settings/security/passkeys/{passkey.id}/remove")
    assert all(db.session.scalars(sa.select(MemberSession.second_factor)))
    assert use(kept) == haru


def test_the_passkey_of_somebody_else_is_as_if_it_were_not_there(client, haru):
    passkey, _device = with_passkey(haru)
    client.login(MemberFactory())
    for deed in ("rename", "remove"):
        theirs, nobodys = (
            client.post(f"/en/settings/security/passkeys/{number}/{deed}", {"name": "mine"})
            for number in (passkey.id, uuid.uuid4())
        )
        assert (theirs.status, nobodys.status) == (404, 404)
        assert theirs.text == nobodys.text
    assert [kept.name for kept in passkeys_of(haru)] == ["My phone"]


def test_passkeys_go_with_their_member(haru):
    with_passkey(haru)
    db.session.execute(sa.delete(Member).where(Member.id == haru.id))
    db.session.commit()
    assert db.session.query(Passkey).count() == 0


def test_who_is_suspended_meanwhile_is_not_let_in(haru):
    _passkey, device = with_passkey(haru)
    answer = answer_to_login(device, HERE)
    haru.state = MemberState.SUSPENDED
    db.session.commit()
    with pytest.raises(PasskeyNotAccepted):
        use_passkey(answer=answer, purpose=Purpose.LOG_IN, binding=HERE, device="")


# Controls: the checks above would notice if the defence were not there


def test_control_the_flag_of_verification_alone_makes_the_difference(haru):
    _passkey, device = with_passkey(haru)
    device.flags = PRESENT
    with pytest.raises(PasskeyNotAccepted):
        use(device)
    device.flags = PRESENT | VERIFIED
    assert use(device) == haru


def test_control_without_the_table_a_replay_would_pass(haru):
    _passkey, device = with_passkey(haru)
    answer = answer_to_login(device, HERE)
    for _ in range(2):
        assert use_passkey(answer=answer, purpose=Purpose.LOG_IN, binding=HERE, device="") == haru
        db.session.execute(sa.delete(UsedChallenge))
        db.session.commit()
