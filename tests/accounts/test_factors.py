"""The authenticator app and the recovery codes: set up, taken once, taken away."""

import threading
import xml.etree.ElementTree as ET
from datetime import timedelta

import pyotp
import pytest
import segno
import sqlalchemy as sa
import time_machine

from community.accounts import codes, operations, queries
from community.accounts.models import EventKind, MemberSession, RecoveryCode, SecurityEvent, Totp
from community.accounts.operations import factors, second_step
from community.db import atomic, db, now
from tests.authenticator import code_of, secret_of, with_app
from tests.factories import PASSWORD, MemberFactory

SECURITY = "/en/settings/security"
ADDING = f"{SECURITY}/authenticator"


def session_of(member, second_factor=True):
    return operations.open_session(member=member, device="firefox-linux", second_factor=second_factor)


def set_up(member):
    """Set up an app as the pages do; returns its secret and the recovery codes."""
    operations.begin_totp(member=member)
    secret = secret_of(member)
    return secret, operations.confirm_totp(session=session_of(member, second_factor=False), code=code_of(secret))


def outcomes(results):
    """How many won, and what kinds of refusal the others got."""
    refused = {type(result) for result in results if isinstance(result, Exception)}
    return sum(not isinstance(result, Exception) for result in results), refused


# Codes of an app


def test_the_codes_are_those_of_rfc_6238():
    secret = pyotp.random_base32()
    with time_machine.travel(59, tick=False):  # the first moment of the RFC's own table: step 1
        assert codes.steps_of(pyotp.TOTP(secret).generate_otp(1), secret, now()) == [1]
    known = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # its secret, in base32
    with time_machine.travel(1111111109, tick=False):
        assert codes.steps_of("081804", known, now()) == [1111111109 // 30]


@pytest.mark.parametrize(("ahead", "counts"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_counts_in_its_half_minute_and_the_ones_beside_it(ahead, counts):
    secret = pyotp.random_base32()
    with time_machine.travel("2026-11-22T10:00:10+00:00", tick=False):
        assert bool(codes.steps_of(code_of(secret, ahead), secret, now())) is counts


def test_a_code_may_be_typed_as_people_type_it():
    secret = pyotp.random_base32()
    code = code_of(secret)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)
    for typed in (f"{code[:3]} {code[3:]}", f" {code}", wide):
        assert codes.steps_of(typed, secret, now())
    for typed in ("", code[:5], code + "0", "½" + code[1:]):
        assert not codes.steps_of(typed, secret, now())


def test_a_step_is_never_taken_twice():
    member = MemberFactory()
    secret = with_app(member)
    with time_machine.travel("2026-11-22T10:00:10+00:00", tick=False):
        operations.use_app_code(member=member, code=code_of(secret, 1))
        for ahead in (1, 0, -1):  # nor is one from before
            with pytest.raises(operations.WrongCode):
                operations.use_app_code(member=member, code=code_of(secret, ahead))
    with time_machine.travel("2026-11-22T10:01:10+00:00", tick=False):
        operations.use_app_code(member=member, code=code_of(secret))


def test_of_fifty_who_send_one_code_at_the_same_moment_one_is_heard(race):
    member = MemberFactory()
    secret = with_app(member)
    code = code_of(secret, 1)
    identity = member.id

    def attempt():
        operations.use_app_code(member=queries.find_member(identity), code=code)

    assert outcomes(race(*[attempt] * 50)) == (1, {operations.WrongCode})


def test_control_without_the_condition_many_of_them_are_heard(race, monkeypatch):
    def forgetful(totp, code):
        return bool(codes.steps_of(code, totp.secret, now()))

    monkeypatch.setattr("community.accounts.operations.second_step.take_step", forgetful)
    member = MemberFactory()
    code = code_of(with_app(member))
    identity = member.id
    results = race(*[lambda: operations.use_app_code(member=queries.find_member(identity), code=code)] * 10)
    assert outcomes(results)[0] > 1


def test_the_code_that_set_the_app_up_does_not_log_in():
    member = MemberFactory()
    with time_machine.travel("2026-11-22T10:00:10+00:00", tick=False):
        secret, _codes = set_up(member)
        with pytest.raises(operations.WrongCode):
            operations.use_app_code(member=member, code=code_of(secret))


def test_an_app_that_is_only_begun_opens_nothing_and_protects_nothing():
    member = MemberFactory()
    operations.begin_totp(member=member)
    assert not queries.has_second_factor(member)
    with pytest.raises(operations.WrongCode):
        operations.use_app_code(member=member, code=code_of(secret_of(member)))


def test_begun_again_the_secret_is_another():
    member = MemberFactory()
    operations.begin_totp(member=member)
    first = secret_of(member)
    operations.begin_totp(member=member)
    assert secret_of(member) != first
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Totp)) == 1


def test_an_app_in_use_is_not_replaced_by_another():
    member = MemberFactory()
    secret = with_app(member)
    with pytest.raises(operations.FactorExists):
        operations.begin_totp(member=member)
    with pytest.raises(operations.FactorExists):
        operations.confirm_totp(session=session_of(member), code=code_of(secret))


