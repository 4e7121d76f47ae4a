"""Whoever hides and takes a new handle is followed by nobody: not through requests, conversations, blocks, reports."""

import io
import zipfile
from contextlib import suppress

import pytest
import sqlalchemy as sa

from community.accounts.operations import ask_for_copy, close, delete_closed, open_session
from community.contacts import operations
from community.contacts.models import ContactRequest, Conversation, RequestState
from community.db import db
from community.errands import run_due_errands
from community.groups.models import Membership
from community.members.models import Block
from community.members.operations import block, hide, unblock
from community.refusals import Refusal
from community.web.drawings import avatar_rings
from tests.contacts.factories import ContactRequestFactory, ConversationFactory, MessageFactory
from tests.groups.factories import GroupFactory, MembershipFactory
from tests.members.factories import member_with_profile
from tests.reports.factories import ReportFactory

OLD, NEW = "before-it", "in-hiding"
PAGES = ("contacts", "contacts/requests", "contacts/sent", "settings/blocked", "settings/reports", "settings/vouches")


@pytest.fixture
def spy(app):
    return member_with_profile(handle="spy-1", display_name="Spy")


@pytest.fixture
def victim(app):
    return member_with_profile(handle=OLD, display_name="Victim")


def vanish(victim):
    """Hide, and change the handle."""
    hide(actor=victim, session=open_session(member=victim, device="firefox-linux"))
    victim.handle = NEW
    db.session.commit()


def copy_of(spy, client):
    ask_for_copy(actor=spy, device="")
    run_due_errands()
    data = client.get("/en/settings/data/download", buffered=True).response.data
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())


def everything(spy, client):
    """Every page on which the spy may read of those with whom they have to do, and the copy of their data, by path."""
    ids = {model: [row.id for row in db.session.scalars(sa.select(model))] for model in (Conversation, ContactRequest)}
    paths = [
        *PAGES,
        *(f"contacts/{talk}{end}" for talk in ids[Conversation] for end in ("", "/report")),
        *(f"contacts/requests/{request}/report" for request in ids[ContactRequest]),
        *(f"members/{handle}/{deed}" for handle in (OLD, NEW) for deed in ("block", "report", "contact", "vouch")),
    ]
    read = {path: client.get(f"/en/{path}").response.text for path in paths}
    # An address that was typed is repeated by the page that nothing is there: of a guess nothing is learned.
    told = {path: text for path, text in read.items() if NEW not in path}
    return told | {"the copy": copy_of(spy, client)}


# What the two have had to do with each other.
TIES = {
    "the spy asked": lambda spy, victim: ContactRequestFactory(asker=spy, asked=victim),
    "the spy asked and was declined": lambda spy, victim: ContactRequestFactory(asker=spy, asked=victim, declined=True),
    "the victim asked": lambda spy, victim: ContactRequestFactory(asker=victim, asked=spy),
    "a conversation": lambda spy, victim: MessageFactory(
        conversation=ConversationFactory(one=spy, other=victim), author=victim
    ),
    "an ended conversation": lambda spy, victim: MessageFactory(
        conversation=ConversationFactory(one=spy, other=victim, ended=True), author=victim
    ),
    "the spy blocked": lambda spy, victim: block(actor=spy, member=victim),
    "the spy reported": lambda spy, victim: ReportFactory(reporter=spy, about=victim),
}
SHOWS_OLD = {
    "the spy asked": "contacts/sent",
    "the spy asked and was declined": "contacts/sent",
    "the victim asked": "contacts/requests",
    "a conversation": "contacts",
    "an ended conversation": "contacts",
    "the spy blocked": "settings/blocked",
    "the spy reported": "settings/reports",
}


@pytest.mark.parametrize("blocks", [False, True], ids=["hides", "hides and blocks"])
@pytest.mark.parametrize("tie", TIES)
def test_no_page_and_no_copy_tells_the_new_handle(client, spy, victim, tie, blocks):
    TIES[tie](spy, victim)
    if blocks:
        block(actor=victim, member=spy)
    vanish(victim)
    client.login(spy, second_factor=True)
    found = everything(spy, client)
    assert [path for path, text in found.items() if NEW in text or "Victim" in text] == []
    # What the victim asked goes when they block; what was known of them otherwise stays known.
    assert (f"@{OLD}" in found[SHOWS_OLD[tie]]) is not (tie == "the victim asked" and blocks)


def drawn_on(client, path):
    return [str(ring) for ring in client.get(f"/en/{path}").select("main svg.avatar circle")]


@pytest.mark.parametrize("tie", ["the spy asked", "the victim asked", "a conversation", "the spy blocked"])
def test_the_ripple_is_not_that_of_the_new_handle(client, spy, victim, tie):
    assert avatar_rings(OLD) != avatar_rings(NEW)
    TIES[tie](spy, victim)
    client.login(spy)
    before = drawn_on(client, SHOWS_OLD[tie])
    assert before
    vanish(victim)
    assert drawn_on(client, SHOWS_OLD[tie]) == before


def test_control_whoever_is_open_is_called_by_the_handle_of_today(client, spy, victim):
    TIES["a conversation"](spy, victim)
    block(actor=spy, member=victim)
    victim.handle = NEW
    db.session.commit()
    client.login(spy, second_factor=True)
    found = everything(spy, client)
    assert f"@{NEW}" in found["settings/blocked"]
    assert NEW in found["the copy"]
    assert OLD not in found["settings/blocked"] + found["the copy"]


