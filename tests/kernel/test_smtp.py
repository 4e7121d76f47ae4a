"""Delivery to a real mail server: in the clear, over TLS, with a password, and when it says no."""

import datetime
import ipaddress
import ssl
from dataclasses import replace
from email import message_from_bytes, policy
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from community.accounts import emails
from community.db import atomic, db
from community.delivery import deliver_due
from community.mail import MailState, OutboxMail
from tests.factories import MemberFactory
from tests.servers import free_port

USER, PASSWORD = "ripples", "a word: with / signs"


class Sink:
    """Keeps what it is given; refuses whom it is told to refuse."""

    def __init__(self):
        self.came = []
        self.refuse = ""
        self.answer = 450

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if self.refuse and self.refuse in address:
            return f"{self.answer} no such user {address}"
        envelope.rcpt_tos.append(address)
        return "250 known"

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        if self.refuse and self.refuse in address:
            return f"{self.answer} not from {address}"
        envelope.mail_from = address
        return "250 welcome"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.came.append((session, envelope))
        return "250 kept"

    @property
    def messages(self):
        return [message_from_bytes(envelope.content, policy=policy.default) for _, envelope in self.came]


class Server(Controller):
    """A mail server with whatever a test asks of it."""

    def __init__(self, sink, ssl_context=None, **options):
        self.options = options
        super().__init__(sink, hostname="127.0.0.1", port=free_port(), ssl_context=ssl_context)

    def factory(self):
        return SMTP(self.handler, **self.options)


@pytest.fixture
def sink():
    return Sink()


