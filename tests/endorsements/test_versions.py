"""What somebody endorsed is a version of the text; when it is revised, pages say so and offer the one in force."""

import json

import pytest
import sqlalchemy as sa

from community.crypto import sign
from community.db import db
from community.declaration.models import DeclarationVersion
from community.declaration.queries import get_current_version_id
from community.declaration.texts import canonical, current_digest, text
from community.endorsements import operations, own_data, queries
from community.endorsements.models import Endorsement
from community.ledger.models import LedgerEntry
from community.ledger.operations import seal_all
from tests.endorsements.factories import EndorsementFactory
from tests.endorsements.revising import revised
from tests.factories import MemberFactory


@pytest.fixture
def former():
    """The version that is in force before the revision, and its text."""
    return current_digest(), text("en").motto


@pytest.fixture
def revision(former, tmp_path, monkeypatch):
    """Endorsements of a member and of a visitor, and then a revision of the text."""
    member = MemberFactory()
    EndorsementFactory(member_id=member.id, name="Kim Member", pledges={2: "I listen."})
    visitor = EndorsementFactory(name="Kim Visitor")
    with revised(tmp_path, monkeypatch):
        yield member, visitor


def lines():
    seal_all()
    return db.session.scalars(sa.select(LedgerEntry.content).order_by(LedgerEntry.position)).all()


def test_version_shows_the_text_as_it_was(client, former, revision):
    digest, motto = former
    page = client.get(f"/en/declaration/versions/{digest}")
    assert page.status == 200
    assert motto in [p.get_text() for p in page.select(".declaration p")]
    assert text("en").motto not in page.one(".declaration").get_text()
    assert page.has('main .declaration [lang="ko"]')
    assert page.has('main .declaration [lang="en"]')
    assert digest in page.text


def test_version_says_which_is_in_force(client):
    page = client.get(f"/ko/declaration/versions/{current_digest()}")
    assert page.status == 200
    assert page.has(".notice-info")
    assert not page.has(".notice-warning")


@pytest.mark.parametrize("digest", ["0" * 64, "x", "%00"])
def test_version_that_never_was_is_not_there(client, digest):
    assert client.get(f"/en/declaration/versions/{digest}").status == 404


def test_every_version_that_we_keep_can_be_read(client, revision):
    for version in db.session.scalars(sa.select(DeclarationVersion)).all():
        assert client.get(f"/en/declaration/versions/{version.digest}").status == 200
    assert json.loads(canonical())


def test_pages_say_nothing_of_versions_while_there_is_one(client, new_client):
    member = MemberFactory()
    EndorsementFactory(member_id=member.id)
    for page in (client.get("/en/endorsements"), new_client().login(member).get("/en/endorsements/mine")):
        assert not page.has('main a[href*="/declaration/versions/"]')


def test_public_entries_say_which_text_was_endorsed(client, former, revision):
    EndorsementFactory(name="Kim Later")
    page = client.get("/en/endorsements")
    said = {
        entry.select_one(".endorser").get_text(): bool(entry.select(f'a[href$="/declaration/versions/{former[0]}"]'))
        for entry in page.select(".entry")
    }
    assert said == {"Kim Member": True, "Kim Visitor": True, "Kim Later": False}


def test_renew_is_one_press_on_ones_own_page(client, former, revision):
    member, _visitor = revision
    page = client.login(member).get("/en/endorsements/mine")
    assert former[0][:12] in page.text
    press = page.one('form[action="/en/endorsements/renew"]')
    done = client.post(press["action"], follow=True)
    assert done.status == 200
    assert not done.has('main a[href*="/declaration/versions/"]')
    assert "I listen." in done.text


def test_renew_counts_anew_with_the_new_text(former, revision):
    member, _visitor = revision
    before = lines()
    operations.renew(actor=member)
    withdrawn, endorsed = lines()[len(before) :]
    assert withdrawn.split()[0] == "withdrawn"
    assert withdrawn.split()[1] in {line.split()[1] for line in before}
    assert endorsed.split()[0] == "endorsed"
    assert queries.count_endorsers() == 2
    mine = queries.find_my_endorsement(member)
    assert mine.version_id == get_current_version_id()
    statement = json.loads(json.loads(mine.opening)["statement"])
    assert statement["declaration"] == current_digest() != former[0]


def test_renew_twice_changes_nothing(revision):
    member, _visitor = revision
    operations.renew(actor=member)
    once = lines()
    operations.renew(actor=member)
    assert lines() == once


def test_renew_needs_an_endorsement(client):
    member = MemberFactory()
    with pytest.raises(operations.NothingToRenew):
        operations.renew(actor=member)
    assert client.login(member).post("/en/endorsements/renew").status == 409
    assert client.get("/en/endorsements/renew").status == 405


def test_renew_by_mail_is_one_press_on_the_mailed_page(client, revision):
    _member, visitor = revision
    token = sign("endorse-withdraw", visitor.id.hex)
    page = client.get(f"/en/endorse/withdraw/{token}")
    press = page.one('form[action*="/endorse/renew/"]')
    assert client.get(press["action"]).status == 405
    assert client.post(press["action"]).status == 303
    db.session.expire_all()
    assert db.session.get(Endorsement, visitor.id).version_id == get_current_version_id()
    assert not client.get(f"/en/endorse/withdraw/{token}").has('form[action*="/endorse/renew/"]')


@pytest.mark.parametrize("purpose", ["endorse-confirm", "unsubscribe"])
def test_renew_by_mail_takes_no_other_link(client, purpose):
    token = sign(purpose, EndorsementFactory().id.hex)
    assert client.post(f"/en/endorse/renew/{token}").status == 409


def test_changing_an_endorsement_is_of_the_text_in_force(revision):
    member, _visitor = revision
    mine = queries.find_my_endorsement(member)
    operations.endorse_as_member(
        actor=member, commitments={}, shown=mine.shown, name=mine.name, country=None, affiliation=None, language="en"
    )
    assert queries.find_my_endorsement(member).version_id == get_current_version_id()


def test_own_data_tell_version_and_profession(former):
    member = MemberFactory()
    EndorsementFactory(member_id=member.id, profession_group="2", pledges={1: "I teach."})
    told, pledged = own_data.tell_endorsement(member)
    facts = {fact.key: fact.value for row in [*told.records, *pledged.records] for fact in row}
    assert facts["version"] == former[0]
    assert (facts["profession"], facts["pledge"]) == ("2", "I teach.")