def test_the_secret_lies_sealed():
    secret = with_app(MemberFactory())
    (kept,) = db.session.scalars(sa.select(Totp.secret_sealed))
    assert secret.encode() not in kept


# Recovery codes


def test_ten_codes_of_sixty_bits_come_with_the_first_factor():
    _secret, given = set_up(MemberFactory())
    assert len(set(given)) == 10
    assert all(len(code) == 14 and set(code) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ-") for code in given)


def test_only_digests_are_kept():
    member = MemberFactory()
    _secret, given = set_up(member)
    kept = db.session.scalars(sa.select(RecoveryCode.digest)).all()
    assert sorted(kept) == sorted(codes.digest_of(code, member.id) for code in given)
    assert codes.digest_of(given[0], MemberFactory().id) not in kept  # salted by the member


def test_a_recovery_code_counts_once_however_it_is_written(outbox):
    member = MemberFactory()
    _secret, given = set_up(member)
    written = given[0].lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert operations.use_recovery_code(member=member, code=written, device="firefox-linux") == 9
    with pytest.raises(operations.WrongCode):
        operations.use_recovery_code(member=member, code=given[0], device="firefox-linux")
    assert "9 recovery codes" in outbox()[-1].text
    assert EventKind.CODE_USED in db.session.scalars(sa.select(SecurityEvent.kind)).all()


def test_another_member_s_code_is_none():
    _secret, given = set_up(MemberFactory())
    with pytest.raises(operations.WrongCode):
        operations.use_recovery_code(member=MemberFactory(), code=given[0], device="")


def use_at_the_same_moment(race, monkeypatch, use):
    """Fifty send one recovery code; its slow digest is known beforehand, so that they come truly at once."""
    member = MemberFactory()
    _secret, given = set_up(member)
    digest, identity = codes.digest_of(given[3], member.id), member.id
    monkeypatch.setattr("community.accounts.operations.second_step.digest_of", lambda code, salt: digest)
    results = race(*[lambda: use(queries.find_member(identity), given[3])] * 50)
    return outcomes(results), queries.count_recovery_codes(queries.find_member(identity))


def test_of_fifty_who_send_one_recovery_code_at_the_same_moment_one_gets_in(race, monkeypatch):
    def use(member, code):
        return operations.use_recovery_code(member=member, code=code, device="")

    assert use_at_the_same_moment(race, monkeypatch, use) == ((1, {operations.WrongCode}), 9)


def test_control_codes_that_are_looked_up_first_let_everybody_in(race, monkeypatch):
    looked = threading.Barrier(50, timeout=60)

    def careless(member, code):
        digest = second_step.digest_of(code, member.id)
        mine = sa.select(RecoveryCode.id).where(RecoveryCode.member_id == member.id, RecoveryCode.digest == digest)
        found = db.session.scalar(mine)
        db.session.rollback()  # its connection is for the others to look, too
        looked.wait()
        if found is None:
            raise operations.WrongCode
        db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.id == found))
        db.session.commit()

    assert use_at_the_same_moment(race, monkeypatch, careless) == ((50, set()), 9)


def test_new_codes_end_the_old_ones(outbox):
    member = MemberFactory()
    _secret, old = set_up(member)
    new = operations.renew_codes(session=session_of(member))
    assert not set(old) & set(new)
    with pytest.raises(operations.WrongCode):
        operations.use_recovery_code(member=member, code=old[0], device="")
    operations.use_recovery_code(member=member, code=new[0], device="")
    assert outbox()


def test_without_a_factor_there_are_no_codes():
    member = MemberFactory()
    with pytest.raises(operations.NoFactor):
        operations.renew_codes(session=session_of(member))


# What a factor means for sessions


def test_setting_up_makes_this_session_strong_and_ends_every_other(outbox):
    member = MemberFactory()
    session_of(member)
    here = session_of(member, second_factor=False)
    operations.begin_totp(member=member)
    operations.confirm_totp(session=here, code=code_of(secret_of(member)))
    (left,) = db.session.scalars(sa.select(MemberSession))
    assert (left.id, left.second_factor) == (here.id, True)
    assert EventKind.TOTP_ADDED in db.session.scalars(sa.select(SecurityEvent.kind)).all()
    assert "authenticator app was set up" in outbox()[-1].text


def test_a_wrong_code_sets_nothing_up():
    member = MemberFactory()
    operations.begin_totp(member=member)
    with pytest.raises(operations.WrongCode):
        operations.confirm_totp(session=session_of(member, second_factor=False), code="000000x")
    assert not queries.has_second_factor(member)
    assert queries.count_recovery_codes(member) == 0


def test_removing_the_last_factor_takes_the_codes_and_puts_powers_to_sleep_everywhere(outbox):
    member = MemberFactory(administrator=True)
    set_up(member)
    elsewhere, here = session_of(member), session_of(member)
    operations.remove_totp(session=here)
    assert queries.count_recovery_codes(member) == 0
    assert {row.second_factor for row in db.session.scalars(sa.select(MemberSession))} == {False}
    assert db.session.get(MemberSession, elsewhere.id) is not None
    assert "authenticator app was removed" in outbox()[-1].text
    with pytest.raises(operations.NoFactor):
        operations.remove_totp(session=here)


