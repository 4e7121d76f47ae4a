"""How a mail leaves: by a mail server, or into a folder where none is set."""

import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.policy import Policy
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

# In seconds. What fails before the end of a mail has sent nothing, so that it may fail soon; for the answer to the end
# a server is given the ten minutes of RFC 5321 (4.5.3.2.6): whoever asks again sooner sends the mail twice.
SILENCE = 30  # that a server may take until it says or takes anything at all
REPLY_WITHIN = 60
TEXT_WITHIN = 60
END_WITHIN = 600

BeforeEnd = Callable[[], None]


class Carrier(Protocol):
    """What mails leave by, one by one."""

    def reach(self) -> None:
        """Be ready for the next mail. Raises OSError or SMTPException where that is not possible."""

    def carry(self, message: EmailMessage, name: str, before_end: BeforeEnd) -> None:
        """Have a mail leave.

        name: what tells it from all others. before_end: called at the last moment at which it can be kept from
            leaving: by raising whatever is then raised here, too.
        """


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


class Mailbox:
    """A folder, for a site that sends nothing: each mail is a file there, the same one however often it is sent."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def reach(self) -> None:
        """Have the folder."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def carry(self, message: EmailMessage, name: str, before_end: BeforeEnd) -> None:
        """Put a mail into the folder. See Carrier."""
        path = self._folder / f"{name}.eml"
        partial = path.with_suffix(".partial")
        partial.write_bytes(bytes(message))
        before_end()
        partial.rename(path)


class MailServer:
    """A mail server and the connection to it, which is used for one mail after another."""

    def __init__(self, url: str, known_as: str) -> None:
        """url: smtp, smtps or smtp+starttls, with name and password. known_as: the domain that we say to be."""
        self._url = urlsplit(url)
        self._known_as = known_as
        self._connection: _Connection | None = None

    def reach(self) -> None:
        """Connect, unless the server still answers. See Carrier."""
        if self._connection is not None and self._connection.answers():
            return
        if self._connection is not None:
            self._connection.close()
        self._connection = self._connect()

    def _connect(self) -> "_Connection":
        target, context = self._url, ssl.create_default_context()
        is_tls = target.scheme == "smtps"
        host, port = target.hostname or "localhost", target.port or (465 if is_tls else 25)
        connection: _Connection
        if is_tls:
            connection = _TlsConnection(host, port, self._known_as, timeout=SILENCE, context=context)
        else:
            connection = _Connection(host, port, self._known_as, timeout=SILENCE)
        try:
            if target.scheme == "smtp+starttls":
                connection.starttls(context=context)
            if target.username:
                connection.login(unquote(target.username), unquote(target.password or ""))
            connection.ehlo_or_helo_if_needed()
        except BaseException:
            connection.close()
            raise
        return connection

    def carry(self, message: EmailMessage, name: str, before_end: BeforeEnd) -> None:
        """Hand a mail over; call `reach` first. See Carrier. Raises also what smtplib's send_message raises."""
        assert self._connection is not None  # noqa: S101
        self._connection.before_end = before_end
        try:
            self._connection.send_message(message)
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError):
            raise  # this mail was refused, and the next may be taken
        except BaseException:
            self._connection.close()  # without a word: what was not ended must not be taken for a mail
            raise

    def leave(self) -> None:
        """Take leave of the server, if it was reached."""
        if self._connection is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._connection.quit()
            self._connection.close()


class _Connection(smtplib.SMTP):
    """A connection that asks before it ends a mail, and waits only so long, however slowly a server goes on."""

    before_end: BeforeEnd

    def answers(self) -> bool:
        """Whether the server is still there."""
        try:
            return self.noop()[0] == 250
        except (OSError, smtplib.SMTPException):
            return False

    def getreply(self) -> tuple[int, bytes]:
        """The server's reply (see smtplib); raises SMTPServerDisconnected where it is not there in time."""
        return self._reply(REPLY_WITHIN)

    def data(self, msg: object) -> tuple[int, bytes]:
        """Send the text of a mail (see smtplib), given as `send_message` gives it: bytes, in lines that end in CRLF."""
        assert isinstance(msg, bytes)  # noqa: S101
        reply = self.docmd("DATA")
        if reply[0] != 354:
            raise smtplib.SMTPDataError(*reply)
        assert self.sock is not None  # noqa: S101
        # Two messages in a row: the second, which is short, is not to wait until the first is acknowledged.
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self._cut_after(TEXT_WITHIN):
            self.send(re.sub(rb"(?m)^\.", b"..", msg) + (b"" if msg.endswith(b"\r\n") else b"\r\n"))
        self.before_end()
        self.sock.settimeout(END_WITHIN)
        self.send(".\r\n")
        reply = self._reply(END_WITHIN)
        self.sock.settimeout(SILENCE)
        return reply

    def _reply(self, seconds: float) -> tuple[int, bytes]:
        with self._cut_after(seconds):
            return super().getreply()

    @contextmanager
    def _cut_after(self, seconds: float) -> Iterator[None]:
        # A timeout of the socket begins anew with each byte.
        assert self.sock is not None  # noqa: S101
        timer = threading.Timer(seconds, _cut, [self.sock])
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


class _TlsConnection(_Connection, smtplib.SMTP_SSL):
    """The same, over TLS from the first byte."""


def _cut(connection: socket.socket) -> None:
    with suppress(OSError):
        # Not as TLS would, which says goodbye first: whoever reads or writes is to notice at once.
        socket.socket.shutdown(connection, socket.SHUT_RDWR)
