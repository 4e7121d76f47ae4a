"""The pages of contacts: the way through them, and what nobody can tell from them."""

import uuid

import pytest
import sqlalchemy as sa

from community.accounts.models import MemberState
from community.accounts.operations import close, delete_closed, open_session
from community.contacts import operations, queries
from community.contacts.models import ContactRequest, Conversation, Message, RequestState, WhoMayAsk
from community.contacts.queries import get_settings
from community.db import db
from community.members.models import Block
from community.members.operations import block, hide, unblock
from community.reports.models import Report
from tests.apps import another_app
from tests.contacts.factories import ContactRequestFactory, MessageFactory
from tests.members.factories import member_with_profile
from tests.pages import PageClient


@pytest.fixture
def me(client, haru):
    """Haru's browser."""
    return client.login(haru)


@pytest.fixture
def her(new_client, mina):
    """Mina's browser."""
    return new_client().login(mina)


def page_of(talk):
    return f"/en/contacts/{talk.id}"


def body(page):
    """What a page is made of, but for what differs at every request."""
    for token in page.select('input[name="csrf_token"]'):
        token["value"] = ""
    return str(page.html)


def only(model):
    return db.session.scalars(sa.select(model)).one()


def test_ask_send_and_accept(me, her, haru, mina):
    panel = me.get("/en/members/mina-1")
    assert panel.has('a[href$="/members/mina-1/contact"]')
    page = me.post("/en/members/mina-1/contact", {"words": "We met at the choir."})
    assert (page.status, page.location) == (303, "/en/contacts")
    assert "@mina-1" in me.get("/en/contacts").text
    waiting = her.get("/en/contacts")
    assert "We met at the choir." in waiting.text
    assert "Haru" in waiting.text
    page = her.post(f"/en/contacts/requests/{only(ContactRequest).id}/accept")
    assert (page.status, page.location) == (303, page_of(only(Conversation)))
    assert me.get("/en/members/mina-1").has(f'a[href="{page_of(only(Conversation))}"]')


@pytest.mark.parametrize(("words", "status"), [("", 422), (" \n ", 422), ("x" * 501, 422), ("물" * 500, 303)])
def test_ask_checks_the_words_and_keeps_them(me, mina, words, status):
    page = me.post("/en/members/mina-1/contact", {"words": words})
    assert page.status == status
    if status == 422:
        assert page.errors
        assert page.one("textarea").get_text().strip() == words.strip()


def test_ask_refused_keeps_what_was_typed(me, mina):
    operations.choose(actor=mina, who_may_ask=WhoMayAsk.NOBODY, mails=True)
    page = me.post("/en/members/mina-1/contact", {"words": "My careful words"})
    assert page.status == 422
    assert page.errors == ["This member takes no contact requests at the moment."]
    assert page.one("textarea").get_text().strip() == "My careful words"


def test_ask_is_not_there_for_somebody_hidden_and_for_oneself(me, mina, show):
    show(mina, "only_me")
    hidden, nobody = (me.get(f"/en/members/{handle}/contact") for handle in ("mina-1", "nobody-9"))
    assert hidden.status == nobody.status == 404
    assert body(hidden).replace("mina-1", "") == body(nobody).replace("nobody-9", "")
    assert me.get("/en/members/haru-1/contact").status == 404


def test_ask_is_limited_a_day(app, tmp_path):
    with another_app(app, LIMITS="on", PROBATION_CONTACTS="1") as limited:
        asker = member_with_profile()
        browser = PageClient(limited).login(asker)
        paths = [f"/en/members/{member_with_profile().handle}/contact" for _number in range(2)]
        assert [browser.post(path, {"words": "Hello."}).status for path in paths] == [303, 429]


def states_of(mina, haru, how):
    """Bring about that Mina takes nothing from Haru, in one of two ways."""
    if how == "blocked":
        block(actor=mina, member=haru)
    else:
        operations.choose(actor=mina, who_may_ask=WhoMayAsk.NOBODY, mails=True)


def test_being_blocked_looks_like_nobody_being_taken(me, mina, haru, show):
    show(mina, "everyone")
    seen = {}
    for how in ("blocked", "nobody"):
        states_of(mina, haru, how)
        asked = me.post("/en/members/mina-1/contact", {"words": "Hello."})
        pages = [me.get("/en/members/mina-1/contact"), asked, me.get("/en/contacts")]
        panel = me.get("/en/members/mina-1").one('section[aria-labelledby="contact"]')
        seen[how] = [str(panel), *((page.status, body(page)) for page in pages)]
        unblock(actor=mina, member=haru)
    assert seen["blocked"] == seen["nobody"]


