"""Inviting by e-mail tells nobody who has an account: not by the bytes of the answer, nor by what it does before it."""

import contextvars

import pytest
import sqlalchemy as sa

from community.db import Model, db
from community.groups.operations import bringing, inviting
from community.members.operations import block
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, MembershipFactory, member_of
from tests.statements import statements
from tests.telling import everything_said

PATH = "/en/groups/film-nights/invitations/mail"
ADDRESS, STRANGER = "haru@example.org", "bora@example.org"


@pytest.fixture
def group():
    return GroupFactory(slug="film-nights")


@pytest.fixture
def coordinator(group):
    return member_of(group, coordinator=True)


@pytest.fixture
def browser(client, coordinator):
    client.login(coordinator)
    client.get(PATH)
    return client


KNOWN = {
    "member": lambda group, inviter: MemberFactory(address=ADDRESS),
    "in the group": lambda group, inviter: MembershipFactory(group=group, member=MemberFactory(address=ADDRESS)),
    "kept out": lambda group, inviter: MembershipFactory(
        group=group, member=MemberFactory(address=ADDRESS), banned=True
    ),
    "asks": lambda group, inviter: MembershipFactory(
        group=group, member=MemberFactory(address=ADDRESS), requested=True
    ),
    "has blocked": lambda group, inviter: block(actor=MemberFactory(address=ADDRESS), member=inviter),
    "suspended": lambda group, inviter: MemberFactory(address=ADDRESS, suspended=True),
}


def invite(browser, address):
    """What is said to who invites an address, on both pages, and the statements that were run before."""
    data = {"email": address, "language": "en", "csrf_token": browser._csrf_token()}
    with statements() as ran:
        answer = contextvars.Context().run(browser._client.post, PATH, data=data)
    db.session.rollback()
    assert answer.status_code == 303
    listed = contextvars.Context().run(browser._client.get, answer.location)
    assert address in listed.text
    return everything_said(answer, address), [(one.text, one.is_for_many) for one in ran]


def counts():
    """How many rows every table has."""
    db.session.rollback()
    tables = Model.metadata.sorted_tables
    return {table.name: db.session.scalar(sa.select(sa.func.count()).select_from(table)) for table in tables}


def written(browser, address):
    """The rows more of each table after an invitation, and what `invite` gives."""
    before = counts()
    said, ran = invite(browser, address)
    after = counts()
    return said, ran, {name: after[name] - before[name] for name in after if after[name] != before[name]}


@pytest.mark.parametrize("kind", KNOWN)
def test_an_address_with_an_account_is_answered_as_one_without(browser, group, coordinator, kind):
    KNOWN[kind](group, coordinator)
    invite(browser, "first@example.org")  # of the first one more is read
    known, unknown = (written(browser, address) for address in (ADDRESS, STRANGER))
    assert known == unknown
    assert known[2]["invitation"] == known[2]["errand"] == 1
    assert "outbox_mail" not in known[2]


def test_control_what_is_done_before_the_answer_is_noticed(browser, group, coordinator, monkeypatch):
    KNOWN["in the group"](group, coordinator)
    invite(browser, "first@example.org")
    monkeypatch.setattr(inviting, "defer", lambda _kind, **payload: bringing.mail_invitation(**payload))
    known, unknown = (written(browser, address) for address in (ADDRESS, STRANGER))
    assert known[1] != unknown[1]
    assert known[2] != unknown[2]
