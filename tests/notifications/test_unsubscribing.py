"""One press ends one sort of mails, for whom it was made, and nothing else."""

from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from community.crypto import sign
from community.db import db
from community.notifications.models import Level, NoticePreference
from community.notifications.operations import choose, choose_in_group, subscribe_again, unsubscribe, wants_mail
from community.notifications.queries import find_choices
from community.notifications.tokens import Subscription, open_subscription, seal_subscription
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, MembershipFactory
from tests.notifications.telling import prefer

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def subscription(group, people):
    """Mina's mails about announcements of the translators."""
    return Subscription(people.mina.id, group.id, "announcement")


def path_of(subscription):
    return f"/en/unsubscribe/{seal_subscription(subscription)}"


def levels():
    db.session.rollback()
    found = sa.select(NoticePreference).order_by(NoticePreference.id)
    return {(row.member_id, row.group_id, row.kind): row.level for row in db.session.scalars(found)}


def test_the_program_of_a_mailbox_needs_neither_cookie_nor_token_and_is_answered_at_once(
    client, subscription, people, group
):
    for _ in range(2):
        page = client.post(path_of(subscription), ONE_CLICK, csrf=False)
        assert page.status == 200
    assert levels() == {(people.mina.id, group.id, "announcement"): "site"}


def test_the_link_in_the_mail_is_the_one_that_ends_it(client, tell, people, outbox):
    tell()
    mail = next(one for one in outbox() if one.recipient == people.mina.email)
    assert client.post(urlsplit(mail.unsubscribe).path, ONE_CLICK, csrf=False).status == 200
    tell()
    assert [one.recipient for one in outbox()].count(people.mina.email) == 1
    assert [one.recipient for one in outbox()].count(people.jun.email) == 2


def test_looking_changes_nothing_and_the_button_does(client, subscription):
    path = path_of(subscription)
    assert client.get(path).status == 200
    assert levels() == {}
    assert wants_mail(subscription)
    assert client.post(path).location == path
    assert not wants_mail(subscription)
    undo = client.get(path).one("form.post-button[action$=undo]")["action"]
    assert client.post(undo).status == 303
    assert wants_mail(subscription)
    assert levels() == {}


def test_the_button_of_another_page_ends_nothing(client, subscription):
    assert client.post(path_of(subscription), csrf=False).status == 400
    assert client.post(path_of(subscription), {"List-Unsubscribe": "no"}, csrf=False).status == 400
    assert levels() == {}


def test_nothing_but_what_it_names_ends(subscription, people, group):
    other = GroupFactory()
    MembershipFactory(group=other, member=people.mina)
    unsubscribe(subscription)
    mine, jun = find_choices(people.mina), find_choices(people.jun)
    assert mine.level(group.id, "announcement") is Level.SITE
    assert mine.level(other.id, "announcement") is Level.ALL
    assert mine.level(group.id, "meeting") is Level.ALL
    assert mine.settings.digests
    assert jun.level(group.id, "announcement") is Level.ALL


def test_the_digest_ends_by_itself(people, group):
    prefer(people.mina, "daily")
    unsubscribe(Subscription(people.mina.id))
    choices = find_choices(people.mina)
    assert not choices.settings.digests
    assert choices.level(group.id, "announcement") is Level.DAILY
    assert find_choices(people.jun).settings.digests


@pytest.mark.parametrize("before", [Level.ALL, Level.DAILY, None])
def test_taking_it_back_brings_back_what_was_chosen(client, subscription, people, group, before):
    choose_in_group(actor=people.mina, group=group, levels={"announcement": before})
    for _ in range(2):
        client.post(path_of(subscription), ONE_CLICK, csrf=False)
    client.get(path_of(subscription))
    client.post(path_of(subscription) + "/undo")
    db.session.rollback()
    assert find_choices(people.mina).chosen.get((group.id, "announcement")) is before


def test_an_old_link_ends_what_was_chosen_anew(client, subscription, people, group):
    client.post(path_of(subscription), ONE_CLICK, csrf=False)
    choose_in_group(actor=people.mina, group=group, levels={"announcement": Level.ALL})
    assert wants_mail(subscription)
    client.post(path_of(subscription), ONE_CLICK, csrf=False)
    assert not wants_mail(subscription)


def test_taking_it_back_leaves_what_was_chosen_since(client, subscription, people, group):
    client.post(path_of(subscription), ONE_CLICK, csrf=False)
    choose_in_group(actor=people.mina, group=group, levels={"announcement": Level.NONE})
    client.get(path_of(subscription))
    client.post(path_of(subscription) + "/undo")
    assert set(levels().values()) == {"none"}


