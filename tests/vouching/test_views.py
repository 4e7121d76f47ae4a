"""The pages of vouching, and what vouches show on those of others."""

import re

import pytest
import sqlalchemy as sa

import community.members.operations
from community import counters
from community.accounts.models import MemberState
from community.contacts import operations as contacts
from community.contacts.models import WhoMayAsk
from community.db import db, now
from community.members.models import FIELDS, Audience, ReachedLimit
from community.members.queries import get_profile
from community.vouching import operations, queries
from community.vouching.models import NOTE_LENGTH, Vouch
from community.vouching.refusals import NameHidden, NotVouchable
from tests.apps import another_app
from tests.contacts.factories import ConversationFactory
from tests.pages import PageClient
from tests.vouching.factories import VouchFactory, befriend, settled


@pytest.fixture
def viewer():
    return settled(handle="viewer")


@pytest.fixture
def member():
    return settled(handle="somebody", audience=Audience.EVERYONE)


def section(page):
    """What the panel of vouching says on a member's page; "" where it is not there."""
    found = page.select("section[aria-labelledby=vouches]")
    return " ".join(found[0].get_text(" ").split()) if found else ""


def count():
    return db.session.scalar(sa.select(sa.func.count()).select_from(Vouch))


# Vouching


def test_vouching_by_pages(client, viewer, member, outbox):
    client.login(viewer)
    page = client.get("/en/members/somebody")
    assert "I know this person" in section(page)
    assert client.get("/en/members/somebody/vouch").one("textarea[name=note]").has_attr("maxlength")
    page = client.post("/en/members/somebody/vouch", {"note": "We studied together."})
    assert page.location == "/en/members/somebody"
    page = client.get(page.location)
    assert "You vouch for this person." in section(page)
    assert "I know this person" not in section(page)
    assert [mail.recipient for mail in outbox()] == [member.email]
    page = client.get("/en/settings/vouches")
    assert "@somebody" in page.text
    assert "We studied together." in page.text
    take_back = page.one("form[action*=take-back]")["action"]
    assert client.post(take_back).location == "/en/settings/vouches"
    assert "You vouch for nobody yet" in client.get("/en/settings/vouches").text
    assert count() == 0


def test_vouch_for_who_is_not_to_be_seen_is_not_there(client, viewer):
    client.login(viewer)
    hidden = settled(audience=Audience.ONLY_ME)
    for handle in (hidden.handle, "nobody-at-all"):
        assert client.get(f"/en/members/{handle}/vouch").status == 404
        assert client.post(f"/en/members/{handle}/vouch").status == 404
    assert count() == 0


def seen_of(client, viewer, path, **post):
    """A page as somebody reads it, without what tells them and this moment: their own name, tokens."""
    client.login(viewer)
    page = client.post(path, post) if post else client.get(path)
    text = re.sub(r'(name="csrf_token" value|nonce)="[^"]+"', "", page.response.text)
    return page.status, text.replace(viewer.handle, "").replace(viewer.display_name, "")


def everything_open_or_closed(member):
    """A profile that is told to everyone or to nobody: nothing of it is for members only."""
    profile = get_profile(member)
    profile.bio_text, profile.bio_language, profile.city, profile.skills = "I teach.", "en", "Seoul", "Chess"
    profile.open_to({**dict.fromkeys(FIELDS, Audience.EVERYONE), "city": Audience.ONLY_ME})
    db.session.commit()


def test_a_block_is_told_by_no_page_of_who_shows_the_same_to_everyone(client, viewer, member):
    """The panels are all of the page: vouching, contacts, reports. Whom a block keeps from asking for contact reads
    what everybody reads where none are taken."""
    everything_open_or_closed(member)
    contacts.choose(actor=member, who_may_ask=WhoMayAsk.NOBODY, mails=True)
    VouchFactory.create_batch(2, member=member)
    blocked = settled(handle="blocked")
    community.members.operations.block(actor=member, member=blocked)
    for path in ("/en/members/somebody", "/en/members/somebody/vouch"):
        status, text = seen_of(client, blocked, path)
        assert status == 200
        assert (status, text) == seen_of(client, viewer, path)
    page = client.get("/en/members/somebody")
    for panel in ("Vouched for by 2 members.", "I know this person", "takes no contact requests", "Report this member"):
        assert panel in page.text
    get_profile(member).open_to({**dict.fromkeys(FIELDS, Audience.EVERYONE), "skills": Audience.MEMBERS})
    db.session.commit()
    # The control, and what no panel could hide: what is open to members alone, the one who is blocked misses.
    seen = [seen_of(client, one, "/en/members/somebody")[1] for one in (blocked, viewer)]
    assert ["Chess" in text for text in seen] == [False, True]


