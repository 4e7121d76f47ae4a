"""What groups share: who reads it, what is refused, how it is handed out, what stays and goes."""

import hashlib
import io
from datetime import timedelta

import pytest
import sqlalchemy as sa

from community.accounts.operations import close, delete_closed
from community.audit import AuditEntry
from community.db import db, now
from community.groups.models import Group, GroupState, Membership
from community.groups.operations import GroupAtRest, NotTakingPart
from community.library import operations
from community.library.files import Kept
from community.library.models import PIECE, Item, Piece
from community.library.operations import FileSharedAlready, LibraryFull, LinkSharedAlready
from community.library.queries import FileChanged, mark_of, read_file
from community.web.uploads import UPLOADS
from tests.apps import another_app
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, MembershipFactory
from tests.library.factories import LinkFactory
from tests.pages import PageClient

BASE = "/en/groups/blue/library"
TEXTS = {"title": "차", "note": "누가 가져오나요?", "language": "ko"}


def kept(data=b"Who brings tea?", name="차.txt"):
    digest = hashlib.sha256(data).hexdigest()
    return Kept(name, data, digest, digest)


def upload(client, name="차.txt", data=b"Who brings tea?", **more):
    return client.post(f"{BASE}/files/new", TEXTS | {"file": (io.BytesIO(data), name)} | more)


@pytest.fixture
def shared(group, haru):
    return operations.share_file(actor=haru, group=group, kept=kept(), **TEXTS)


