"""A hidden group cannot be told from one that does not exist: by no address, no byte and no time."""

import contextvars
from functools import partial
from itertools import repeat

import pytest
from flask import current_app

from community.db import db, now
from community.groups.models import Visibility
from community.groups.queries import find_group_by_slug, list_coordinators, show_people
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, MembershipFactory
from tests.telling import everything_said, tellable

HIDDEN, ABSENT = "quiet-river", "quiet-ocean"
PAIRS = 100
TELLS_NOTHING = 0.65
TELLS = 0.8
ANY_ID = "6f9619ff-8b86-4d01-b42d-00c04fc964ff"


def addresses():
    """Every address with a group's slug, with its methods; whatever else it takes is of the right form."""
    for rule in current_app.url_map.iter_rules():
        if "slug" not in rule.arguments or not rule.rule.startswith("/<any(en, ko):language>/groups/"):
            continue
        for method in sorted(rule.methods & {"GET", "POST"}):
            yield rule, method


def url_of(rule, slug):
    values = {name: _anything(rule, name) for name in rule.arguments} | {"language": "en", "slug": slug}
    return current_app.url_map.bind("localhost").build(rule.endpoint, values)


def _anything(rule, name):
    kind = type(rule._converters[name]).__name__
    return {"UUIDConverter": ANY_ID, "IntegerConverter": 1}.get(kind, "anything")


@pytest.fixture
def hidden():
    group = GroupFactory(slug=HIDDEN, hidden=True)
    MembershipFactory(group=group, coordinator=True)
    return group


VIEWERS = ("visitor", "outsider", "declined", "banned")


def enter(client, hidden, viewer):
    """Make this the browser of somebody who is not in the group, whatever they once were to it."""
    if viewer == "visitor":
        return client
    member = MemberFactory()
    if viewer != "outsider":
        MembershipFactory(group=hidden, member=member, state=viewer, ended_at=now())
    return client.login(member)


def say(client, method, path, slug):
    """Everything that an answer says, without the slug that was asked for."""
    data = {"csrf_token": client._csrf_token()} if method == "POST" else None
    answer = contextvars.Context().run(client._client.open, path, method=method, data=data)
    return everything_said(answer, slug)


def differences(client, hidden, viewer):
    """The addresses at which a viewer gets another answer for the hidden group than for none."""
    browser = enter(client, hidden, viewer)
    browser.get("/en/about")  # the first answer of all brings a cookie
    found = []
    for rule, method in addresses():
        said = [say(browser, method, url_of(rule, slug), slug) for slug in (HIDDEN, ABSENT)]
        if said[0] != said[1]:
            found.append(f"{method} {rule.endpoint}")
    return found


@pytest.mark.parametrize("viewer", VIEWERS)
def test_every_address_answers_as_if_there_were_no_group(client, hidden, viewer):
    assert len(list(addresses())) > 40
    assert differences(client, hidden, viewer) == []


def test_control_a_group_that_is_not_hidden_is_told_apart(client, hidden):
    hidden.visibility = Visibility.MEMBERS
    db.session.commit()
    assert {"GET groups.page", "GET groups.join"} <= set(differences(client, hidden, "outsider"))


def tell(client, hidden, path):
    """How well the time of the answer tells whether there is a group."""
    browser = enter(client, hidden, "outsider")._client

    def ask(slug):
        contextvars.Context().run(browser.get, f"/en/groups/{slug}{path}")

    return tellable(repeat(partial(ask, HIDDEN)), repeat(partial(ask, ABSENT)), PAIRS)


@pytest.mark.parametrize("path", ["", "/members"])
def test_no_answer_takes_longer_for_a_group_that_is_there(client, hidden, path):
    assert tell(client, hidden, path) < TELLS_NOTHING


def test_control_a_group_that_is_loaded_before_it_is_denied_takes_longer(app, client, hidden, monkeypatch):
    real = app.view_functions["groups.page"]

    def load_first(**values):
        group = find_group_by_slug(values["slug"])
        if group is not None:
            show_people(None, group, [row.member for row in list_coordinators(group)])
        return real(**values)

    monkeypatch.setitem(app.view_functions, "groups.page", load_first)
    assert tell(client, hidden, "") > TELLS
