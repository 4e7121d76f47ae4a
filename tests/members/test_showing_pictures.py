"""Pictures on the site: sent, kept, shown to whom they are for, hidden, taken back."""

import base64
import contextlib
import io
import tempfile
import uuid

import pytest
import sqlalchemy as sa

from community.accounts.models import Member
from community.accounts.operations import open_session
from community.db import db
from community.members import pictures
from community.members.models import FIELDS, Audience, Picture, Profile
from community.members.operations import block, edit_profile, hide, remove_picture, set_picture
from community.members.operations.editing import ProfileChange
from community.members.pictures import Portrait, TooBusy
from community.members.queries import find_own_picture, find_picture, get_profile
from community.web import uploads
from tests.apps import another_app
from tests.groups.factories import GroupFactory, MembershipFactory
from tests.members.factories import member_with_profile
from tests.members.pictures import look, picture
from tests.pages import PageClient

PAGE = "/en/settings/picture"
FACE = Portrait(b"a small face", b"a large face")
FIRST = Profile(audiences={}).openness()


def file(data=None, name="IMG_0815 canary-name.jpg", content_type="image/jpeg"):
    return (io.BytesIO(picture("JPEG") if data is None else data), name, content_type)


def send(client, data, audience="members"):
    """Send a file in one piece: the client of the tests would put what is large into a temporary file itself."""
    fields = {"csrf_token": client._csrf_token(), "audience": audience, "seen": FIRST}
    parts = [f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n' for name, text in fields.items()]
    head = '--x\r\nContent-Disposition: form-data; name="picture"; filename="x.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    body = "".join(parts).encode() + head.encode() + data + b"\r\n--x--\r\n"
    return client._fetch("POST", PAGE, data=body, content_type="multipart/form-data; boundary=x")


def shown_by(member, audience=Audience.MEMBERS, name=Audience.EVERYONE):
    """Give a member a picture, open it and the name; returns where the picture is."""
    set_picture(actor=member, portrait=FACE, audience=audience)
    profile = get_profile(member)
    chosen = {field: profile.audience(field) for field in FIELDS} | {"display_name": name, "picture": audience}
    profile.open_to(chosen)
    db.session.commit()
    return address_of(member)


def hidden_in(page):
    return page.one("input[name=seen]")["value"]


def address_of(member, size=96):
    return f"/en/members/{member.handle}/picture/{get_profile(member).picture}/{size}"


@pytest.fixture
def member(app):
    return member_with_profile(handle="river")


def test_settings_picture_takes_a_file_and_shows_it(client, member):
    client.login(member)
    page = client.get(PAGE)
    assert page.one("form[enctype='multipart/form-data'] input[type=file]")["accept"].startswith("image/jpeg,")
    assert page.has("main svg.avatar")
    page = client.post(PAGE, {"picture": file(), "audience": "groups", "seen": hidden_in(page)})
    assert (page.status, page.location) == (303, PAGE)
    page = client.get(PAGE)
    image = page.one("main img.avatar")
    assert (image["alt"], image["loading"], image["width"], image["height"]) == ("", "lazy", "88", "88")
    answer = client.get(image["src"]).response
    assert answer.status_code == 200
    assert look(answer.data).size == (160, 160)
    assert get_profile(member).audience("picture") is Audience.GROUPS
    assert page.one("input[name=audience][checked]")["value"] == "groups"


def test_settings_picture_without_a_file_changes_who_sees_it(client, member):
    client.login(member)
    page = client.post(PAGE, {"audience": "members", "seen": FIRST})
    assert (page.status, page.errors) == (422, ["Choose a picture."])
    assert get_profile(member).audience("picture") is Audience.ONLY_ME
    before = shown_by(member)
    sent = {"picture": (io.BytesIO(b""), ""), "audience": "everyone", "seen": get_profile(member).openness()}
    page = client.post(PAGE, sent)
    assert page.status == 303
    assert get_profile(member).audience("picture") is Audience.EVERYONE
    assert find_own_picture(member).in_small() == FACE.small
    assert client.get(before).status == 404


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a picture that we can take"),
        (picture("JPEG")[:300], "damaged or incomplete"),
        (picture("PNG", (50, 50)), "too small"),
        (picture("JPEG") + b"<script>", "hidden in this file"),
    ],
)
def test_settings_picture_says_why_not(client, member, data, sentence):
    client.login(member)
    page = client.post(PAGE, {"picture": file(data, "me.jpg"), "audience": "members"})
    assert page.status == 422
    assert len(page.errors) == 1
    assert sentence in page.errors[0]
    assert sentence in page.one("#picture-error").get_text()
    assert page.one("input[name=audience][checked]")["value"] == "members"
    assert find_own_picture(member) is None