@pytest.mark.parametrize("audience", [Audience.MEMBERS, Audience.ONLY_ME], ids=["open name", "hidden name"])
def test_who_is_blocked_and_who_was_declined_read_the_same(client, member, audience):
    declined, blocked = settled(handle="declined", audience=audience), settled(handle="blocked", audience=audience)
    everything_open_or_closed(member)
    contacts.choose(actor=member, who_may_ask=WhoMayAsk.NOBODY, mails=True)
    operations.decline(actor=member, vouch=VouchFactory(voucher=declined, member=member))
    VouchFactory(voucher=blocked, member=member)
    community.members.operations.block(actor=member, member=blocked)
    seen = [
        [
            seen_of(client, one, "/en/members/somebody"),
            seen_of(client, one, "/en/members/somebody/vouch"),
            seen_of(client, one, "/en/members/somebody/vouch", note="We met."),
        ]
        for one in (declined, blocked)
    ]
    assert seen[0] == seen[1]
    assert [status for status, _text in seen[0]] == [200, 200, 422]
    refused = NotVouchable if audience is Audience.MEMBERS else NameHidden
    assert str(refused.sentence) in seen[0][2][1]


@pytest.mark.parametrize("method", ["get", "post"])
def test_vouch_is_for_members(client, member, method):
    page = getattr(client, method)("/en/members/somebody/vouch")
    assert page.location.startswith("/en/login")


def test_vouch_for_oneself_is_refused(client, member):
    client.login(member)
    assert "You cannot vouch for yourself." in client.get("/en/members/somebody/vouch").text
    page = client.post("/en/members/somebody/vouch")
    assert (page.status, page.errors) == (422, ["You cannot vouch for yourself."])


def test_vouch_twice_is_refused(client, viewer, member):
    VouchFactory(voucher=viewer, member=member)
    client.login(viewer)
    assert "You already vouch for this person." in client.get("/en/members/somebody/vouch").text
    page = client.post("/en/members/somebody/vouch")
    assert (page.status, page.errors) == (422, ["You already vouch for this person."])


def test_vouch_keeps_what_was_typed(client, viewer, member):
    client.login(viewer)
    page = client.post("/en/members/somebody/vouch", {"note": "x" * (NOTE_LENGTH + 1)})
    assert page.status == 422
    assert page.one("textarea[name=note]").text.strip() == "x" * (NOTE_LENGTH + 1)
    assert count() == 0


def test_vouches_have_a_limit_for_each_day(app, viewer):
    people = [settled().handle for _number in range(21)]
    with another_app(app, LIMITS="on") as other:
        client = PageClient(other).login(viewer)
        found = [client.post(f"/en/members/{handle}/vouch").status for handle in people]
    assert found == [303] * 20 + [429]
    assert db.session.scalars(sa.select(ReachedLimit.member_id)).all() == [viewer.id]


def test_giving_and_taking_back_all_day_mails_once(app, viewer, member, outbox):
    with another_app(app, LIMITS="on") as other:
        client = PageClient(other).login(viewer)
        for _time in range(3):
            assert client.post("/en/members/somebody/vouch").status == 303
            operations.take_back(actor=viewer, vouch=queries.find_vouch(viewer.id, member.id))
    assert len(outbox()) == 1


def test_what_counts_attempts_names_nobody(app, viewer, member, monkeypatch):
    keys = []
    digest = counters._digest
    monkeypatch.setattr(counters, "_digest", lambda key: keys.append(key) or digest(key))
    talk = ConversationFactory(one=viewer, other=member)
    with another_app(app, LIMITS="on") as other:
        client = PageClient(other).login(viewer)
        assert client.post("/en/members/somebody/vouch").status == 303
        assert client.post(f"/en/contacts/{talk.id}", {"words": "Hello."}).status == 303
    kept = " ".join(keys)
    for purpose in ("mail about a vouch", "contact messages", "member vouches"):
        assert purpose in kept
    assert not [one.handle for one in (viewer, member) if one.id.hex in kept or str(one.id) in kept]


# Declining


def test_received_shows_who_it_was_and_declining(client, viewer, member):
    VouchFactory(voucher=viewer, member=member, note="Between us moderators.")
    client.login(member)
    page = client.get("/en/settings/vouches/received")
    assert "@viewer" in page.text
    assert "Between us" not in page.text
    decline = page.one("form[action*=decline]")["action"]
    assert client.post(decline).location == "/en/settings/vouches/received"
    page = client.get("/en/settings/vouches/received")
    assert "@viewer" in page.text
    assert not page.has("form[action*=decline]")
    client.login(viewer)
    assert "@somebody" not in client.get("/en/settings/vouches").text
    # As if nothing had been, until one tries: a page that says it was declined would say of others that they block.
    assert "I know this person" in section(client.get("/en/members/somebody"))
    page = client.post("/en/members/somebody/vouch")
    assert (page.status, page.errors) == (422, ["You cannot vouch for this person."])
    client.login(member)
    allow = client.get("/en/settings/vouches/received").one("form[action*=allow]")["action"]
    assert client.post(allow).location == "/en/settings/vouches/received"
    assert count() == 0