def test_a_file_is_shared_and_handed_out_as_a_file_and_nothing_else(client, group, haru, mina):
    client.login(haru)
    page = upload(client)
    assert page.status == 303
    item = db.session.scalars(sa.select(Item)).one()
    assert hashlib.sha256(b"Who brings tea?").hexdigest() in client.get(page.location).text
    answer = client.login(mina).get(f"{BASE}/{item.id}/file").response
    headers = answer.headers
    assert answer.data == b"Who brings tea?"
    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["Content-Disposition"].startswith("attachment;")
    assert "filename*=UTF-8''%EC%B0%A8.txt" in headers["Content-Disposition"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "sandbox" in headers["Content-Security-Policy"].replace(";", "").split()


def test_a_large_file_is_kept_in_pieces_that_make_it_again(group, haru):
    data = bytes(range(256)) * 5000
    item = operations.share_file(actor=haru, group=group, kept=kept(data), **TEXTS)
    pieces = db.session.scalars(sa.select(Piece).order_by(Piece.number)).all()
    assert [piece.number for piece in pieces] == list(range(-(-len(data) // PIECE)))
    assert all(data[:40] not in piece.data_sealed for piece in pieces)
    assert read_file(item) == data


def test_pieces_that_somebody_swapped_are_noticed(group, haru):
    item = operations.share_file(actor=haru, group=group, kept=kept(b"a" * PIECE + b"b" * PIECE), **TEXTS)
    first, second = db.session.scalars(sa.select(Piece).order_by(Piece.number)).all()
    first.number = 7
    db.session.flush()
    second.number = 0
    db.session.commit()
    with pytest.raises(FileChanged):
        read_file(item)


def test_the_same_file_and_link_are_noticed_within_a_group_only(group, haru, shared):
    with pytest.raises(FileSharedAlready):
        operations.share_file(actor=haru, group=group, kept=kept(name="other.txt"), **TEXTS)
    operations.share_link(actor=haru, group=group, link="https://example.org/a", **TEXTS)
    with pytest.raises(LinkSharedAlready):
        operations.share_link(actor=haru, group=group, link="https://example.org/a", **TEXTS)
    other = GroupFactory()
    MembershipFactory(group=other, member=haru)
    operations.share_file(actor=haru, group=other, kept=kept(), **TEXTS)
    assert mark_of(group.id, "x") != mark_of(other.id, "x")


def test_whoever_is_removed_while_a_file_is_looked_into_shares_nothing(group, mina):
    db.session.execute(sa.delete(Membership).where(Membership.member_id == mina.id))
    db.session.commit()
    with pytest.raises(NotTakingPart):
        operations.share_file(actor=mina, group=group, kept=kept(), **TEXTS)
    with pytest.raises(NotTakingPart):
        operations.share_link(actor=mina, group=group, link="https://example.org/a", **TEXTS)


def test_of_two_who_share_the_same_at_once_one_does(group, haru, mina, race):
    group_id = group.id

    def share(member):
        return lambda: operations.share_file(
            actor=db.session.merge(member), group=db.session.get(Group, group_id), kept=kept(), **TEXTS
        )

    results = race(share(haru), share(mina))
    assert sorted(type(result).__name__ for result in results) == ["FileSharedAlready", "Item"]


@pytest.mark.parametrize(("name", "most"), [("MOST_FILES", 1), ("MOST_ROOM", 20)])
@pytest.mark.usefixtures("shared")
def test_a_library_is_full_at_some_time(group, haru, monkeypatch, name, most):
    monkeypatch.setattr(f"community.library.operations.{name}", most)
    with pytest.raises(LibraryFull):
        operations.share_file(actor=haru, group=group, kept=kept(b"Something else."), **TEXTS)


def test_of_two_who_fill_the_last_room_at_once_one_does(group, haru, mina, race, monkeypatch):
    monkeypatch.setattr("community.library.operations.MOST_FILES", 1)
    group_id = group.id

    def share(member, data):
        return lambda: operations.share_file(
            actor=db.session.merge(member), group=db.session.get(Group, group_id), kept=kept(data), **TEXTS
        )

    results = race(share(haru, b"a"), share(mina, b"b"))
    assert sorted(type(result).__name__ for result in results) == ["Item", "LibraryFull"]


def test_nothing_is_shared_in_a_group_at_rest_but_things_are_deleted(group, haru, shared):
    group.state = GroupState.ARCHIVED
    db.session.commit()
    with pytest.raises(GroupAtRest):
        operations.share_link(actor=haru, group=group, link="https://example.org/a", **TEXTS)
    with pytest.raises(GroupAtRest):
        operations.share_file(actor=haru, group=group, kept=kept(b"b"), **TEXTS)
    operations.delete_item(actor=haru, item=shared)
    assert db.session.scalars(sa.select(Piece)).all() == []


def test_deleting_what_somebody_else_shared_stands_in_the_trail(client, group, haru, mina):
    own, other = LinkFactory(group=group, author=haru), LinkFactory(group=group, author=mina)
    own_id, other_id = own.id, other.id
    client.login(mina)
    assert client.post(f"{BASE}/{own_id}/delete").status == 403
    client.login(haru)
    assert client.post(f"{BASE}/{other_id}/delete").status == 303
    assert client.post(f"{BASE}/{own_id}/delete").status == 303
    entries = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "library.delete")).all()
    assert [(entry.subject_id, entry.details) for entry in entries] == [(other_id, {"group": "blue"})]


@pytest.mark.parametrize(
    ("link", "status"),
    [
        ("https://example.org/report", 303),
        ("http://example.org/report", 422),
        ("javascript:alert(1)", 422),
        ("https://user:password@example.org/", 422),
        ("https://127.0.0.1/", 422),
        ("https://localhost/", 422),
        ("https://example.org\\@evil.example", 422),
        ("data:text/html,x", 422),
    ],
)
def test_links_lead_to_pages_by_https(client, group, haru, link, status):
    client.login(haru)
    assert client.post(f"{BASE}/links/new", TEXTS | {"link": link}).status == status


def test_a_link_says_where_it_leads(client, group, haru):
    item = LinkFactory(group=group, author=haru, place="https://xn--80ak6aa92e.com/")  # looks like a famous name
    page = client.login(haru).get(f"{BASE}/{item.id}")
    link = page.one(".facts a[rel]")
    assert link["rel"] == ["noopener", "noreferrer", "nofollow", "ugc"]
    assert link.get_text().startswith("xn--80ak6aa92e.com")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("tea.exe", b"MZ"),
        ("tea.pdf.txt", b"x"),
        ("tea.pdf", b"<html><script>alert(1)</script>"),
        ("tea.txt", b""),
        ("", b""),
    ],
)
def test_what_is_not_taken_is_said_beside_the_field_and_what_was_typed_stays(client, group, haru, name, data):
    client.login(haru)
    page = upload(client, name, data)
    assert (page.status, page.has("#file-error")) == (422, True)
    assert page.one("#title")["value"] == TEXTS["title"]
    assert db.session.scalars(sa.select(Item)).all() == []