def test_settings_picture_goes_by_what_is_in_a_file_and_not_by_what_is_said(client, member):
    client.login(member)
    assert client.post(PAGE, {"picture": file(None, "x.html", "text/html"), "audience": "only_me"}).status == 303
    assert client.post(PAGE, {"picture": file(b"<html>", "x.jpg", "image/jpeg"), "audience": "only_me"}).status == 422


def test_settings_picture_is_busy(client, member, monkeypatch):
    def wait(data):
        raise TooBusy

    monkeypatch.setattr(pictures, "portray", wait)
    client.login(member)
    page = client.post(PAGE, {"picture": file(), "audience": "members"})
    assert page.status == 503
    assert "try again in a minute" in page.errors[0]


def test_a_file_name_is_nowhere(client, member, caplog):
    client.login(member)
    assert client.post(PAGE, {"picture": file(), "audience": "everyone", "seen": FIRST}).status == 303
    client.post(PAGE, {"picture": file(b"no picture"), "audience": "everyone"})
    assert "canary-name" not in caplog.text
    assert "canary-name" not in client.get(PAGE).response.text
    assert "canary-name" not in str(client.get(address_of(member)).response.headers)
    for table in (Picture.__table__, Profile.__table__):
        assert "canary-name" not in repr(db.session.execute(sa.select(table)).all())


def test_what_is_too_large_is_said_on_the_page(client, member):
    client.login(member)
    page = send(client, bytes(13 * 1024 * 1024))
    assert page.status == 413
    assert "too large: at most 12 MB" in page.errors[0]
    assert find_own_picture(member) is None


def test_a_large_file_is_taken_only_from_members_and_only_here(client, new_client, member):
    large = picture("JPEG") + bytes(2 * 1024 * 1024)
    assert send(new_client(), large).status == 413
    assert send(client.login(member), large).status == 303
    for elsewhere in ("/en/settings/profile", "/en/settings/picture/remove", "/en/login"):
        assert client.post(elsewhere, {"bio": "x" * 2_000_000}).status == 413


def test_only_endpoints_that_there_are_take_files(app):
    assert set(uploads.UPLOADS) <= set(app.view_functions)


def test_a_file_never_touches_the_disk(client, member, monkeypatch):
    """Werkzeug puts what is longer than 500 kB into a temporary file, where nobody overwrites it."""

    def fail(*args, **more):
        raise AssertionError("a temporary file")

    for name in ("TemporaryFile", "NamedTemporaryFile", "SpooledTemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, fail)
    monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", fail)
    assert send(client.login(member), picture("JPEG") + bytes(2 * 1024 * 1024)).status == 303


def test_control_without_our_request_a_file_would_touch_the_disk(client, member, monkeypatch):
    seen = []

    def spool(max_size, mode):
        seen.append(max_size)
        return io.BytesIO()

    monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", spool)
    monkeypatch.delattr(uploads.RequestInMemory, "_get_file_stream")
    assert send(client.login(member), picture("JPEG")).status == 303
    assert seen


def test_whoever_was_sent_away_for_want_of_time_may_come_as_often_as_before(app, member, monkeypatch):
    monkeypatch.setattr(pictures, "PATIENCE", 0.001)
    sent = {"audience": "only_me"}
    with another_app(app, LIMITS="on", LIMITS_URL="memory://") as limited, contextlib.ExitStack() as others:
        client = PageClient(limited).login(member)
        for _ in range(pictures.AT_ONCE):
            others.enter_context(pictures.turn(uuid.uuid4()))
        assert {client.post(PAGE, sent | {"picture": file()}).status for _ in range(21)} == {503}
        others.close()
        with pictures.turn(member.id):
            page = client.post(PAGE, sent | {"picture": file()})
        assert (page.status, "Another picture of yours" in page.errors[0]) == (503, True)
        assert client.post(PAGE, sent | {"picture": file()}).status == 303


class TestAnOldPage:
    """A page that was opened before its reader closed the profile, on another device or by hiding."""

    @pytest.fixture
    def me(self, client, member):
        shown_by(member, Audience.MEMBERS)
        return client.login(member)

    @pytest.mark.parametrize("chosen", ["groups", "members", "everyone"])
    def test_opens_nothing_after_hiding(self, me, member, chosen):
        seen = hidden_in(me.get(PAGE))
        hide(actor=member, session=open_session(member=member, device=""))
        me.login(member)
        for sent in ({"picture": file()}, {}):
            page = me.post(PAGE, sent | {"audience": chosen, "seen": seen})
            assert (page.status, len(page.errors)) == (422, 1)
            assert get_profile(member).audience("picture") is Audience.ONLY_ME
            assert find_own_picture(member).in_small() == FACE.small
        assert page.one("input[name=audience][checked]")["value"] == "only_me"
        again = {"picture": file(), "audience": chosen, "seen": hidden_in(page)}
        assert me.post(PAGE, again).status == 303  # the control: whoever has read what is so now may open it
        assert get_profile(member).audience("picture").value == chosen

    def test_may_close_and_may_bring_a_picture(self, me, member):
        seen = hidden_in(me.get(PAGE))
        get_profile(member).open_to(dict.fromkeys(FIELDS, Audience.EVERYONE))
        db.session.commit()
        assert me.post(PAGE, {"picture": file(), "audience": "groups", "seen": seen}).status == 303
        assert get_profile(member).audience("picture") is Audience.GROUPS
        assert get_profile(member).audience("city") is Audience.EVERYONE

    @pytest.mark.parametrize("seen", ["", "e", "o" * len(FIELDS)])
    def test_opens_nothing_where_it_does_not_say_what_it_showed(self, me, member, seen):
        assert me.post(PAGE, {"audience": "everyone", "seen": seen}).status == 422
        assert get_profile(member).audience("picture") is Audience.MEMBERS


def test_pictures_have_a_limit_for_each_day(app, member):
    with another_app(app, LIMITS="on", LIMITS_URL="memory://") as limited:
        client = PageClient(limited).login(member)
        answers = [client.post(PAGE, {"picture": file(b"no picture"), "audience": "members"}).status for _ in range(21)]
    assert answers == [422] * 20 + [429]


def test_removing_a_picture_leaves_nothing(client, member):
    address = shown_by(member)
    client.login(member)
    assert client.get(address).status == 200
    page = client.post("/en/settings/picture/remove")
    assert (page.status, page.location) == (303, PAGE)
    assert client.get(address).status == 404
    assert get_profile(member).picture == ""
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Picture)) == 0
    assert client.get(PAGE).has("main svg.avatar")


