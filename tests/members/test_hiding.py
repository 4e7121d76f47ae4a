""" "Hide me now": one press, and nobody sees a member any more."""

import pytest
import sqlalchemy as sa

from community.accounts.models import EventKind, MemberSession, SecurityEvent
from community.accounts.operations import open_session
from community.accounts.signals import member_hiding
from community.db import db
from community.endorsements.models import Endorsement, EndorsementState, Shown
from community.endorsements.operations import endorse_as_member
from community.members.models import FIELDS, Audience
from community.members.operations import hide
from community.members.queries import get_profile
from community.policy import Relation
from tests.endorsements.factories import EndorsementFactory
from tests.laws.world import new_member


@pytest.fixture
def member():
    """Somebody who shows everything to everyone."""
    member = new_member("haru")
    profile = get_profile(member)
    profile.open_to(dict.fromkeys(FIELDS, Audience.EVERYONE))
    db.session.commit()
    return member


def endorse(member):
    answers = {"commitments": {1: "I teach."}, "name": "Haru Kim", "country": "KR", "affiliation": "A choir"}
    return endorse_as_member(actor=member, shown=Shown.NAMED, language="en", **answers)


def press(client):
    page = client.post("/en/settings/privacy/hide")
    assert (page.status, page.location) == (303, "/en/settings/privacy")
    db.session.expire_all()


def test_everything_on_the_profile_is_for_oneself_alone(client, member):
    press(client.login(member))
    profile = get_profile(member)
    assert {profile.audience(field) for field in FIELDS} == {Audience.ONLY_ME}
    assert not profile.name_open
    assert profile.bio_text == "I help."  # hidden, not lost


def test_nobody_finds_the_profile_from_the_next_request_on(client, new_client, member):
    visitor, other = new_client(), new_client().login(new_member("other"))
    assert "Haru" in visitor.get("/en/members/haru").text
    assert "Haru" in other.get("/en/members").text
    press(client.login(member))
    assert visitor.get("/en/members/haru").status == 404
    assert other.get("/en/members/haru").status == 404
    assert "Haru" not in other.get("/en/members").text
    assert client.get("/en/members/haru").status == 200


NEW_FIELDS = {
    "bio_language": "en",
    "second_bio_text": "제가 돕습니다.",
    "second_bio_language": "ko",
    "profession_group": "5",
    "profession_words": "A cook",
    "offers": ["mentoring"],
    "looks_for": ["legal"],
    "spoken": [["ko", "first"]],
    "affiliations": ["A choir"],
    "picture": "a-mark",
}


@pytest.mark.parametrize("listed", [True, False])
def test_what_a_profile_tells_since_it_tells_more_is_hidden_too(client, new_client, member, listed):
    profile, other = get_profile(member), new_client().login(new_member("other"))
    for name, value in NEW_FIELDS.items():
        setattr(profile, name, value)
    profile.listed = listed
    db.session.commit()
    assert set(get_profile(member).shown_to({Relation.ANYONE})) >= {
        "bio",
        "profession",
        "offers",
        "looks_for",
        "languages",
    }
    press(client.login(member))
    for relation in (Relation.ANYONE, Relation.MEMBER, Relation.FELLOW):
        assert get_profile(member).shown_to({relation}) == {}
    assert get_profile(member).listed is listed  # whether to be in the directory stays the member's own choice
    for words in ("", "?words=haru", "?words=cook", "?words=choir", "?offers=mentoring"):
        assert "haru" not in str(other.get(f"/en/members{words}").one("main .cards, main .empty")).lower()


def test_other_devices_are_logged_out_and_this_one_is_not(client, new_client, member):
    other = new_client().login(member)
    press(client.login(member))
    assert other.get("/en/settings/security").status == 303
    assert client.get("/en/settings/security").status == 200
    assert len(db.session.scalars(sa.select(MemberSession)).all()) == 1


def test_the_endorsement_counts_on_without_a_name(client, new_client, member):
    endorse(member)
    assert "Haru Kim" in new_client().get("/en/endorsements").text
    press(client.login(member))
    endorsement = db.session.scalars(sa.select(Endorsement)).one()
    assert (endorsement.state, endorsement.shown) == (EndorsementState.COUNTED, Shown.COUNTED)
    assert (endorsement.name, endorsement.affiliation, endorsement.country) == (None, None, "KR")
    for path in ("/en/endorsements", "/en/declaration/commitments/1"):
        text = new_client().get(path).text
        assert "Haru Kim" not in text
        assert "I teach." not in text


def test_an_endorsement_from_the_same_address_loses_its_name_too(client, member):
    EndorsementFactory(address="haru@example.org", name="Haru Kim")
    press(client.login(member))
    assert db.session.scalars(sa.select(Endorsement)).one().name is None


def test_what_happened_stands_on_the_security_page(client, member):
    press(client.login(member))
    assert db.session.scalars(sa.select(SecurityEvent.kind).order_by(SecurityEvent.at)).all()[-1] is EventKind.HIDDEN
    assert "Everything on the profile was hidden." in client.get("/en/settings/security").text


def test_hiding_twice_and_with_nothing_to_hide_is_no_error(client, member):
    client.login(member)
    press(client)
    press(client)


def test_it_is_all_or_nothing(member):
    session = open_session(member=member, device="firefox-linux")
    open_session(member=member, device="firefox-linux")

    def fail(sender):
        raise ZeroDivisionError

    with member_hiding.connected_to(fail), pytest.raises(ZeroDivisionError):
        hide(actor=member, session=session)
    db.session.expire_all()
    assert get_profile(member).name_open
    assert len(db.session.scalars(sa.select(MemberSession)).all()) == 2


def test_from_two_devices_at_the_same_moment_one_stays_logged_in_at_most(race, new_client, member):
    endorse(member)
    cookies = [open_session(member=member, device="firefox-linux").get_id() for _ in range(2)]
    browsers = [new_client().enter(cookie) for cookie in cookies]
    race(*(lambda browser=browser: press(browser) for browser in browsers))
    db.session.rollback()
    assert len(db.session.scalars(sa.select(MemberSession)).all()) <= 1
    assert not get_profile(member).name_open