def what_the_asker_sees(me, request):
    path = f"/en/contacts/requests/{request.id}/"
    pages = [me.get("/en/contacts"), me.get("/en/contacts/sent"), me.get("/en/settings/data")]
    wrong = me.post(f"{path}accept")
    return [(page.status, body(page)) for page in (*pages, wrong)]


@pytest.mark.parametrize("how", ["ignored", "blocked", "hidden", "suspended", "asks for nothing"])
def test_a_request_looks_as_if_it_waited_whatever_the_other_does(me, haru, mina, how):
    request = ContactRequestFactory(asker=haru, asked=mina)
    before = what_the_asker_sees(me, request)
    if how == "ignored":
        operations.ignore(actor=mina, request=request)
    elif how == "blocked":
        block(actor=mina, member=haru)
    elif how == "asks for nothing":
        operations.choose(actor=mina, who_may_ask=WhoMayAsk.NOBODY, mails=False)
    elif how == "hidden":
        hide(actor=mina, session=open_session(member=mina, device="firefox-linux"))
    else:
        mina.state = MemberState.SUSPENDED
        db.session.commit()
    assert what_the_asker_sees(me, request) == before


def test_decline_is_told_plainly(me, her, haru, mina):
    request = ContactRequestFactory(asker=haru, asked=mina, words="May I?")
    assert her.post(f"/en/contacts/requests/{request.id}/decline").status == 303
    sent = me.get("/en/contacts/sent")
    assert "Declined" in sent.text
    assert "May I?" not in sent.text
    again = me.post("/en/members/mina-1/contact", {"words": "Again?"})
    assert again.errors == ["This member has declined your request. You can ask again 30 days after that."]


def test_take_back(me, haru, mina):
    request = ContactRequestFactory(asker=haru, asked=mina)
    assert me.post(f"/en/contacts/requests/{request.id}/take-back").location == "/en/contacts"
    assert db.session.scalars(sa.select(ContactRequest)).all() == []


def test_ignore(her, haru, mina):
    request = ContactRequestFactory(asker=haru, asked=mina)
    assert her.post(f"/en/contacts/requests/{request.id}/ignore").status == 303
    assert only(ContactRequest).state is RequestState.IGNORED
    assert not her.get("/en/contacts").has(".letter")


# Conversations


def test_conversation_shows_who_wrote_what_in_the_order_of_reading(me, talk):
    page = me.get(page_of(talk))
    assert [item.get_text(" ", strip=True) for item in page.select(".letter")] == [
        "We met at the choir.",
        "I remember.",
    ]
    assert [item.get_text(strip=True) for item in page.select(".message-author")] == ["You", "Mina"]


def test_conversation_sends_what_was_written(me, her, talk):
    page = me.post(page_of(talk), {"words": "줄 하나\n\n<b>둘</b>"})
    assert (page.status, page.location) == (303, page_of(talk))
    letter = her.get(page_of(talk)).select(".letter")[-1]
    assert [part.get_text() for part in letter.select("p")] == ["줄 하나", "<b>둘</b>"]


def test_links_are_text(me, her, talk):
    me.post(page_of(talk), {"words": "Look: https://evil.example/a"})
    letter = her.get(page_of(talk)).select(".letter")[-1]
    assert "https://evil.example/a" in letter.get_text()
    assert letter.select("a") == []


@pytest.mark.parametrize("words", ["", "x" * 4001])
def test_conversation_checks_the_words_and_keeps_them(me, talk, words):
    page = me.post(page_of(talk), {"words": words})
    assert page.status == 422
    assert page.errors
    assert page.one("textarea").get_text().strip() == words


def test_what_was_typed_is_kept_when_the_other_has_just_ended_it(me, mina, talk):
    operations.end(actor=mina, conversation=talk)
    page = me.post(page_of(talk), {"words": "My careful words"})
    assert page.status == 422
    assert page.one("textarea").get_text().strip() == "My careful words"
    assert "Your message was not sent." in page.errors[0]
    assert not me.get(page_of(talk)).has("textarea")


def test_delete_message_destroys_the_words_for_both(me, her, haru, talk):
    message = db.session.scalars(sa.select(Message).where(Message.author_id == haru.id)).one()
    assert her.post(f"/en/contacts/messages/{message.id}/delete").status == 404
    assert me.post(f"/en/contacts/messages/{message.id}/delete").status == 303
    for browser in (me, her):
        page = browser.get(page_of(talk))
        assert "We met at the choir." not in page.text
        assert "This message was deleted." in page.text