def test_a_picture_is_sent_with_care(client, new_client, member):
    address = shown_by(member, Audience.EVERYONE)
    for browser, kept in ((client, "private, no-cache"), (new_client().login(member), "no-store")):
        answer = browser.get(address).response
        assert (answer.status_code, answer.data, answer.mimetype) == (200, FACE.small, "image/webp")
        assert answer.headers["Cache-Control"] == kept
        assert answer.headers["Content-Disposition"] == "inline"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "ETag" not in answer.headers
        assert "Last-Modified" not in answer.headers
    assert client.get(address_of(member, 384)).response.data == FACE.large


SEES = {
    Audience.ONLY_ME: {"self"},
    Audience.GROUPS: {"self", "fellow"},
    Audience.MEMBERS: {"self", "fellow", "stranger"},
    Audience.EVERYONE: {"self", "fellow", "stranger", "blocked", "visitor"},
}


@pytest.mark.parametrize("audience", Audience)
def test_a_picture_is_there_for_its_audience_and_not_for_others(new_client, member, audience):
    group, fellow, stranger, blocked = GroupFactory(), *(member_with_profile() for _ in range(3))
    for one in (member, fellow, blocked):
        MembershipFactory(group=group, member=one)
    block(actor=member, member=blocked)
    address = shown_by(member, audience)
    viewers = {"visitor": None, "self": member, "fellow": fellow, "stranger": stranger, "blocked": blocked}
    found = {}
    for name, viewer in viewers.items():
        browser = new_client().login(viewer) if viewer else new_client()
        found[name] = browser.get(address)
        wrong = browser.get(address.replace(get_profile(member).picture, "x" * 22))
        if found[name].status == 404:
            assert found[name].text == wrong.text  # as if there were no picture
        assert wrong.status == 404
    assert {name for name, page in found.items() if page.status == 200} == SEES[audience]


@pytest.mark.parametrize("change", ["size=0", "size=97", "size=99999999999", "mark=%C3%A9", "mark=", "handle"])
def test_no_other_address_leads_to_a_picture(client, member, change):
    address = shown_by(member, Audience.EVERYONE)
    what, _, value = change.partition("=")
    mark = get_profile(member).picture
    crooked = {
        "size": address.removesuffix("96") + value,
        "mark": address.replace(mark, value),
        "handle": address.replace("river", member_with_profile().handle),
    }[what]
    assert client.get(address).status == 200
    assert client.get(crooked).status == 404


def test_the_picture_of_somebody_whose_name_is_hidden_is_hidden_too(client, member):
    assert client.get(shown_by(member, Audience.EVERYONE, Audience.EVERYONE)).status == 200
    assert client.get(shown_by(member, Audience.EVERYONE, Audience.ONLY_ME)).status == 404