@pytest.mark.parametrize("tie", ["the victim asked", "a conversation", "an ended conversation"])
def test_whoever_hides_is_blocked_and_unblocked_under_the_handle_that_was_known(client, spy, victim, tie):
    TIES[tie](spy, victim)
    vanish(victim)
    client.login(spy)
    assert client.post(f"/en/members/{OLD}/block").status == 303
    [made] = db.session.scalars(sa.select(Block))
    assert (made.blocked_id, made.handle) == (victim.id, OLD)
    assert client.post(f"/en/settings/blocked/{made.id}/unblock").status == 303
    assert db.session.scalars(sa.select(Block)).all() == []


def test_what_is_reported_of_somebody_who_hides_names_the_handle_that_was_known(client, spy, victim):
    TIES["a conversation"](spy, victim)
    TIES["the victim asked"](spy, victim)
    vanish(victim)
    client.login(spy)
    told = {"reason": "spam", "words": "Money."}
    talk = db.session.scalars(sa.select(Conversation)).one()
    for path in (f"members/{OLD}/report", f"contacts/{talk.id}/report"):
        assert client.post(f"/en/{path}", told).status == 303
        page = client.get("/en/settings/reports").response.text
        assert f"@{OLD}" in page
        assert NEW not in page


def test_accepting_while_one_hides_tells_nobody_the_new_handle(client, spy, victim):
    operations.ask(actor=spy, asked=victim, words="May I?")
    vanish(victim)
    operations.accept(actor=victim, request=db.session.scalars(sa.select(ContactRequest)).one())
    client.login(spy, second_factor=True)
    found = everything(spy, client)
    assert f"@{OLD}" in found["contacts"]
    assert [path for path, text in found.items() if NEW in text] == []


def test_a_new_request_brings_the_handles_up_to_date(spy, victim):
    TIES["an ended conversation"](spy, victim)
    victim.handle = NEW
    db.session.commit()
    operations.ask(actor=spy, asked=victim, words="Again?")
    talk = operations.accept(actor=victim, request=db.session.scalars(sa.select(ContactRequest)).one())
    assert (talk.partner_handle(spy), talk.partner_handle(victim)) == (NEW, "spy-1")


def test_of_a_deleted_account_no_handle_stays(spy, victim):
    TIES["a conversation"](spy, victim)
    MessageFactory(conversation=db.session.scalars(sa.select(Conversation)).one(), author=spy)
    close(actor=victim, device="", at_once=True)
    delete_closed()
    talk = db.session.scalars(sa.select(Conversation)).one()
    assert {talk.first_handle, talk.second_handle} == {"", "spy-1"}


@pytest.mark.parametrize("state", [RequestState.IGNORED, RequestState.WITHDRAWN, RequestState.DECLINED])
def test_nobody_gets_out_of_an_answer_by_blocking_for_a_moment(spy, victim, state):
    traits = {state.value: True}
    ContactRequestFactory(asker=spy, asked=victim, **traits)
    block(actor=spy, member=victim)
    unblock(actor=spy, member=victim)
    with suppress(Refusal):
        operations.ask(actor=spy, asked=victim, words="Once more?")
    waiting = sa.select(ContactRequest).where(ContactRequest.state == RequestState.WAITING)
    assert db.session.scalars(waiting).all() == []


# In a working group the roster shows handles: a fellow can be blocked and reported, whatever they show.


@pytest.fixture
def group(spy, victim):
    group = GroupFactory()
    for member in (spy, victim):
        MembershipFactory(group=group, member=member)
    return group


@pytest.mark.parametrize("blocks", [False, True], ids=["hides", "blocks"])
def test_a_fellow_who_hides_can_be_reported_and_blocked_from_the_roster(client, spy, victim, group, blocks):
    vanish(victim)
    if blocks:
        block(actor=victim, member=spy)
    client.login(spy)
    roster = client.get(f"/en/groups/{group.slug}/members")
    paths = [f"/en/members/{NEW}/{deed}" for deed in ("block", "report")]
    for path in paths:
        assert roster.has(f'a[href="{path}"]')
        page = client.get(path)
        assert page.status == 200
        assert "Victim" not in page.text
    assert not roster.has(f'a[href="/en/members/{spy.handle}/block"]')
    assert client.post(paths[1], {"reason": "spam", "words": "Money."}).status == 303
    assert client.post(paths[0]).status == 303
    assert db.session.scalars(sa.select(Block.handle).where(Block.blocker_id == spy.id)).one() == NEW


def test_a_moderator_who_is_no_fellow_is_offered_only_whom_they_may_report(client, victim, group):
    vanish(victim)
    client.login(member_with_profile(moderator=True), second_factor=True)
    roster = client.get(f"/en/groups/{group.slug}/members")
    assert not roster.has(f'a[href="/en/members/{NEW}/report"]')
    assert roster.has('a[href="/en/members/spy-1/report"]')
    assert client.get(f"/en/members/{NEW}/report").status == 404


def test_who_was_a_fellow_once_finds_nobody(client, spy, victim, group):
    vanish(victim)
    db.session.execute(sa.delete(Membership).where(Membership.member_id == spy.id))
    db.session.commit()
    client.login(spy)
    assert {client.get(f"/en/members/{NEW}/{deed}").status for deed in ("block", "report")} == {404}
