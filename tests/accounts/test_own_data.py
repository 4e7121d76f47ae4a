"""My data: the member gets everything that is kept of them, and nothing of anybody else."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup

from community.accounts import queries
from community.accounts.models import DataCopy, EventKind, MemberSession, SecurityEvent
from community.accounts.operations import ask_for_copy, forget_copies, make_copy
from community.db import db, now
from community.errands import run_due_errands
from tests.accounts.full_member import full_member
from tests.members.factories import member_with_profile


@pytest.fixture
def archive(client):
    """Ask for a copy and download it, by pages."""

    def fetch(member):
        client.login(member)
        assert client.post("/en/settings/data/copy").location == "/en/settings/data"
        run_due_errands()
        response = client.get("/en/settings/data/download").response
        assert response.mimetype == "application/zip"
        assert response.headers["Content-Disposition"] == "attachment; filename=my-data.zip"
        assert "no-store" in response.headers["Cache-Control"]
        with zipfile.ZipFile(io.BytesIO(response.data)) as packed:
            assert packed.testzip() is None
            return {name: packed.read(name).decode("utf-8", "replace") for name in packed.namelist()}

    return fetch


def age(copy_days=0.0):
    db.session.execute(sa.update(DataCopy).values(ready_at=now() - timedelta(days=copy_days)))
    db.session.commit()


def test_everything_of_the_member_and_nothing_of_others_is_in_the_copy(archive):
    mine, theirs = full_member("mine"), full_member("theirs")
    files = archive(mine.member)
    as_json = "\n".join(text for name, text in files.items() if name.endswith(".json"))
    assert [told for told in sorted(mine.told) if told not in as_json] == []
    everything = "\n".join(files.values())
    assert [other for other in sorted(mine.others | theirs.others) if other in everything] == []
    assert "canary-theirs" not in everything
    assert files["picture.webp"] == "canary-mine-face"
    # The control: what is looked for is found where it is.
    assert "canary-theirs-name" in "\n".join(archive(theirs.member).values())


def test_the_page_says_the_same_as_the_json(archive):
    full = full_member("mine")
    files = archive(full.member)
    page = BeautifulSoup(files["my-data.html"], "html.parser")
    text = page.get_text(" ")
    not_for_people = {"canary-mine-device", "canary-mine-place", "defector_community", "group-of-canary-mine"}
    assert [told for told in sorted(full.told - not_for_people) if told not in text] == []
    assert "Member of the defector community" in text
    assert "Group of canary-mine" in text
    assert page.find_all(["script", "link", "img", "iframe"]) == []
    assert "http-equiv" in files["my-data.html"]
    assert len(page.find_all("h2")) == len([name for name in files if name.endswith(".json")])
    for name, content in files.items():
        if name.endswith(".json"):
            assert isinstance(json.loads(content), list)


def test_the_page_is_in_the_members_language(archive):
    member = member_with_profile(korean=True)
    files = archive(member)
    assert '<html lang="ko">' in files["my-data.html"]
    assert json.loads(files["account.json"])[0]["language"] == "ko"


def test_what_somebody_types_cannot_break_out_of_the_page(archive):
    member = member_with_profile(display_name="<script>alert(1)</script>")
    assert "<script>" not in archive(member)["my-data.html"]


def test_data_goes_from_asking_to_ready(client, outbox):
    member = member_with_profile()
    client.login(member)
    assert client.get("/en/settings/data").has("form[action$='/settings/data/copy']")
    client.post("/en/settings/data/copy")
    page = client.get("/en/settings/data")
    assert "is being made" in page.text
    assert client.get("/en/settings/data/download").location == "/en/settings/data"
    (mail,) = outbox()
    assert "http://localhost/en/settings/data" in mail.text
    assert mail.text.count("http") == 1  # a link to the settings, no secret
    assert client.get("/en/settings/data").has("a[href$='/download']")
    assert EventKind.DATA_ASKED in set(db.session.scalars(sa.select(SecurityEvent.kind)))


def test_download_asks_for_a_fresh_proof(client):
    client.login(member_with_profile())
    client.post("/en/settings/data/copy")
    run_due_errands()
    db.session.execute(sa.update(MemberSession).values(proved_at=now() - timedelta(minutes=11)))
    db.session.commit()
    for page in (client.get("/en/settings/data/download"), client.post("/en/settings/data/copy")):
        assert page.status == 307
        assert page.location.startswith("/en/prove")


def test_a_copy_is_its_owners_alone(client, new_client):
    client.login(member_with_profile())
    client.post("/en/settings/data/copy")
    run_due_errands()
    other = new_client().login(member_with_profile())
    assert other.get("/en/settings/data/download").location == "/en/settings/data"
    assert new_client().get("/en/settings/data/download").location.startswith("/en/login")


def test_a_copy_is_open_for_a_day_and_then_destroyed(client):
    member = member_with_profile()
    client.login(member)
    client.post("/en/settings/data/copy")
    run_due_errands()
    age(0.99)
    forget_copies()
    assert client.get("/en/settings/data/download").status == 200
    age(1.01)
    assert client.get("/en/settings/data/download").status == 303
    forget_copies()
    assert queries.find_copy(member) is None


def test_a_copy_is_sealed(client):
    full = full_member("mine")
    ask_for_copy(actor=full.member, device="")
    run_due_errands()
    copy = queries.find_copy(full.member)
    assert copy.archive.startswith("UEsD")  # what every ZIP begins with, in Base64
    assert b"UEsD" not in copy.archive_sealed
    assert b"PK" not in copy.archive_sealed[:2]


def test_asking_again_replaces_the_copy_and_the_earlier_errand_does_nothing(outbox):
    member = member_with_profile()
    ask_for_copy(actor=member, device="")
    first = queries.find_copy(member).id
    ask_for_copy(actor=member, device="")
    make_copy(copy_id=first.hex)
    assert queries.find_copy(member).is_being_made
    assert len(outbox()) == 1
    assert queries.find_copy(member).is_open


def test_two_requests_at_the_same_moment_leave_one_copy(race):
    member = member_with_profile()
    identity, kind = member.id, type(member)
    results = race(*[lambda: ask_for_copy(actor=db.session.get_one(kind, identity), device="") for _ in range(3)])
    assert results == [None, None, None]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(DataCopy)) == 1