@pytest.fixture
def serve(app, sink, monkeypatch):
    """Start a mail server and have the site deliver to it."""
    servers = []

    def start(scheme="smtp", login="", **options):
        server = Server(sink, **options)
        server.start()
        servers.append(server)
        use(f"{scheme}://{login}127.0.0.1:{server.port}")

    def use(url):
        monkeypatch.setitem(app.config, "COMMUNITY", replace(app.config["COMMUNITY"], mail_url=url))

    start.use = use
    yield start
    for server in servers:
        server.stop()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate of 127.0.0.1 that nobody trusts by itself: its file and the context of a server with it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    today = datetime.datetime.now(datetime.UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(key.private_bytes(*plain) + built.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return path, context


@pytest.fixture
def trusted(certificate, monkeypatch):
    """Have the site trust the certificate, as it trusts those of the system."""
    real = ssl.create_default_context
    monkeypatch.setattr(
        ssl, "create_default_context", lambda *asked, **more: real(*asked, **more, cafile=certificate[0])
    )


@atomic
def write(address="haru@example.org", **more):
    emails.send_account_exists(MemberFactory.build(address=address, **more))


def states():
    db.session.rollback()
    return list(db.session.scalars(sa.select(OutboxMail.state).order_by(OutboxMail.created_at)))


def test_delivered_in_the_clear_to_a_server_beside_us(serve, sink):
    serve()
    write(korean=True, display_name="하루")
    assert deliver_due() == 1
    ((_, envelope),) = sink.came
    assert (envelope.mail_from, envelope.rcpt_tos) == ("ripples@localhost", ["haru@example.org"])
    (message,) = sink.messages
    assert (message["To"], message["Content-Language"]) == ("haru@example.org", "ko")
    assert "하루" in message.get_body(("plain",)).get_content()
    assert "하루" in message.get_body(("html",)).get_content()
    assert states() == [MailState.SENT]


@pytest.mark.usefixtures("trusted")
def test_delivered_with_a_password(serve, sink, certificate):
    def check(server, session, envelope, mechanism, login):
        fits = isinstance(login, LoginPassword) and (login.login, login.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=fits)

    login = f"{USER}:{quote(PASSWORD, safe='')}@"
    serve("smtp+starttls", login, authenticator=check, auth_required=True, tls_context=certificate[1])
    write()
    assert deliver_due() == 1
    assert sink.came[0][0].authenticated


@pytest.mark.usefixtures("trusted")
def test_delivered_over_tls_from_the_first_byte(serve, sink, certificate):
    serve("smtps", ssl_context=certificate[1])
    write()
    assert deliver_due() == 1


@pytest.mark.usefixtures("trusted")
def test_delivered_over_tls_begun_by_starttls(serve, sink, certificate):
    serve("smtp+starttls", tls_context=certificate[1], require_starttls=True)
    write()
    assert deliver_due() == 1
    assert sink.came[0][0].ssl is not None


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_nothing_goes_to_a_server_whose_certificate_nobody_trusts(serve, sink, certificate, scheme):
    serve(scheme, **{"ssl_context" if scheme == "smtps" else "tls_context": certificate[1]})
    write()
    assert deliver_due() == 0
    assert (sink.came, states()) == ([], [MailState.WAITING])


def test_nothing_goes_in_the_clear_where_starttls_was_asked_for(serve, sink):
    serve("smtp+starttls")
    write()
    assert deliver_due() == 0
    assert (sink.came, states()) == ([], [MailState.WAITING])


def test_a_refused_mail_is_kept_for_later_others_are_delivered_and_no_address_is_logged(serve, sink, caplog):
    serve()
    sink.refuse = "canary"
    write("canary-of-the-address@example.org")
    write("haru@example.org")
    assert deliver_due() == 1
    assert states() == [MailState.WAITING, MailState.SENT]
    assert "SMTPRecipientsRefused" in caplog.text
    assert "canary" not in caplog.text


@pytest.mark.parametrize(
    ("answer", "states_after"), [(450, [MailState.WAITING, MailState.WAITING]), (550, [MailState.DEAD, MailState.DEAD])]
)
def test_what_a_server_refuses_for_ever_is_not_tried_again_and_what_it_refuses_for_now_is(
    serve, sink, answer, states_after
):
    serve()
    sink.refuse, sink.answer = "canary", answer
    write("canary@example.org")
    seen = []
    for _ in range(2):
        assert deliver_due() == 0
        seen += states()
        (mail,) = db.session.scalars(sa.select(OutboxMail))
        assert (mail.failure, mail.recipient) == (f"SMTPRecipientsRefused {answer}", "canary@example.org")
    assert seen == states_after


def test_what_a_server_has_against_the_site_itself_kills_no_mail(serve, sink):
    serve()
    sink.refuse, sink.answer = "ripples", 530  # log in first
    write()
    assert deliver_due() == 0
    assert states() == [MailState.WAITING]


def test_a_server_that_is_not_there_loses_nothing(serve):
    serve.use(f"smtp://127.0.0.1:{free_port()}")
    write()
    assert deliver_due() == 0
    assert states() == [MailState.WAITING]


def test_deliverers_at_the_same_moment_deliver_each_mail_once(serve, sink, race):
    serve()
    for number in range(6):
        write(f"{number}@example.org")
    assert sum(race(deliver_due, deliver_due, deliver_due)) == 6
    assert sorted(message["To"] for message in sink.messages) == [f"{number}@example.org" for number in range(6)]


def test_a_domain_in_another_script_is_reached_through_a_server_that_knows_only_ascii(serve, sink):
    serve(enable_SMTPUTF8=False)
    write("haru@한국.kr")
    assert deliver_due() == 1
    assert sink.came[0][1].rcpt_tos == ["haru@xn--3e0b707e.kr"]


def test_lines_that_begin_with_dots_arrive_as_they_were_written(serve, sink):
    serve()
    write()
    mail = db.session.scalars(sa.select(OutboxMail)).one()
    mail.text = "\n.\n..\n.hidden\nseen.\n"
    db.session.commit()
    assert deliver_due() == 1
    (message,) = sink.messages
    assert message.get_body(("plain",)).get_content().splitlines() == ["", ".", "..", ".hidden", "seen."]
