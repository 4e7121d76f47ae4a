"""How a mail leaves: by a mail server, or into a folder where none is set."""

import smtplib
import ssl
from email.message import EmailMessage
from email.policy import Policy
from pathlib import Path
from urllib.parse import unquote, urlsplit

from community.db import now

SMTP_TIMEOUT = 20  # seconds


class Unbroken(str):
    """What stands in a header that is written in one line, however long: a broken address leads nowhere.

    Python writes a long word in a header as encoded words (RFC 2047), which no program takes for an address.
    """

    name: str

    def __new__(cls, name: str, value: str) -> "Unbroken":
        """name: of the header. Raises ValueError for what would begin another line."""
        if not value.isascii() or not value.isprintable():
            raise ValueError(f"{name} cannot hold this.")
        made = super().__new__(cls, value)
        made.name = name
        return made

    def fold(self, *, policy: Policy) -> str:
        """The header as it is sent (see email.headerregistry.BaseHeader)."""
        return f"{self.name}: {self}{policy.linesep}"


def by_smtp(message: EmailMessage, url: str) -> None:
    """Hand a mail to a mail server. url: smtp, smtps or smtp+starttls, with name and password."""
    target = urlsplit(url)
    host, port = target.hostname or "localhost", target.port or (465 if target.scheme == "smtps" else 25)
    context = ssl.create_default_context()
    if target.scheme == "smtps":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=SMTP_TIMEOUT, context=context)
    else:
        connection = smtplib.SMTP(host, port, timeout=SMTP_TIMEOUT)
    with connection:
        if target.scheme == "smtp+starttls":
            connection.starttls(context=context)
        if target.username:
            connection.login(unquote(target.username), unquote(target.password or ""))
        connection.send_message(message)


def into_mailbox(message: EmailMessage, folder: Path, name: str) -> None:
    """Put a mail into a folder. name: what tells it from others of the same moment."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{now():%Y%m%dT%H%M%S%f}-{name}.eml"
    partial = path.with_suffix(".partial")
    partial.write_bytes(bytes(message))
    partial.rename(path)