def test_end_and_delete(me, her, talk):
    assert me.post(f"{page_of(talk)}/end").location == page_of(talk)
    assert "Nobody can write in this conversation any more." in her.get(page_of(talk)).text
    assert me.post(f"{page_of(talk)}/delete").location == "/en/contacts"
    assert me.get(page_of(talk)).status == 404
    assert her.get(page_of(talk)).status == 200


def test_earlier_messages_are_a_page_away(me, mina, talk):
    for number in range(35):
        MessageFactory(conversation=talk, author=mina, words=f"number {number}.")
    latest = me.get(page_of(talk))
    assert "We met at the choir." not in latest.text
    earlier = me.get(page_of(talk) + latest.one('a[rel="prev"]')["href"])
    assert "We met at the choir." in earlier.text
    assert earlier.has(f'a[href="{page_of(talk)}#write"]')


def test_the_other_never_learns_what_one_has_read(me, her, talk):
    her.post(page_of(talk), {"words": "Have you read this?"})
    before = [body(her.get(path)) for path in (page_of(talk), "/en/contacts", "/en/members/haru-1")]
    assert "New" in me.get("/en/contacts").text
    me.get(page_of(talk))
    assert me.post(f"{page_of(talk)}/seen").location == page_of(talk)
    assert "Read what is new" not in me.get("/en/contacts").text
    me.post("/en/contacts/seen")
    assert [body(her.get(path)) for path in (page_of(talk), "/en/contacts", "/en/members/haru-1")] == before


def test_looking_leaves_what_is_new_as_it_is(me, haru, talk):
    for _time in range(2):
        assert me.get(page_of(talk)).has(f'form[action="{page_of(talk)}/seen"]')
    assert queries.waits_for(haru)


OTHERS = [{}, {"moderator": True}, {"administrator": True}]


@pytest.mark.parametrize("values", OTHERS, ids=["member", "moderator", "administrator"])
def test_what_two_have_is_not_there_for_anybody_else(new_client, talk, mina, values):
    browser = new_client().login(member_with_profile(**values))
    request = ContactRequestFactory(asker=member_with_profile(), asked=mina)
    message_id = db.session.scalars(sa.select(Message.id)).first()
    places = [(talk.id, "/en/contacts/{}" + end) for end in ("", "/seen", "/end", "/delete", "/report")]
    answers = ("accept", "decline", "ignore", "take-back", "report")
    places += [(request.id, "/en/contacts/requests/{}/" + answer) for answer in answers]
    places += [(message_id, "/en/contacts/messages/{}/delete")]
    for identity, path in places:
        for method in (browser.get, browser.post):
            (status, there), (_status, nowhere) = (not_there(method, path, which) for which in (identity, uuid.uuid4()))
            assert (there, status) == (nowhere, 404 if status != 405 else 405), path


def not_there(method, path, identity):
    page = method(path.format(identity))
    return page.status, body(page).replace(str(identity), "")


def test_a_deleted_member_is_called_so(me, mina, talk):
    close(actor=mina, device="", at_once=True)
    delete_closed()
    page = me.get(page_of(talk))
    assert "A deleted member" in page.text
    assert "Mina" not in page.text
    assert me.get(f"{page_of(talk)}/report").status == 404


# Blocking


def test_block_says_what_will_happen_and_does_it(me, haru, mina):
    assert me.get("/en/members/mina-1").has('a[href$="/members/mina-1/block"]')
    page = me.get("/en/members/mina-1/block")
    assert "nobody tells them" in page.text
    assert not db.session.scalars(sa.select(Block)).all()
    assert me.post("/en/members/mina-1/block").location == "/en/settings/blocked"
    assert (only(Block).blocker_id, only(Block).blocked_id) == (haru.id, mina.id)
    assert "Mina" in me.get("/en/settings/blocked").text
    assert me.get("/en/members/mina-1").has('a[href$="/settings/blocked"]')
    assert me.post(f"/en/settings/blocked/{only(Block).id}/unblock").status == 303
    assert not db.session.scalars(sa.select(Block)).all()


def test_unblock_is_not_there_for_whom_one_has_not_blocked(me, her, haru, mina):
    block(actor=mina, member=haru)
    path = f"/en/settings/blocked/{only(Block).id}/unblock"
    assert me.post(path).status == 404
    assert her.post(path).status == 303