# The pages


def test_the_whole_way_in_place_from_a_power_to_its_page(client):
    member = MemberFactory(administrator=True)
    client.login(member, second_factor=False)
    page = client.get("/en/admin/members?q=ha", follow=True)
    button = page.one('form[action*="/authenticator/begin"]')
    page = client.post(button["action"])
    assert page.location == f"{ADDING}?next=/en/admin/members?q%3Dha"
    page = client.get(page.location)
    secret = page.one(".secret code").get_text().replace(" ", "")
    assert secret == secret_of(member)
    page = client.post(f"{ADDING}?next=/en/admin/members?q%3Dha", {"code": code_of(secret)})
    assert page.status == 200
    assert page.response.headers["Cache-Control"] == "no-store"
    assert len(page.select(".codes li")) == 10
    on = page.one("main .actions a")["href"]
    assert on == "/en/admin/members?q=ha"
    assert client.get(on).status == 200
    assert "You have 10 recovery codes left" in client.get(SECURITY).text


def test_a_wrong_code_is_told_beside_its_field(client):
    member = MemberFactory()
    operations.begin_totp(member=member)
    client.login(member)
    page = client.post(ADDING, {"code": "12 34"})
    assert page.status == 422
    assert page.one("input[name=code]").get("value", "") == ""
    assert "does not fit" in page.errors[0]
    assert client.post(ADDING, {"code": ""}).status == 422


def test_the_picture_is_the_code_of_the_address(client):
    member = MemberFactory()
    operations.begin_totp(member=member)
    page = client.login(member).get(ADDING)
    address = page.one('a[href^="otpauth://totp/"]')["href"]
    assert f"secret={secret_of(member)}" in address
    assert member.email not in address
    assert modules(str(page.one("svg.qr"))) == [
        list(row) for row in segno.make(address, micro=False, error="m").matrix_iter(border=4)
    ]


def modules(svg):
    """The drawing, read back: which squares are dark."""
    root = ET.fromstring(svg)  # noqa: S314
    size = int(root.get("viewbox").split()[2])
    grid = [[0] * size for _row in range(size)]
    for bar in root.find("path").get("d").split("z")[:-1]:
        place, _h, length = bar.removeprefix("M").partition("h")
        x, y = (int(number) for number in place.split())
        for column in range(int(length.split("v")[0])):
            grid[y][x + column] = 1
    return grid


def test_without_anything_begun_the_page_leads_to_the_choice(client):
    page = client.login(MemberFactory()).get(f"{ADDING}?next=/en/about")
    assert (page.status, page.location) == (303, f"{SECURITY}/second-factor?next=/en/about")


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/nowhere"])
def test_nobody_is_led_off_the_site(client, elsewhere):
    member = MemberFactory()
    operations.begin_totp(member=member)
    client.login(member)
    page = client.post(ADDING, {"code": code_of(secret_of(member))}, query_string={"next": elsewhere})
    assert page.one("main .actions a")["href"] == SECURITY


def test_factors_change_only_after_a_fresh_proof(client):
    member = MemberFactory()
    client.login(member)
    db.session.execute(sa.update(MemberSession).values(proved_at=now() - timedelta(minutes=11)))
    db.session.commit()
    page = client.post(f"{ADDING}/begin?next=/en/about")
    assert page.status == 307
    assert queries.find_totp(member) is None
    page = client.post(page.location)  # the browser carries the form along
    assert page.has('input[name="interrupted"]')
    page = client.post(page.response.request.full_path, {"proof_password": PASSWORD, "interrupted": "yes"})
    assert (page.status, page.location) == (307, f"{ADDING}/begin?next=/en/about")
    assert client.post(page.location).location == f"{ADDING}?next=/en/about"
    assert queries.find_totp(member) is not None


def test_the_buttons_of_the_security_page(client):
    member = MemberFactory()
    assert client.login(member).get(SECURITY).has(f'a[href="{SECURITY}/second-factor"]')
    set_up(member)
    client.login(member)
    page = client.post(f"{SECURITY}/recovery-codes")
    assert len(page.select(".codes li")) == 10
    assert client.post(f"{ADDING}/remove").location == SECURITY
    assert client.get("/en/admin").status == 403
    assert not queries.has_second_factor(member)


def test_removing_leaves_a_session_without_powers(client):
    member = MemberFactory(moderator=True)
    set_up(member)
    client.login(member)
    assert client.get("/en/admin").status == 200
    client.post(f"{ADDING}/remove")
    assert client.get("/en/admin").location.startswith(f"{SECURITY}/second-factor")


def test_a_second_kind_of_factor_leaves_the_codes_of_the_first():
    member = MemberFactory()
    _secret, given = set_up(member)
    session = session_of(member)
    add = atomic(lambda: factors.add_factor(session, EventKind.PASSKEY_ADDED, [codes.digest_of("AAAA", member.id)]))
    assert add() is False
    assert operations.use_recovery_code(member=member, code=given[0], device="") == 9