def test_the_picture_of_a_suspended_member_is_not_there(client):
    suspended = member_with_profile(suspended=True)
    assert client.get(shown_by(suspended, Audience.EVERYONE)).status == 404


def test_hiding_closes_the_picture_at_once(client, member):
    address = shown_by(member, Audience.EVERYONE)
    session = open_session(member=member, device="")
    assert client.get(address).status == 200
    hide(actor=member, session=session)
    assert client.get(address).status == 404
    assert client.get(address_of(member)).status == 404
    client.login(member)
    assert client.get(address).status == 404  # even for its owner: the address is another one
    assert client.get(address_of(member)).status == 200


def test_the_address_of_a_picture_is_new_with_a_new_picture_handle_or_audience(member):
    shown_by(member, Audience.EVERYONE)
    marks = [get_profile(member).picture]
    set_picture(actor=member, portrait=FACE, audience=Audience.EVERYONE)
    marks.append(get_profile(member).picture)
    set_picture(actor=member, portrait=None, audience=Audience.MEMBERS)
    marks.append(get_profile(member).picture)
    edit_profile(actor=member, change=change_of(member, handle="another-river"))
    marks.append(get_profile(member).picture)
    assert len(set(marks)) == len(marks)
    edit_profile(actor=member, change=change_of(member, handle="another-river"))
    assert get_profile(member).picture == marks[-1]  # the control: what changes none of these leaves it


def change_of(member, handle):
    return ProfileChange(
        handle=handle,
        display_name=member.display_name,
        language="en",
        values={},
        belonging=None,
        audiences={},
        belonging_confirmed=False,
    )


def test_a_member_without_a_picture_gets_no_address(member):
    hide(actor=member, session=open_session(member=member, device=""))
    assert get_profile(member).picture == ""
    remove_picture(actor=member)
    assert find_picture(member, "river", "", 96) is None


def test_pictures_are_sealed(member):
    set_picture(actor=member, portrait=FACE, audience=Audience.MEMBERS)
    row = find_own_picture(member)
    for stored, plain in ((row.small_sealed, FACE.small), (row.large_sealed, FACE.large)):
        assert plain not in stored
        assert base64.b64encode(plain) not in stored


def test_two_pictures_at_once_leave_one(race, member):
    identity = member.id

    def upload(number):
        face = Portrait(b"small %d" % number, b"large %d" % number)
        set_picture(actor=db.session.get_one(Member, identity), portrait=face, audience=Audience.MEMBERS)

    assert race(*[lambda number=number: upload(number) for number in range(4)]) == [None] * 4
    (row,) = db.session.scalars(sa.select(Picture)).all()
    assert row.in_small().replace(b"small", b"large") == row.in_large()


def test_removing_while_uploading_leaves_a_picture_with_an_address_or_none_at_all(race, member):
    set_picture(actor=member, portrait=FACE, audience=Audience.MEMBERS)
    identity = member.id

    def of(operation, **more):
        operation(actor=db.session.get_one(Member, identity), **more)

    race(
        lambda: of(remove_picture),
        lambda: of(set_picture, portrait=FACE, audience=Audience.MEMBERS),
    )
    count = db.session.scalar(sa.select(sa.func.count()).select_from(Picture))
    assert count == bool(get_profile(db.session.get_one(Member, identity)).picture)


def test_pages_show_the_picture_where_it_is_shown_and_else_the_ripple(client, new_client, member):
    shown_by(member, Audience.MEMBERS)
    client.login(member_with_profile())
    small, large = address_of(member), address_of(member, 384)
    assert client.get("/en/members/river").one("main .profile-head img.avatar")["src"] == large
    page = new_client().get("/en/members/river")
    assert page.has("main .profile-head svg.avatar")
    assert not page.has("img")
    others = new_client().login(member).get("/en/settings/profile/others")
    cards = [card for card in others.select("main .card") if card.h2]
    heads = {card.h2.get_text(): {image["src"] for image in card.select("img")} for card in cards}
    assert (heads["Everyone"], heads["Members"]) == (set(), {small})


def test_a_group_shows_the_pictures_that_its_members_show_each_other(new_client, member):
    group, fellow, other = GroupFactory(slug="readers"), member_with_profile(), member_with_profile()
    for one in (member, fellow, other):
        MembershipFactory(group=group, member=one)
    shown_by(member, Audience.GROUPS)
    shown_by(other, Audience.ONLY_ME)
    seen = [image["src"] for image in new_client().login(fellow).get("/en/groups/readers/members").select("main img")]
    assert seen == [address_of(member)]