def test_whoever_is_blocked_reads_the_same_as_if_it_had_been_ended_by_somebody_who_hides(me, haru, mina, talk):
    block(actor=mina, member=haru)
    blocked = [(page.status, body(page)) for page in map(me.get, (page_of(talk), "/en/contacts", "/en/members/mina-1"))]
    unblock(actor=mina, member=haru)
    hide(actor=mina, session=open_session(member=mina, device="firefox-linux"))
    hidden = [(page.status, body(page)) for page in map(me.get, (page_of(talk), "/en/contacts", "/en/members/mina-1"))]
    assert blocked == hidden


# Telling the moderators


def test_report_gives_the_moderators_what_was_ticked_and_nothing_else(me, haru, mina, talk):
    for words in ("Give me the names of your relatives.", "Please keep this between us."):
        MessageFactory(conversation=talk, author=mina, words=words)
    page = me.get(f"{page_of(talk)}/report")
    options = page.select('input[name="evidence"]')
    offered = {option.find_parent(class_="option").get_text(" ", strip=True): option["value"] for option in options}
    assert len(offered) == 3
    [wanted] = [value for text, value in offered.items() if "relatives" in text]
    sent = me.post(
        f"{page_of(talk)}/report", {"reason": "danger", "words": "They ask for names.", "evidence": [wanted]}
    )
    assert sent.location == "/en/settings/reports"
    report = only(Report)
    assert (report.reporter_id, report.about_id) == (haru.id, mina.id)
    assert "Give me the names of your relatives." in report.evidence
    assert "between us" not in report.evidence
    assert "We met at the choir." not in report.evidence


def test_report_attaches_only_what_the_reporter_was_sent(me, haru, talk):
    own = db.session.scalars(sa.select(Message).where(Message.author_id == haru.id)).one()
    answers = {"reason": "danger", "words": "Look.", "evidence": [own.id.hex]}
    page = me.post(f"{page_of(talk)}/report", answers)
    assert (page.status, page.errors) == (422, ["Choose only from the answers offered."])


def test_report_says_when_it_is_too_much(me, mina, talk):
    letters = [MessageFactory(conversation=talk, author=mina, words="x" * 4000).id.hex for _number in range(2)]
    page = me.post(f"{page_of(talk)}/report", {"reason": "spam", "words": "So much.", "evidence": letters})
    assert page.errors == ["This is too much for one report. Tick only the messages that show it best."]


def test_report_request(her, haru, mina):
    request = ContactRequestFactory(asker=haru, asked=mina, words="Send me money.")
    path = f"/en/contacts/requests/{request.id}/report"
    sent = her.post(path, {"reason": "spam", "words": "Money.", "evidence": [request.id.hex]})
    assert sent.status == 303
    assert "Send me money." in only(Report).evidence
    assert only(ContactRequest).state is RequestState.WAITING


# Choosing, and the head of every page


def test_settings_are_kept(me, haru):
    page = me.get("/en/settings/contacts")
    assert page.one('input[name="who_may_ask"][checked]')["value"] == "members"
    assert page.has('input[name="mails"][checked]')
    assert me.post("/en/settings/contacts", {"who_may_ask": "nobody"}).status == 303
    assert (get_settings(haru).who_may_ask, get_settings(haru).mails) == (WhoMayAsk.NOBODY, False)
    assert me.post("/en/settings/contacts", {"who_may_ask": "everybody"}).status == 422


def test_the_head_of_every_page_says_that_something_waits(me, haru, mina):
    request = ContactRequestFactory(asker=mina, asked=haru)
    for path in ("/en/", "/en/groups", "/en/contacts"):
        assert me.get(path).has("header .waits")
    operations.ignore(actor=haru, request=request)
    for path in ("/en/", "/en/groups", "/en/contacts"):
        assert not me.get(path).has("header .waits")


def test_after_the_mail_one_can_say_that_one_has_looked(me, haru, mina, outbox):
    assert not me.get("/en/contacts").has('form[action$="/contacts/seen"]')
    operations.ask(actor=mina, asked=haru, words="May I?")
    assert len(outbox()) == 1
    assert me.get("/en/contacts").has('form[action$="/contacts/seen"]')
    assert me.post("/en/contacts/seen").location == "/en/contacts"
    assert not me.get("/en/contacts").has('form[action$="/contacts/seen"]')


def test_empty_pages_say_what_to_do_next(me):
    for path in ("contacts", "contacts/requests", "contacts/sent", "settings/blocked"):
        assert me.get(f"/en/{path}").has(".empty a")