@pytest.mark.parametrize("press_first", [True, False])
def test_an_old_link_brings_no_mails_back_that_were_ended_in_the_settings(
    client, subscription, people, group, press_first
):
    """Whoever has an old mail, forwarded or stolen, has its link."""
    if press_first:
        client.post(path_of(subscription), ONE_CLICK, csrf=False)
    choose_in_group(actor=people.mina, group=group, levels={"announcement": Level.SITE})
    assert not client.get(path_of(subscription)).has("form[action$=undo]")
    assert "These mails come again." not in client.post(path_of(subscription) + "/undo", follow=True).text
    assert set(levels().values()) == {"site"}


def choose_digests(member, digests):
    choose(actor=member, levels={}, language="en", digests=digests, morning=7, time_zone="", paused_until=None)


def test_taking_back_the_end_of_the_digest_brings_it_back_once(client, people):
    path = path_of(Subscription(people.mina.id))
    for _ in range(2):
        client.post(path, ONE_CLICK, csrf=False)
    undo = client.get(path).one("form.post-button[action$=undo]")["action"]
    assert "These mails come again." in client.post(undo, follow=True).text
    assert find_choices(people.mina).settings.digests
    choose_digests(people.mina, False)
    client.post(undo)
    db.session.rollback()
    assert not find_choices(people.mina).settings.digests


@pytest.mark.parametrize("press_first", [True, False])
@pytest.mark.parametrize("meanwhile", [[False], [True, False]])
def test_an_old_link_brings_no_digest_back_that_was_ended_in_the_settings(client, people, press_first, meanwhile):
    path = path_of(Subscription(people.mina.id))
    if press_first:
        client.post(path, ONE_CLICK, csrf=False)
    for digests in meanwhile:
        choose_digests(people.mina, digests)
    client.post(path, ONE_CLICK, csrf=False)  # ended already: this ends nothing that could be taken back
    page = client.get(path)
    assert not page.has("form[action$=undo]")
    page = client.post(path + "/undo", follow=True)
    assert "These mails come again." not in page.text
    assert not find_choices(people.mina).settings.digests


def test_a_digest_that_was_chosen_again_stays_when_its_end_is_taken_back(people):
    digest = Subscription(people.mina.id)
    unsubscribe(digest)
    choose_digests(people.mina, True)
    subscribe_again(digest)
    assert find_choices(people.mina).settings.digests


def test_whoever_has_left_the_group_or_the_site_is_answered_alike(client, group):
    gone = MemberFactory()
    subscription = Subscription(gone.id, group.id, "announcement")
    assert client.post(path_of(subscription), ONE_CLICK, csrf=False).status == 200
    for path in (path_of(subscription), path_of(Subscription(gone.id))):
        db.session.execute(sa.delete(type(gone)).where(type(gone).id == gone.id))
        db.session.commit()
        assert client.post(path, ONE_CLICK, csrf=False).status == 200
    assert levels() == {}


def test_a_token_tells_nothing_and_every_token_is_another(subscription, people):
    one, two = seal_subscription(subscription), seal_subscription(subscription)
    assert one != two
    assert len(one) == len(seal_subscription(Subscription(people.mina.id)))
    assert open_subscription(one) == open_subscription(two) == subscription
    assert open_subscription(seal_subscription(Subscription(people.mina.id))) == Subscription(people.mina.id)


def test_no_changed_token_opens_anything(subscription):
    token = seal_subscription(subscription)
    for place in range(0, len(token) - 1, 7):
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert open_subscription(changed) is None


@pytest.mark.parametrize("token", ["", "x", "A" * 107, "A" * 5000, "물결", "..", "%00"])
def test_what_is_no_token_is_not_there(client, token):
    assert open_subscription(token) is None
    if token:
        assert client.post(f"/en/unsubscribe/{token}", ONE_CLICK, csrf=False).status in (404, 308)


def test_a_token_of_something_else_is_none(client, app):
    assert open_subscription(sign("unsubscribe", "mina", "announcement")) is None


def test_who_it_is_stands_nowhere_on_the_page(client, subscription, people, group):
    text = str(client.get(path_of(subscription)).html)
    for words in (people.mina.handle, people.mina.display_name, group.name_en, group.slug, str(group.id)):
        assert words not in text
