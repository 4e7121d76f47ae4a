"""Discreet mails, and what holds for every mail there is: text first, no tracking, no third party.

Every folder with a mail is found on the disk, so that a new mail is held to this without anybody thinking of it.
"""

import email.policy
import re
from email.parser import BytesParser
from pathlib import Path
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from jinja2 import meta

from community import mail
from community.accounts import emails
from community.config import ConfigurationError, load_config
from community.db import atomic, db
from community.delivery import deliver_due
from community.endorsements.models import Shown
from community.endorsements.operations import endorse
from tests.apps import another_app
from tests.factories import MemberFactory

ROOT = Path(__file__).resolve().parents[2] / "templates"
MAILS = sorted(path.parent.relative_to(ROOT).as_posix() for path in ROOT.glob("*/mail/*/subject.txt"))
TELLING = re.compile(r"ripples|물결|declaration|선언|endors|지지|group|그룹|korea|북한|SECRET", re.IGNORECASE)
SHOWN_BY_LISTS = 130  # characters of a mail, in lists of mails and on locked screens
NEUTRAL = {"You have a message", "The link that you asked for", "Please look at this soon", "A link for you"}
NUMBERS = {"codes_left", "more", "untold"}
LINK = "http://localhost/en/there"


class Anything(str):
    """Whatever a template asks of a value, in a word that must not be seen in a preview."""

    def __new__(cls, text="SECRET"):
        return super().__new__(cls, text)

    title = "SECRET"

    def __getattr__(self, name):
        return Anything(LINK if name.endswith("url") else "SECRET")

    def __call__(self, *args, **kwargs):
        return Anything()


class Thing:
    """One of the things that a digest tells of."""

    found, notice = Anything(), SimpleNamespace(news=3)


LISTS = {"groups": [(Anything(), [(Thing(), Anything(), LINK)])]}


@pytest.fixture
def written(app, outbox, monkeypatch):
    """The mail of a folder, written with something for each of its values."""
    monkeypatch.setitem(app.jinja_env.filters, "day", str)

    @atomic
    def send(template, language, discreet):
        environment = app.jinja_env
        parts = [environment.loader.get_source(environment, f"{template}/{path.name}")[0]
                 for path in (ROOT / template).iterdir()]  # fmt: skip
        names = set().union(*(meta.find_undeclared_variables(environment.parse(part)) for part in parts))
        known = {name: Anything(LINK) if name.endswith("url") else Anything() for name in names - {"opening"}}
        known |= dict.fromkeys(NUMBERS & names, 3) | {name: LISTS[name] for name in LISTS.keys() & names}
        unsubscribe = known.pop("unsubscribe_url", None)
        mail.send(template, "haru@example.org", language, discreet=discreet, unsubscribe=unsubscribe, **known)

    def write(template, language="en", discreet=True):
        with app.test_request_context(f"/{language}/"):
            send(template, language, discreet)
        return outbox()[-1]

    return write


@pytest.fixture
def delivered(app):
    """What lies in the mailbox after delivery."""
    folder = app.config["COMMUNITY"].instance / "mailbox"

    def deliver():
        deliver_due()
        return [BytesParser(policy=email.policy.default).parsebytes(path.read_bytes()) for path in folder.glob("*")]

    return deliver


def preview(text):
    return " ".join(text.split())[:SHOWN_BY_LISTS]


def told_by(written):
    """What somebody sees of a mail without opening it."""
    html = BeautifulSoup(written.html, "html.parser")
    seen = (written.subject, preview(written.text), preview(html.body.get_text(" ")), html.title.get_text())
    return [part for part in seen if TELLING.search(part)]


def test_every_mail_is_found():
    assert len(MAILS) >= 15
    assert {name.split("/")[0] for name in MAILS} >= {"accounts", "endorsements", "groups", "moderation"}


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("template", MAILS)
def test_a_discreet_mail_shows_nothing_of_what_it_is_about(written, template, language):
    mail = written(template, language)
    assert told_by(mail) == []
    if language == "en":
        assert mail.subject in NEUTRAL
    assert mail.text.endswith(written(template, language, discreet=False).text)  # but it does tell, further down


@pytest.mark.parametrize("template", MAILS)
def test_control_the_same_mail_not_discreet_tells(written, template):
    assert told_by(written(template, discreet=False))


@pytest.mark.parametrize("discreet", [True, False])
@pytest.mark.parametrize("template", MAILS)
def test_a_mail_loads_nothing_and_leads_nowhere_else(written, template, discreet):
    html = BeautifulSoup(written(template, discreet=discreet).html, "html.parser")
    assert html.find_all(["img", "link", "script", "iframe", "object", "embed", "video", "audio", "form", "base"]) == []
    assert html.find_all(attrs={"src": True}) + html.find_all(attrs={"background": True}) == []
    assert not re.search(r"url\s*\(|@import", str(html))
    assert {anchor["href"] for anchor in html.find_all("a")} <= {LINK, "SECRET"}  # what is handed in, nothing else


@pytest.mark.parametrize("template", MAILS)
def test_a_mail_says_in_text_where_it_leads(written, template):
    mail = written(template)
    if LINK in mail.html:
        assert LINK in mail.text


def test_text_stands_before_html_and_nothing_asks_for_a_receipt(written, delivered):
    written("accounts/mail/reset_password")
    (message,) = delivered()
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    tracking = {"disposition-notification-to", "return-receipt-to", "x-confirm-reading-to", "list-unsubscribe"}
    assert tracking.isdisjoint(name.lower() for name in message)


@pytest.mark.parametrize(("discreet", "name"), [(True, "Notice"), (False, "Ripples")])
def test_the_sender_of_a_discreet_mail_has_a_neutral_name_and_the_same_mailbox(written, delivered, discreet, name):
    written("accounts/mail/reset_password", discreet=discreet)
    (message,) = delivered()
    (sender,) = message["From"].addresses
    assert (sender.display_name, sender.addr_spec) == (name, "ripples@localhost")


def test_the_neutral_name_is_a_setting(app, written, delivered):
    written("accounts/mail/reset_password")
    with another_app(app, DISCREET_FROM_NAME="하루") as other, other.app_context():
        (message,) = delivered()
    assert message["From"].addresses[0].display_name == "하루"


@atomic
def reset(member):
    emails.send_password_reset(member, "token")


def test_a_members_choice_decides(outbox):
    for discreet in (True, False):
        reset(MemberFactory(discreet=discreet))
    assert sorted(mail.discreet for mail in outbox()) == [False, True]


def test_mail_to_the_address_of_a_discreet_member_is_discreet_whoever_causes_it(outbox):
    MemberFactory(address="haru@example.org", discreet=True)
    MemberFactory(address="dal@example.org", discreet=True, unconfirmed=True)
    for address in ("Haru@example.org", "dal@example.org"):
        endorse(
            email=address,
            commitments={},
            shown=Shown.COUNTED,
            name=None,
            country=None,
            affiliation=None,
            language="en",
        )
    db.session.rollback()
    assert {mail.recipient: mail.discreet for mail in outbox()} == {
        "Haru@example.org": True,
        "dal@example.org": False,  # nobody has shown that the address is theirs
    }


@pytest.mark.parametrize("address", ["wikipedia.org", "javascript:alert(1)", "https://백과.example/", "https://a b/"])
def test_an_exit_that_leads_nowhere_is_refused(address, tmp_path):
    with pytest.raises(ConfigurationError, match="COMMUNITY_EXIT_URL"):
        load_config({"COMMUNITY_INSTANCE": str(tmp_path), "COMMUNITY_EXIT_URL": address})
