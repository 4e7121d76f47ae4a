"""A hidden group cannot be told from one that does not exist: by no address, no byte and no time."""

import contextvars
from functools import partial
from itertools import repeat

import pytest
import sqlalchemy as sa
from flask import current_app

from community.accounts.models import Member
from community.db import db, now
from community.groups.models import MembershipState, Visibility
from community.groups.queries import find_group_by_slug, list_coordinators, show_people
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, MembershipFactory
from tests.telling import everything_said, tellable

HIDDEN, ABSENT = "quiet-river", "quiet-ocean"
# Of so many, guessing is right in more than this part once in ten thousand times.
PAIRS = 200
TELLS_NOTHING = 0.65
PAIRS_OF_CONTROL = 60
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


def say(client, method, path, slug):
    """Everything that an answer says, without the slug that was asked for."""
    data = {"csrf_token": client._csrf_token()} if method == "POST" else None
    answer = contextvars.Context().run(client._client.open, path, method=method, data=data)
    return everything_said(answer, slug)


def ask_all(client, slug, endpoints=None):
    """What is answered at each address for the group of this slug."""
    return {
        f"{method} {rule.endpoint}": say(client, method, url_of(rule, slug), slug)
        for rule, method in addresses()
        if endpoints is None or rule.endpoint in endpoints
    }


def told_apart(client, answers_for_none, endpoints=None):
    """The addresses at which somebody gets another answer for the hidden group than for none."""
    answers = ask_all(client, HIDDEN, endpoints)
    return [address for address, said in answers.items() if said != answers_for_none[address]]


@pytest.fixture
def outsider(client):
    """The browser of somebody who is in no group; the first answer of all has brought its cookie."""
    client.login(MemberFactory(handle="haru"))
    client.get("/en/about")
    return client


def test_every_address_answers_a_visitor_as_if_there_were_no_group(client, hidden):
    assert len(list(addresses())) > 40
    client.get("/en/about")
    assert told_apart(client, ask_all(client, ABSENT)) == []


def test_every_address_answers_members_as_if_there_were_no_group(outsider, hidden):
    """To one person after the other thing they may once have been to it: nothing, turned down, kept out."""
    answers_for_none = ask_all(outsider, ABSENT)
    assert told_apart(outsider, answers_for_none) == []
    stay = MembershipFactory(group=hidden, member=find_haru(), state=MembershipState.DECLINED, ended_at=now())
    assert told_apart(outsider, answers_for_none) == []
    stay.state = MembershipState.BANNED
    db.session.commit()
    assert told_apart(outsider, answers_for_none) == []


def find_haru():
    return db.session.scalars(sa.select(Member).filter_by(handle="haru")).one()


def test_control_a_group_that_is_not_hidden_is_told_apart(outsider, hidden):
    hidden.visibility = Visibility.MEMBERS
    db.session.commit()
    some = ("groups.page", "groups.join")
    found = told_apart(outsider, ask_all(outsider, ABSENT, some), some)
    assert set(found) == {"GET groups.page", "GET groups.join", "POST groups.join"}


def tell(browser, pairs):
    """How well the time of the answer tells whether there is a group."""

    def ask(slug):
        contextvars.Context().run(browser._client.get, f"/en/groups/{slug}")

    return tellable(repeat(partial(ask, HIDDEN)), repeat(partial(ask, ABSENT)), pairs)


def test_no_answer_takes_longer_for_a_group_that_is_there(outsider, hidden):
    # Every address asks for its group by the same query before it does anything else, so one stands for all.
    assert tell(outsider, PAIRS) < TELLS_NOTHING


def test_control_a_group_that_is_loaded_before_it_is_denied_takes_longer(app, outsider, hidden, monkeypatch):
    real = app.view_functions["groups.page"]

    def load_first(**values):
        group = find_group_by_slug(values["slug"])
        if group is not None:
            show_people(None, group, [row.member for row in list_coordinators(group)])
        return real(**values)

    monkeypatch.setitem(app.view_functions, "groups.page", load_first)
    assert tell(outsider, PAIRS_OF_CONTROL) > TELLS
