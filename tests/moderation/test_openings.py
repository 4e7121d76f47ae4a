"""Opening closed fields: what moderators can get hold of, and that its owner always knows."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from community.accounts.models import Member, MemberSession, Role
from community.accounts.operations.closing import _delete
from community.accounts.signals import member_data
from community.audit import AuditEntry
from community.db import db, now
from community.members.models import FIELDS, Audience, Belonging, ReachedLimit
from community.members.queries import get_profile
from community.moderation.models import FieldOpening
from community.moderation.opening import OPENABLE
from tests.apps import another_app
from tests.members.factories import member_with_profile
from tests.pages import PageClient

REASON = "Somebody pretends to be this person."
CANARIES = {
    "display_name": "Canary Name",
    "pronouns": "canary/pronouns",
    "bio": "Canary bio.",
    "profession": "canary profession",
    "skills": "canary skills",
    "city": "Canary City",
    "affiliations": "Canary Choir",
    "links": "https://canary.example/me",
    "country": "Iceland",
    "languages": "Zulu",
}


def closed_member(audience=Audience.ONLY_ME, **values):
    """A member who has filled in everything and opened it to an audience."""
    member = member_with_profile(display_name=CANARIES["display_name"], **values)
    profile = get_profile(member)
    profile.pronouns, profile.skills, profile.city = (CANARIES[name] for name in ("pronouns", "skills", "city"))
    profile.bio_text, profile.bio_language, profile.profession_words = CANARIES["bio"], "en", CANARIES["profession"]
    profile.affiliations, profile.links = [CANARIES["affiliations"]], [CANARIES["links"]]
    profile.spoken, profile.country, profile.belonging = [["zu", "first"]], "IS", Belonging.DEFECTOR_COMMUNITY
    profile.open_to(dict.fromkeys(FIELDS, audience))
    db.session.commit()
    return member


def open_path(member):
    return f"/en/admin/members/{member.handle}/open"


def openings():
    db.session.rollback()
    return list(db.session.scalars(sa.select(FieldOpening).order_by(FieldOpening.at)))


@pytest.mark.parametrize("field", CANARIES)
def test_open_field_shows_one_field_once(client, moderator, field):
    page = client.post(open_path(closed_member()), {"field": field, "reason": REASON})
    assert page.status == 200
    shown = {name for name, canary in CANARIES.items() if canary in page.response.text}
    assert shown == {field}
    assert CANARIES[field] not in page.one("title").text
    assert page.response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("field", ["belonging", "picture", "email", "email_sealed", "audiences", "", "password_hash"])
def test_open_field_opens_nothing_else(client, moderator, outbox, field):
    member = closed_member(address="canary@example.org")
    page = client.post(open_path(member), {"field": field, "reason": REASON})
    assert page.status == 422
    assert "defector" not in page.one("main").text.replace("Defector", "")
    assert "canary@" not in page.response.text
    assert openings() == []
    assert outbox() == []


def test_every_field_but_two_can_be_opened():
    assert set(FIELDS) - set(OPENABLE) == {"belonging", "picture"}


@pytest.mark.parametrize("reason", ["", "   ", "Because.", "x" * 501], ids=["none", "blanks", "too short", "too long"])
def test_open_field_wants_a_reason(client, moderator, outbox, reason):
    member = closed_member()
    page = client.post(open_path(member), {"field": "bio", "reason": reason})
    assert page.status == 422
    assert len(page.errors) == 1
    assert not any(canary in page.one("main .profile-head").text for canary in CANARIES.values())
    assert CANARIES["bio"] not in page.response.text
    assert openings() == []


@pytest.mark.parametrize("discreet", [False, True], ids=["openly", "discreetly"])
def test_open_field_tells_its_owner_at_once_and_what_it_was_only_behind_the_log_in(
    client, new_client, moderator, outbox, discreet
):
    member = closed_member(discreet=discreet)
    client.post(open_path(member), {"field": "city", "reason": REASON})
    [mail] = outbox()
    assert mail.recipient == member.email
    assert "/en/settings/looked" in mail.text
    # The mail lies open: neither who, nor at what, nor why.
    for hidden in (moderator.handle, moderator.display_name, CANARIES["city"], "City", REASON):
        assert hidden not in mail.text + mail.html + mail.subject
    assert (mail.subject == "Please look at this soon") is discreet
    assert new_client().get("/en/settings/looked").location.startswith("/en/login")
    page = new_client().login(member).get("/en/settings/looked")
    assert "City" in page.text
    assert REASON in page.text


def test_open_field_stands_in_the_trail_with_its_reason_without_its_value(client, moderator):
    member = closed_member()
    client.post(open_path(member), {"field": "city", "reason": REASON})
    entry = db.session.scalars(sa.select(AuditEntry)).one()
    assert (entry.action, entry.actor_id, entry.subject_id) == ("moderation.open_field", moderator.id, member.id)
    assert entry.details == {"field": "city", "reason": REASON}
    text = client.get("/en/admin/audit").text
    assert REASON in text
    assert "Field: City" in text
    assert CANARIES["city"] not in text


def test_sending_it_again_is_another_opening(client, moderator, outbox):
    member = closed_member()
    for _time in range(2):
        assert client.post(open_path(member), {"field": "city", "reason": REASON}).status == 200
    assert len(openings()) == len(outbox()) == 2


def test_there_is_nothing_to_come_back_to(client, moderator):
    member = closed_member()
    client.post(open_path(member), {"field": "city", "reason": REASON})
    assert client.get(open_path(member)).status == 405
    for path in (f"/en/admin/members/{member.handle}", "/en/admin/members", "/en/admin/audit", "/en/admin"):
        assert CANARIES["city"] not in client.get(path).response.text


def test_an_empty_field_is_said_to_be_empty_and_told_all_the_same(client, moderator, outbox):
    member = member_with_profile()
    page = client.post(open_path(member), {"field": "city", "reason": REASON})
    assert "“City” is empty." in page.text
    assert len(openings()) == len(outbox()) == 1


def test_what_is_open_to_the_moderator_anyway_is_not_opened(client, moderator, outbox):
    member = closed_member(Audience.MEMBERS)
    page = client.post(open_path(member), {"field": "city", "reason": REASON})
    assert page.status == 422
    assert openings() == []
    assert not client.get(f"/en/admin/members/{member.handle}").has("option[value=city]")


# who may


def test_open_field_asks_again_who_it_is(client, moderator, outbox):
    member = closed_member()
    db.session.execute(sa.update(MemberSession).values(proved_at=now() - timedelta(hours=1)))
    db.session.commit()
    page = client.post(open_path(member), {"field": "city", "reason": REASON})
    assert page.status == 307
    assert "/prove" in page.location
    assert openings() == []


def test_open_field_without_a_second_factor_leads_to_one(client):
    moderator, member = member_with_profile(moderator=True), closed_member()
    client.login(moderator, second_factor=False)
    page = client.post(open_path(member), {"field": "city", "reason": REASON})
    assert page.location.startswith("/en/settings/security/second-factor")
    assert openings() == []


def test_open_field_is_closed_to_members_and_visitors(client):
    member = closed_member()
    assert client.post(open_path(member), {"field": "city", "reason": REASON}).location.startswith("/en/login")
    client.login(member_with_profile())
    assert client.post(open_path(member), {"field": "city", "reason": REASON}).status == 403
    assert openings() == []


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.ADMINISTRATOR])
def test_a_moderator_opens_no_field_of_those_with_powers(client, moderator, role):
    member = closed_member(role=role)
    page = client.post(open_path(member), {"field": "city", "reason": REASON})
    assert page.status == 422
    assert CANARIES["city"] not in page.response.text
    assert not client.get(f"/en/admin/members/{member.handle}").has("form[action$=open]")
    assert openings() == []


def test_an_administrator_does(client, administrator):
    member = closed_member(moderator=True)
    page = client.post(open_path(member), {"field": "city", "reason": REASON})
    assert CANARIES["city"] in page.response.text


def test_nobody_opens_their_own(client):
    member = closed_member(administrator=True)
    client.login(member)
    page = client.post(open_path(member), {"field": "city", "reason": REASON})
    assert page.status == 422
    assert not client.get(f"/en/admin/members/{member.handle}").has("form[action$=open]")
    assert openings() == []


def test_suspended_members_can_be_opened_and_those_who_leave_cannot(client, moderator):
    suspended, leaving = closed_member(suspended=True), closed_member(closes_at=now())
    assert client.post(open_path(suspended), {"field": "city", "reason": REASON}).status == 200
    assert client.post(open_path(leaving), {"field": "city", "reason": REASON}).status == 404


def test_whoever_opens_everything_is_stopped(app):
    with another_app(app, LIMITS="on") as limited, limited.app_context():
        moderator, member = member_with_profile(moderator=True), closed_member()
        client = PageClient(limited)
        client.login(moderator)
        form = {"field": "city", "reason": REASON}
        found = [client.post(open_path(member), form) for _time in range(21)]
        assert [page.status for page in found] == [200] * 20 + [429]
        assert CANARIES["city"] not in found[-1].response.text
        assert len(openings()) == 20
        assert db.session.scalars(sa.select(ReachedLimit.reached)).one() == "openings"


# what the owner reads


@pytest.mark.parametrize("language", ["en", "ko"])
def test_looked_tells_the_owner_for_good(client, new_client, moderator, language):
    member = closed_member()
    client.post(open_path(member), {"field": "city", "reason": REASON})
    theirs = new_client().login(member)
    page = theirs.get(f"/{language}/settings/looked")
    assert REASON in page.text
    assert moderator.handle not in page.response.text
    assert new_client().login(member_with_profile()).get(f"/{language}/settings/looked").has(".empty")


def test_looked_stands_in_the_copy_of_ones_data(client, moderator):
    member = closed_member()
    client.post(open_path(member), {"field": "city", "reason": REASON})
    parts = {part.name: part for _l, told in member_data.send(member) for part in told}
    facts = {fact.key: fact.value for fact in parts["looked"].records[0]}
    assert (facts["field"], facts["reason"]) == ("city", REASON)
    assert moderator.handle not in str([[fact.value for fact in record] for record in parts["looked"].records])


def test_privacy_leads_to_it(client):
    client.login(member_with_profile())
    page = client.get("/en/settings/privacy")
    assert page.has('main a[href="/en/settings/looked"]')
    assert page.has('main a[href="/en/settings/reports"]')


def test_an_opening_outlives_who_made_it_and_goes_with_whose_field_it_was(client, moderator):
    member = closed_member()
    client.post(open_path(member), {"field": "city", "reason": REASON})
    db.session.execute(sa.update(Member).values(closes_at=now()))
    db.session.commit()
    _delete(moderator.id)
    assert [opening.opener_id for opening in openings()] == [None]
    _delete(member.id)
    assert openings() == []


def test_administrators_see_who_it_was_and_moderators_only_that(client, new_client, moderator):
    member, administrator = closed_member(), member_with_profile(administrator=True)
    client.post(open_path(member), {"field": "city", "reason": REASON})
    section = "#openings + .rows"
    theirs = new_client().login(administrator).get(f"/en/admin/members/{member.handle}")
    assert f"@{moderator.handle}" in theirs.one(section).text
    assert moderator.handle not in client.get(f"/en/admin/members/{member.handle}").one(section).text