def test_too_much_at_once_is_said_on_the_form(client, group, haru, monkeypatch):
    monkeypatch.setitem(UPLOADS, "library.share_file", 2000)
    page = upload(client.login(haru), data=b"x" * 3000)
    assert (page.status, page.has("#file-error")) == (413, True)
    sent = TEXTS | {"file": (io.BytesIO(b"x" * 3000), "a.txt")}
    korean = client.post(f"{BASE}/files/new".replace("/en/", "/ko/"), sent)
    assert korean.one("#language option[selected]")["value"] == "ko"
    assert not upload(client.login(MemberFactory()), data=b"x" * 3000).has("#file-error")


@pytest.mark.parametrize("path", ["", "/links/new", "/files/new", "/{id}", "/{id}/file"])
def test_only_settled_people_of_the_group_read_anything(client, group, shared, path):
    url = BASE + path.format(id=shared.id)
    newcomer = MemberFactory()
    MembershipFactory(group=group, member=newcomer, settles_at=now() + timedelta(days=9))
    assert client.login(MemberFactory()).get(url).status == 404  # the group is hidden
    assert client.login(MemberFactory(moderator=True)).get(url).status == 403
    assert client.login(newcomer).get(url).status == 403
    settled = MemberFactory()
    MembershipFactory(group=group, member=settled)
    assert client.login(settled).get(url).status == 200


@pytest.mark.parametrize("path", ["", "/file"])
def test_what_another_group_shares_is_not_under_this_one(client, group, haru, path):
    red = GroupFactory(slug="red")
    MembershipFactory(group=red, member=haru, coordinator=True)
    item = operations.share_file(actor=haru, group=red, kept=kept(b"red"), **TEXTS)
    client.login(haru)
    assert client.get(f"{BASE}/{item.id}{path}").status == 404
    assert client.post(f"{BASE}/{item.id}/delete").status == 404
    assert client.get(f"/en/groups/red/library/{item.id}{path}").status == 200


def test_a_link_is_no_file(client, group, haru):
    item = LinkFactory(group=group, author=haru)
    assert client.login(haru).get(f"{BASE}/{item.id}/file").status == 404


def test_downloading_is_noted_nowhere(client, group, haru, shared):
    client.login(haru)
    before = {table.name: db.session.execute(sa.select(table)).all() for table in db.metadata.sorted_tables}
    assert client.get(f"{BASE}/{shared.id}/file").status == 200
    after = {table.name: db.session.execute(sa.select(table)).all() for table in db.metadata.sorted_tables}
    assert after == before


def test_who_deletes_the_account_leaves_the_groups_files_without_a_name(client, group, haru, mina, shared):
    MembershipFactory(group=group, coordinator=True)
    close(actor=haru, device="", at_once=True)
    delete_closed()
    db.session.expire_all()
    assert shared.author_id is None
    assert read_file(shared) == b"Who brings tea?"
    assert "A former member" in client.login(mina).get(f"{BASE}/{shared.id}").text


def test_so_many_a_day(app, group, haru, monkeypatch):
    monkeypatch.setattr("community.library.views.items.MOST_FILES_A_DAY", "2 per day")
    with another_app(app, LIMITS="on", LIMITS_URL="memory://") as limited:
        client = PageClient(limited).login(haru)
        statuses = [upload(client, data=f"File {number}".encode()).status for number in range(3)]
    assert statuses == [303, 303, 429]
