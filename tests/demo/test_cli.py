"""`flask demo load`."""

import dataclasses
import re
import stat

import pytest

from community.accounts.operations import authenticate
from community.demo import people
from community.demo.operations import is_loaded
from tests.factories import MemberFactory

SMALL = ("--members", "20", "--endorsements", "30", "--groups", "9")


@pytest.fixture
def load(app):
    def run(*options):
        return app.test_cli_runner().invoke(args=["demo", "load", *(options or SMALL)])

    return run


def test_load_prints_accounts_that_work(demo_app, load):
    result = load()
    assert result.exit_code == 0, result.output
    password = re.search(r"password (\S+) as", result.output)[1]
    assert authenticate(email="administrator@example.org", password=password)
    for role in ("administrator", "coordinator", "member", "member, in Korean"):
        assert role in result.output


def test_load_keeps_the_accounts_for_its_owner_alone(demo_app, load, tmp_path):
    load()
    assert stat.S_IMODE((tmp_path / "demo-accounts.txt").stat().st_mode) == 0o600


def test_load_does_nothing_the_second_time_but_says_the_accounts_again(demo_app, load):
    first = re.search(r"password (\S+) as", load().output)[1]
    second = load()
    assert second.exit_code == 0
    assert "already loaded" in second.output
    assert first in second.output


def test_load_refuses_where_nobody_said_demonstration(app, load):
    result = load()
    assert result.exit_code == 1
    assert "COMMUNITY_DEMO=1" in result.output
    assert not is_loaded()


def test_load_refuses_among_real_members(demo_app, load):
    MemberFactory()
    result = load()
    assert result.exit_code == 1
    assert "not invented" in result.output
    assert not is_loaded()


def test_load_says_what_is_missing(demo_app, load, monkeypatch):
    monkeypatch.setattr(people, "faker", None)
    result = load()
    assert result.exit_code == 1
    assert "Faker" in result.output


@pytest.mark.parametrize("options", [("--groups", "3"), ("--groups", "21"), ("--members", "2"), ("--seed", "x")])
def test_load_refuses_numbers_that_make_no_sense(demo_app, load, options):
    result = load(*options)
    assert result.exit_code == 2
    assert not is_loaded()


def test_pages_say_that_everybody_is_invented(demo_app, load, client, monkeypatch):
    load()
    monkeypatch.setitem(demo_app.config, "DEMO", True)
    page = client.get("/en/endorsements")
    assert "everybody here is invented" in page.one(".demo").text


def test_code_says_what_the_app_of_an_account_shows(demo_app, load):
    load()
    said = demo_app.test_cli_runner().invoke(args=["demo", "code", "administrator@example.org"])
    assert re.fullmatch(r"[0-9]{6}\n", said.output)


@pytest.mark.parametrize("address", ["member@example.org", "nobody@example.org"])
def test_code_is_for_those_who_need_one(demo_app, load, address):
    load()
    said = demo_app.test_cli_runner().invoke(args=["demo", "code", address])
    assert said.exit_code == 1


def test_code_says_nothing_of_real_members(app, demo_app, load, monkeypatch):
    load()
    settings = dataclasses.replace(demo_app.config["COMMUNITY"], demo=False)
    monkeypatch.setitem(app.config, "COMMUNITY", settings)
    said = app.test_cli_runner().invoke(args=["demo", "code", "administrator@example.org"])
    assert said.exit_code == 1
