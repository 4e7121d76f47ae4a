"""The commands of accounts."""

import pytest

from community.accounts.models import Role
from community.db import db
from tests.factories import MemberFactory


@pytest.fixture
def run(app):
    def create_admin(*arguments):
        result = app.test_cli_runner().invoke(args=["accounts", "create-admin", *arguments])
        db.session.rollback()
        return result

    return create_admin


def test_create_admin_makes_a_confirmed_member_an_administrator(run):
    member = MemberFactory(address="haru@example.org", display_name="하루")
    result = run("HARU@example.org")
    assert result.exit_code == 0, result.output
    assert "하루" in result.output
    assert member.role is Role.ADMINISTRATOR
    assert run("haru@example.org").exit_code == 0


@pytest.mark.parametrize("state", ["unconfirmed", "suspended"])
def test_create_admin_refuses_whoever_is_not_active(run, state):
    member = MemberFactory(address="haru@example.org", **{state: True})
    result = run("haru@example.org")
    assert result.exit_code == 1
    assert "No active member has this address" in result.output
    assert member.role is Role.MEMBER


@pytest.mark.parametrize("address", ["nobody@example.org", "", "haru", "하루", "@"])
def test_create_admin_refuses_an_unknown_address_with_a_sentence(run, address):
    result = run(address)
    assert result.exit_code == 1
    assert "Traceback" not in result.output
