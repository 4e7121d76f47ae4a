"""Handles: changed, resting for a year, taken back by who had them, and never one of the site's own addresses."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from community.accounts import handles
from community.accounts.handles import is_reserved, new_handle
from community.accounts.models import Member
from community.accounts.operations import close, delete_closed
from community.db import db, now
from community.members.models import FIELDS, Audience, RetiredHandle
from community.members.operations import (
    HandleChangedOften,
    HandleReserved,
    HandleTaken,
    ProfileChange,
    edit_profile,
    forget_retired,
)
from community.members.operations.handles import IN, MOST_CHANGES, RESTS
from community.members.queries import get_profile, list_retired
from community.members.queries.handles import handle_mark
from community.rotation import rotate
from tests.factories import MemberFactory
from tests.members.factories import member_with_profile
from tests.members.test_profile_form import fields_of

A_YEAR = timedelta(days=365)
A_DAY = timedelta(days=1)


@pytest.fixture
def haru():
    return member_with_profile(handle="haru-song", display_name="Haru")


@pytest.fixture
def mina():
    return member_with_profile(handle="mina-song", display_name="Mina")


def call(member, handle):
    """Give a member another handle, as the form of the profile does."""
    audiences = dict.fromkeys(FIELDS, Audience.ONLY_ME) | {"display_name": Audience.EVERYONE}
    edit_profile(
        actor=member,
        change=ProfileChange(
            handle=handle,
            display_name=member.display_name,
            language=member.language,
            values={},
            belonging=None,
            audiences=audiences,
            belonging_confirmed=False,
        ),
    )


def call_by_id(member_id, handle):
    call(db.session.get(Member, member_id), handle)


def handle_of(member):
    db.session.rollback()
    return db.session.get(Member, member.id).handle


def resting():
    db.session.rollback()
    return db.session.scalars(sa.select(RetiredHandle).order_by(RetiredHandle.free_at)).all()


def test_a_handle_that_was_given_up_is_free_for_others_after_a_year(haru, mina):
    call(haru, "haru-new")
    with time_machine.travel(now() + A_YEAR - A_DAY), pytest.raises(HandleTaken):
        call(mina, "haru-song")
    assert handle_of(mina) == "mina-song"
    with time_machine.travel(now() + A_YEAR + A_DAY):
        call(mina, "haru-song")  # whether or not the hourly job has come round
    assert handle_of(mina) == "haru-song"


def test_a_handle_that_rests_reads_as_one_that_somebody_has(haru, mina):
    call(haru, "haru-new")
    with pytest.raises(HandleTaken) as rests:
        call(mina, "haru-song")
    with pytest.raises(HandleTaken) as taken:
        call(mina, "haru-new")
    assert str(rests.value) == str(taken.value)


def test_its_owner_may_take_it_back_and_then_the_other_rests(haru, mina):
    call(haru, "haru-new")
    call(haru, "haru-song")
    assert handle_of(haru) == "haru-song"
    with pytest.raises(HandleTaken):
        call(mina, "haru-new")
    assert len(resting()) == 1


def test_nobody_has_the_handle_of_a_deleted_account_for_a_year(haru, mina):
    call(haru, "haru-new")
    close(actor=haru, device="", at_once=True)
    delete_closed()
    for handle in ("haru-song", "haru-new"):
        with pytest.raises(HandleTaken):
            call(mina, handle)
    assert [row.owner_mark for row in resting()] == [None, None]
    with time_machine.travel(now() + A_YEAR + A_DAY):
        call(mina, "haru-new")
    assert handle_of(mina) == "haru-new"


def test_who_gave_up_what_can_be_read_nowhere(haru):
    call(haru, "haru-new")
    [row] = resting()
    written = b"".join((row.handle_mark, row.owner_mark))
    assert len(row.handle_mark) == len(row.owner_mark) == 32
    assert b"haru" not in written
    assert haru.id.bytes not in written


def test_it_rests_on_after_the_keys_were_exchanged(haru, mina):
    call(haru, "haru-new")
    rotate(lambda words: None, wait=lambda seconds: None)
    with pytest.raises(HandleTaken):
        call(mina, "haru-song")
    call(haru, "haru-song")
    assert resting()[0].owner_mark is not None


def test_the_hourly_job_sets_free_what_has_rested(app, haru):
    call(haru, "haru-new")
    with time_machine.travel(now() + A_YEAR - A_DAY):
        forget_retired()
    assert len(resting()) == 1
    with time_machine.travel(now() + A_YEAR + A_DAY):
        forget_retired()
    assert resting() == []


def test_a_handle_given_up_again_rests_a_year_from_then_on(haru):
    call(haru, "haru-new")
    with time_machine.travel(now() + A_YEAR + A_DAY):
        call(haru, "haru-song")  # the row of the year before is still there
        call(haru, "haru-third")
        assert all(moment > now() + A_YEAR - A_DAY for moment in list_retired(haru))
        assert len(list_retired(haru)) == 2


def test_a_handle_is_changed_three_times_within_a_month_at_most(haru):
    for number in range(MOST_CHANGES):
        call(haru, f"haru-{number}th")
    with pytest.raises(HandleChangedOften):
        call(haru, "haru-more")
    call(haru, handle_of(haru))  # saving the profile without changing it is always possible
    with time_machine.travel(now() + IN + A_DAY):
        call(haru, "haru-more")
    assert handle_of(haru) == "haru-more"


def test_the_page_of_a_handle_given_up_is_not_there_like_any_other(client, haru):
    call(haru, "haru-new")
    assert client.get("/en/members/haru-new").status == 200
    given_up, nobodys = client.get("/en/members/haru-song"), client.get("/en/members/mina-song")
    assert (given_up.status, nobodys.status) == (404, 404)
    assert given_up.text.replace("haru-song", "") == nobodys.text.replace("mina-song", "")


def test_the_form_refuses_with_a_sentence_and_keeps_what_was_typed(client, haru, mina):
    call(haru, "haru-new")
    client.login(mina)
    form = fields_of(client.get("/en/settings/profile"))
    for handle, sentence in (("haru-song", "not free"), ("haru-new", "not free"), ("matches", "for the site itself")):
        page = client.post("/en/settings/profile", form | {"handle": handle})
        assert page.status == 422
        assert sentence in page.one("#handle-error").get_text()
        assert page.one("input[name=handle]")["value"] == handle


# At the same moment


@pytest.mark.parametrize("way", ["changing", "deleting"])
def test_nobody_takes_a_handle_at_the_moment_at_which_it_is_given_up(race, haru, mina, way):
    his, hers = haru.id, mina.id

    def leave():
        call_by_id(his, "haru-new") if way == "changing" else delete_closed()

    if way == "deleting":
        close(actor=haru, device="", at_once=True)
    results = race(leave, *[lambda: call_by_id(hers, "haru-song")] * 2)
    assert results[0] is None
    assert {type(result) for result in results[1:]} == {HandleTaken}
    assert handle_of(mina) == "mina-song"


def test_whoever_takes_a_handle_back_has_it_or_nobody_has(race, haru, mina):
    call(haru, "haru-new")
    his, hers = haru.id, mina.id
    results = race(lambda: call_by_id(his, "haru-song"), lambda: call_by_id(hers, "haru-song"))
    assert results[0] is None
    assert isinstance(results[1], HandleTaken)


def test_of_two_changes_at_the_same_moment_no_handle_goes_without_resting(race, haru, mina):
    his = haru.id
    results = race(*(lambda name=name: call_by_id(his, name) for name in ("haru-one", "haru-two")))
    assert results == [None, None]
    kept = handle_of(haru)
    assert kept in ("haru-one", "haru-two")
    for handle in {"haru-song", "haru-one", "haru-two"} - {kept}:
        with pytest.raises(HandleTaken):
            call(mina, handle)


def test_two_who_want_one_handle_do_not_both_get_it(race, haru, mina):
    results = race(*(lambda who=who: call_by_id(who, "han-river") for who in (haru.id, mina.id)))
    assert sorted(type(result).__name__ for result in results) == ["HandleTaken", "NoneType"]


def test_two_who_want_each_others_handle_keep_their_own(race, haru, mina):
    his, hers = haru.id, mina.id
    results = race(lambda: call_by_id(his, "mina-song"), lambda: call_by_id(hers, "haru-song"))
    assert [type(result) for result in results] == [HandleTaken] * 2
    assert (handle_of(haru), handle_of(mina)) == ("haru-song", "mina-song")


# Reserved


def segments_under_members(app):
    """What stands, in the addresses of this site, where a handle would stand."""
    found = set()
    for rule in app.url_map.iter_rules():
        parts = rule.rule.split("/")
        places = [place for place, part in enumerate(parts) if part == "members"]
        found |= {parts[place + 1] for place in places if place + 1 < len(parts)}
    return {part for part in found if part and not part.startswith("<")}


def test_no_address_of_the_site_can_be_a_handle(app):
    assert [part for part in segments_under_members(app) if not is_reserved(part)] == []


def test_control_an_address_that_could_be_a_handle_is_found(app):
    assert "matches" in segments_under_members(app)
    assert not is_reserved("han-river")


@pytest.mark.parametrize(
    "handle", ["admin", "matches", "settings", "moderator", "ripples", "new", "ripples-team", "the-admin", "support-1"]
)
def test_nobody_speaks_for_the_site_under_a_handle(haru, handle):
    with pytest.raises(HandleReserved):
        call(haru, handle)
    assert handle_of(haru) == "haru-song"


@pytest.mark.parametrize("handle", ["adminton", "modern-times", "new-river", "matches-in-hand"])
def test_words_that_only_sound_alike_are_free(haru, handle):
    call(haru, handle)
    assert handle_of(haru) == handle


def test_whoever_has_a_reserved_handle_from_before_can_still_save_the_profile(app):
    member = member_with_profile(handle="moderator")
    call(member, "moderator")
    assert handle_of(member) == "moderator"


# Random ones


def test_a_random_handle_is_never_one_that_rests(haru, monkeypatch):
    call(haru, "haru-new")
    drawn = iter(["haru", "haru", "mina"])
    monkeypatch.setattr(handles, "_WORDS", ["unused"])
    monkeypatch.setattr(handles.secrets, "choice", lambda options: next(drawn) if len(options) == 1 else "x")
    db.session.add(RetiredHandle(handle_mark=handle_mark("haru-xxxxxx"), free_at=now() + RESTS))
    db.session.commit()
    assert new_handle() == "mina-xxxxxx"


def test_random_handles_are_such_that_anybody_could_choose(app):
    assert not any(is_reserved(new_handle()) for _ in range(50))


def test_one_is_told_until_when_ones_handles_rest(haru):
    call(haru, "haru-new")
    [moment] = list_retired(haru)
    assert moment.date() == (now() + RESTS).date()
    assert list_retired(MemberFactory()) == []
    assert get_profile(haru).member.handle == "haru-new"