@pytest.mark.parametrize("act", ["take-back", "decline", "allow"])
def test_vouches_of_others_are_not_there(client, viewer, act):
    vouch = VouchFactory()
    missing = "00000000-0000-4000-8000-000000000000"
    client.login(viewer)
    answers = [client.post(f"/en/settings/vouches/{vouch_id}/{act}") for vouch_id in (vouch.id, missing)]
    assert [page.status for page in answers] == [404, 404]
    # But for the address and the token, which tells the second at which it was made, byte for byte.
    theirs, nothing = (re.sub(r'name="csrf_token" value="[^"]+"', "", page.response.text) for page in answers)
    assert theirs.replace(str(vouch.id), missing) == nothing
    assert count() == 1


@pytest.mark.parametrize(("by", "act"), [("voucher", "decline"), ("voucher", "allow"), ("member", "take-back")])
def test_what_is_the_others_to_do_is_not_there(client, viewer, member, by, act):
    vouch = VouchFactory(voucher=viewer, member=member)
    client.login(viewer if by == "voucher" else member)
    assert client.post(f"/en/settings/vouches/{vouch.id}/{act}").status == 404
    db.session.refresh(vouch)
    assert vouch.declined_on is None


@pytest.mark.parametrize("path", ["", "/received"], ids=["made", "received"])
def test_who_hides_later_cannot_be_followed(client, viewer, path):
    shy = settled(handle="shy", display_name="Ji-woo")
    befriend(viewer, shy)
    client.login(viewer)
    assert "@shy" in client.get(f"/en/settings/vouches{path}").text
    get_profile(shy).hide()
    shy.handle = "another"
    db.session.commit()
    page = client.get(f"/en/settings/vouches{path}")
    assert "A member who is hidden now" in page.text
    for told in ("shy", "another", "Ji-woo"):
        assert told not in str(page.html)
    assert page.has("form[action*=take-back], form[action*=decline]")


# What members are told


def test_a_profile_tells_numbers_and_months(client, viewer, member):
    friends = [settled(display_name=f"Friend {number}") for number in range(3)]
    for friend in friends:
        befriend(viewer, friend)
        VouchFactory(member=friend)
    VouchFactory(voucher=friends[0], member=member, note="Secret.")
    VouchFactory(member=member)
    client.login(viewer)
    page = client.get("/en/members/somebody")
    assert "Vouched for by 2 members, 1 of whom you know. This month." in section(page)
    assert not [told for told in ("Friend 0", friends[0].handle, "Secret.", str(now().date())) if told in page.text]


def test_a_profile_tells_visitors_nothing(client, member):
    VouchFactory(member=member)
    page = client.get("/en/members/somebody")
    assert page.status == 200
    assert section(page) == ""
    assert not re.search(r"vouch", page.text, re.IGNORECASE)


def test_a_profile_does_not_count_who_is_suspended_and_counts_them_again(client, viewer, member):
    vouch = VouchFactory(member=member)
    client.login(viewer)
    assert "Vouched for by 1 member." in section(client.get("/en/members/somebody"))
    voucher = db.session.get_one(type(member), vouch.voucher_id)
    voucher.state = MemberState.SUSPENDED
    db.session.commit()
    assert "Vouched for" not in section(client.get("/en/members/somebody"))
    voucher = db.session.get_one(type(member), vouch.voucher_id)
    voucher.state = MemberState.ACTIVE
    db.session.commit()
    assert "Vouched for by 1 member." in section(client.get("/en/members/somebody"))


def test_who_hides_is_not_counted_for_anybody(client, viewer, member):
    VouchFactory(member=member)
    client.login(member)
    assert client.post("/en/settings/privacy/hide").status == 303
    assert "Vouched for by 1 member." in section(client.get("/en/members/somebody"))
    client.login(viewer)
    assert client.get("/en/members/somebody").status == 404


# Rings


def test_rings_are_shown_to_moderators_as_such(client):
    one, other = settled(days=3, handle="ring-one"), settled(days=9, handle="ring-two")
    befriend(one, other)
    vouch = queries.find_vouch(one.id, other.id)
    vouch.note = "My twin."
    db.session.commit()
    client.login(settled(moderator=True))
    page = client.get("/en/admin/rings")
    assert page.one("article h2").text == "2 accounts"
    for told in ("1 pair vouches for each other.", "@ring-one", "3 days old", "@ring-two", "9 days old", "My twin."):
        assert told in page.text
    assert page.has("a[href='/en/admin/members/ring-one']")
    assert "the latest 10,000 vouches" in page.text
    client.login(settled())
    assert client.get("/en/admin/rings").status == 403


def test_rings_of_which_there_are_none(client):
    client.login(settled(moderator=True))
    assert "No rings" in client.get("/en/admin/rings").text
