"""The mailbox of a developer's machine: the mails that the site has sent, instead of a mail server.

Only the machine itself may look: what lies here are the links that confirm addresses and set passwords.
"""

import re
from dataclasses import dataclass
from email import policy
from email.parser import BytesParser
from ipaddress import ip_address
from pathlib import Path
from typing import cast

from flask import Blueprint, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

from community.access import guard
from community.i18n import LANGUAGES

blueprint = Blueprint("mailbox", __name__)

# The page has an address in each language and, so that it can be typed from memory, one without.
LANGUAGE = f"/<any({', '.join(LANGUAGES)}):language>"
NAME = re.compile(r"\d{8}T\d{12}-[0-9a-f]{8}\.eml")
SHOWN = 100
_ADDRESS = re.compile(r"https?://[^\s<>\"\\]+[^\s<>\"\\.,;:!?)]")


@dataclass(frozen=True)
class Letter:
    """One mail as the page shows it."""

    name: str
    recipient: str
    subject: str
    sent: str
    text: str


@blueprint.get("/_mailbox")
@blueprint.get(f"{LANGUAGE}/_mailbox")
@guard("mailbox.index")
def index() -> ResponseReturnValue:
    """The mails, newest first."""
    paths = sorted((path for path in _folder().glob("*.eml") if NAME.fullmatch(path.name)), reverse=True)
    return render_template("home/mailbox.html", letters=[_read(path) for path in paths[:SHOWN]])


@blueprint.get("/_mailbox/<name>")
@blueprint.get(f"{LANGUAGE}/_mailbox/<name>")
@guard("mailbox.message")
def message(name: str) -> ResponseReturnValue:
    """The text of one mail, with its links to this site."""
    path = _folder() / name
    if not NAME.fullmatch(name) or not path.is_file():
        abort(404)
    letter = _read(path)
    return render_template("home/mailbox_message.html", letter=letter, text=_with_links(letter.text))


def _folder() -> Path:
    """Where the mails lie; 404 for everybody but this machine, and where mail leaves by a mail server."""
    config = current_app.config["COMMUNITY"]
    if config.production or config.mail_url or not _is_this_machine(request.remote_addr):
        abort(404)
    return cast(Path, config.instance / "mailbox")


def _is_this_machine(address: str | None) -> bool:
    try:
        return ip_address(address or "").is_loopback
    except ValueError:
        return False


def _read(path: Path) -> Letter:
    with path.open("rb") as file:
        mail = BytesParser(policy=policy.default).parse(file)
    body = mail.get_body(("plain",))
    return Letter(
        name=path.name,
        recipient=str(mail["To"]),
        subject=str(mail["Subject"]),
        sent=str(mail["Date"]),
        text=body.get_content() if body else "",
    )


def _with_links(text: str) -> Markup:
    """The text with its addresses on this site as links; they carry only the path, so none leads elsewhere."""
    parts: list[Markup] = []
    end = 0
    for found in _ADDRESS.finditer(text):
        parts += [escape(text[end : found.start()]), _as_link(found[0])]
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])


def _as_link(address: str) -> Markup:
    rest = address.removeprefix(current_app.config["COMMUNITY"].public_url)
    if rest == address or not re.match(r"/(?!/)", rest):
        return escape(address)
    return Markup('<a href="{}">{}</a>').format(rest, address)
