"""The link of the first start."""

import pytest
import sqlalchemy as sa

from community.accounts.models import FirstAdministrator, Member, Role
from community.accounts.operations import administrator_token
from community.audit import AuditEntry
from community.db import db
from tests.factories import MemberFactory


def claim_path(language="en"):
    return f"/{language}/admin/claim/{administrator_token()}"


@pytest.mark.parametrize("language", ["en", "ko"])
def test_claim_explains_itself_to_visitors_and_brings_them_back(client, language):
    path = claim_path(language)
    page = client.get(path)
    assert {f"/{language}/signup?next={path}", f"/{language}/login?next={path}"} <= {
        link["href"] for link in page.select("main a")
    }
    assert client.post(path).location == f"/{language}/login?next={path}"


def test_claim_makes_the_member_an_administrator(client):
    member = MemberFactory()
    client.login(member)
    assert client.get(claim_path()).has("main .post-button button")
    assert client.post(claim_path()).location == "/en/admin"
    assert db.session.get(Member, member.id).role is Role.ADMINISTRATOR
    entry = db.session.scalars(sa.select(AuditEntry)).one()
    assert entry.action == "accounts.claim_administration"


def test_claim_by_a_get_changes_nothing(client):
    member = MemberFactory()
    client.login(member).get(claim_path())
    assert db.session.get(Member, member.id).role is Role.MEMBER


def test_claim_works_once(client):
    client.login(MemberFactory()).post(claim_path())
    second = MemberFactory()
    client.login(second)
    for page in (client.get(claim_path()), client.post(claim_path())):
        assert page.status == 409
        assert "already been used" in page.text
    assert db.session.get(Member, second.id).role is Role.MEMBER


@pytest.mark.parametrize("token", ["x", "0" * 64, "한글"])
def test_claim_refuses_a_wrong_token(client, token):
    member = MemberFactory()
    client.login(member)
    path = f"/en/admin/claim/{token}"
    assert client.get(path).status == 409
    assert client.post(path).status == 409
    assert db.session.get(Member, member.id).role is Role.MEMBER
    assert db.session.scalar(sa.select(FirstAdministrator)) is None
