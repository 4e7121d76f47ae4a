"""Writing profiles: refusals, races, and what is said twice."""

from dataclasses import replace

import pytest

from community.accounts.models import Member, MemberSession
from community.accounts.operations import open_session
from community.db import db
from community.members.models import FIELDS, Audience, Belonging
from community.members.operations import (
    AudiencesChanged,
    BelongingNotConfirmed,
    HandleTaken,
    ProfileChange,
    edit_profile,
    hide,
)
from community.members.queries import get_profile
from tests.factories import MemberFactory
from tests.members.factories import member_with_profile

DEFECTOR = Belonging.DEFECTOR_COMMUNITY


def a_change(member, **more):
    """A change that leaves a member's profile as it is at first, but for what is given."""
    audiences = dict.fromkeys(FIELDS, Audience.ONLY_ME) | {"display_name": Audience.MEMBERS} | more.pop("audiences", {})
    return ProfileChange(
        **{
            "handle": member.handle,
            "display_name": member.display_name,
            "language": member.language,
            "values": {},
            "belonging": None,
            "belonging_confirmed": False,
            **more,
            "audiences": audiences,
        }
    )


@pytest.fixture
def member(app):
    return member_with_profile()


@pytest.fixture
def profile(member):
    return get_profile(member)


def edit(member, **more):
    edit_profile(actor=member, change=a_change(member, **more))
    db.session.expire_all()


def test_everything_is_written_at_once(member, profile):
    values = {"bio_text": "물결", "spoken": [["ko", "first"]], "links": ["https://example.org/"], "country": "KR"}
    edit(member, handle="tide-1", display_name="하루", language="ko", values=values, belonging=Belonging.ALLY)
    assert (member.handle, member.display_name, member.language) == ("tide-1", "하루", "ko")
    assert {name: getattr(profile, name) for name in values} == values
    assert profile.belonging == Belonging.ALLY


def test_a_handle_that_somebody_has_is_refused_and_nothing_is_written(member, profile):
    MemberFactory(handle="taken", suspended=True)
    before = member.handle
    with pytest.raises(HandleTaken):
        edit(member, handle="taken", display_name="Somebody else")
    assert (member.handle, member.display_name != "Somebody else") == (before, True)


def test_one_handle_at_the_same_moment_goes_to_one(race):
    members = [member_with_profile().id for _ in range(3)]

    def take(member_id):
        member = db.session.get_one(Member, member_id)
        edit_profile(actor=member, change=a_change(member, handle="wanted"))

    results = race(*[lambda member_id=member_id: take(member_id) for member_id in members])
    assert results.count(None) == 1, results
    assert [type(result) for result in results if result] == [HandleTaken] * 2


def test_a_page_from_before_and_hiding_at_the_same_moment_leave_the_member_hidden(race, member, profile):
    everyone = dict.fromkeys(FIELDS, Audience.EVERYONE)
    profile.open_to(everyone)
    session_id = open_session(member=member, device="firefox-linux").id
    member_id = member.id
    db.session.commit()

    def save():
        actor = db.session.get_one(Member, member_id)
        edit_profile(actor=actor, change=a_change(actor, audiences=everyone, seen=everyone))

    def press():
        session = db.session.get_one(MemberSession, session_id)
        hide(actor=session.member, session=session)

    results = race(save, press)
    assert [type(result) for result in results if result] in ([], [AudiencesChanged]), results
    db.session.expire_all()
    assert {get_profile(db.session.get_one(Member, member_id)).audience(field) for field in FIELDS} == {
        Audience.ONLY_ME
    }


def test_fields_that_are_not_asked_for_stay_as_open_as_they_are(member, profile):
    profile.open_to(dict.fromkeys(FIELDS, Audience.GROUPS))
    db.session.commit()
    change = a_change(member)
    edit_profile(actor=member, change=replace(change, audiences={"bio": Audience.EVERYONE}))
    assert {field for field in FIELDS if profile.audience(field) is not Audience.GROUPS} == {"bio"}


@pytest.mark.parametrize("audience", [Audience.GROUPS, Audience.MEMBERS, Audience.EVERYONE])
def test_belonging_to_the_defector_community_is_opened_only_when_that_is_said_twice(member, profile, audience):
    opening = {"belonging": DEFECTOR, "audiences": {"belonging": audience}}
    with pytest.raises(BelongingNotConfirmed):
        edit(member, **opening)
    assert (profile.belonging, profile.audience("belonging")) == (None, Audience.ONLY_ME)
    edit(member, **opening, belonging_confirmed=True)
    assert (profile.belonging, profile.audience("belonging")) == (DEFECTOR, audience)


def test_what_was_said_twice_stays_said_while_nobody_new_sees_it(member, profile):
    edit(member, belonging=DEFECTOR, audiences={"belonging": Audience.MEMBERS}, belonging_confirmed=True)
    edit(member, belonging=DEFECTOR, audiences={"belonging": Audience.MEMBERS}, values={"bio_text": "new"})
    edit(member, belonging=DEFECTOR, audiences={"belonging": Audience.GROUPS})
    with pytest.raises(BelongingNotConfirmed):
        edit(member, belonging=DEFECTOR, audiences={"belonging": Audience.MEMBERS})


def test_an_open_field_does_not_open_what_is_newly_said_in_it(member, profile):
    edit(member, belonging=Belonging.ALLY, audiences={"belonging": Audience.EVERYONE})
    with pytest.raises(BelongingNotConfirmed):
        edit(member, belonging=DEFECTOR, audiences={"belonging": Audience.EVERYONE})
    assert profile.belonging == Belonging.ALLY


def test_belonging_kept_to_oneself_or_of_another_kind_is_said_once(member, profile):
    edit(member, belonging=DEFECTOR)
    for kind in set(Belonging) - {DEFECTOR}:
        edit(member, belonging=kind, audiences={"belonging": Audience.EVERYONE})
        assert profile.belonging == kind


def test_belonging_can_be_taken_back(member, profile):
    edit(member, belonging=DEFECTOR, audiences={"belonging": Audience.EVERYONE}, belonging_confirmed=True)
    edit(member)
    assert (profile.belonging, profile.belonging_sealed) == (None, None)
