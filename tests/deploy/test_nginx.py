"""deploy/nginx.conf, in front of the application: what visitors get, and what they cannot do."""

import contextlib
import grp
import os
import pwd
import re
import signal
import socket
import ssl
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest

from tests.deploy.running import (
    DEPLOY,
    MADE_UP,
    NAME,
    Answer,
    Connection,
    Running,
    ask,
    children,
    is_ours,
    substituted,
    values,
    wait_until,
)
from tests.deploy.visitors import Visitors
from tests.servers import SECONDS_TO_START, find_program, free_port

STALLED = 12  # three times as many as the application has threads


# Of HTTP/2 (RFC 9113, 6): kinds of frames, and flags.
DATA, HEADERS, SETTINGS = 0, 1, 4
END_STREAM, END_HEADERS = 1, 4


def frame(kind: int, flags: int = 0, stream: int = 0, content: bytes = b"") -> bytes:
    """A frame of HTTP/2 (RFC 9113, 4.1)."""
    return len(content).to_bytes(3, "big") + bytes((kind, flags)) + stream.to_bytes(4, "big") + content


def packed(headers: dict[str, str]) -> bytes:
    """Short headers as HTTP/2 sends them, written out (RFC 7541, 6.2.2)."""
    parts = (part.encode() for header in headers.items() for part in header)
    texts = [bytes((len(part),)) + part for part in parts]
    return b"".join(b"\0" + name + value for name, value in zip(texts[::2], texts[1::2], strict=True))


class Front(NamedTuple):
    """nginx, how to ask it, and what it stands before."""

    nginx: Running
    application: Running
    tls: ssl.SSLContext
    plain: int
    onion: int

    def ask(self, path: str, **more: Any) -> Answer:
        """Ask for a page, as a browser does."""
        return ask(self.nginx.place, path, tls=self.tls, **more)

    def connection(self) -> Connection:
        """A connection of a visitor."""
        return Connection(self.nginx.place, self.tls)


@pytest.fixture(scope="module")
def front(behind, instance, certificate, tmp_path_factory) -> Iterator[Front]:
    """nginx with the configuration of this house: other paths and ports, and shorter patience."""
    folder = tmp_path_factory.mktemp("nginx")
    tls, plain, onion = free_port(), free_port(), free_port()
    us = f"{pwd.getpwuid(os.geteuid()).pw_name} {grp.getgrgid(os.getegid()).gr_name}"
    configuration = substituted(
        re.sub(r" *listen \[::].*\n", "", (DEPLOY / "nginx.conf").read_text()),
        {
            "user www-data;": f"user {us};",
            "worker_processes auto;": "worker_processes 1;",
            "worker_rlimit_nofile 16384;": "",
            "/run/nginx.pid": str(folder / "pid"),
            "/var/log/nginx/error.log": str(folder / "error.log"),
            "/dev/shm/nginx-ripples": str(folder / "nginx"),  # noqa: S108  (it is replaced)
            f"/etc/letsencrypt/live/{NAME}/fullchain.pem": str(certificate.chain),
            f"/etc/letsencrypt/live/{NAME}/privkey.pem": str(certificate.key),
            "/run/ripples/web.sock": str(behind.place),
            "/var/cache/ripples": str(instance),
            "/opt/ripples/deploy": str(DEPLOY),
            "listen 443": f"listen 127.0.0.1:{tls}",
            "listen 80": f"listen 127.0.0.1:{plain}",
            "127.0.0.1:8081": f"127.0.0.1:{onion}",
            "_timeout 10s": "_timeout 2s",
        },
    )
    (folder / "nginx.conf").write_text(configuration)
    program = find_program("nginx")
    assert program, "nginx is not installed"
    nginx = Running(folder, tls, [program, "-c", str(folder / "nginx.conf"), "-g", "daemon off;"])
    nginx.start(tls=certificate.trusting)
    yield Front(nginx, behind, certificate.trusting, plain, onion)
    nginx.end()


def test_a_page_comes_through_as_the_application_made_it(front):
    page, made = front.ask("/en/login"), ask(front.application.place, "/en/login")
    assert page.status == 200
    assert b"csrf_token" in page.body
    of_this_answer = {"Connection", "Date", "Server", "Set-Cookie", "X-Request-ID"}
    lasting = set(made.headers) - of_this_answer
    # HSTS among them, once.
    assert {name: page.headers.get_all(name) for name in lasting} == {
        name: made.headers.get_all(name) for name in lasting
    }
    assert page.headers["Server"] == "nginx"
    assert "__Host-session" in page.headers["Set-Cookie"]


def test_static_files_come_from_the_folder_compressed_and_for_good(front):
    path = re.search(r'"(/static/css/site\.[0-9a-f]{16}\.css)"', front.ask("/en/").body.decode())
    assert path
    given = front.ask(path[1], headers={"Accept-Encoding": "gzip, br"})
    made = ask(front.application.place, path[1], headers={"Accept-Encoding": "gzip"})
    assert given.status == 200
    assert given.headers["ETag"] != made.headers["ETag"]  # it is nginx that gives it
    kept = {"Content-Encoding", "Vary", "Cache-Control", "Cross-Origin-Resource-Policy", "Referrer-Policy"}
    kept |= {"Strict-Transport-Security", "X-Content-Type-Options"}
    assert values(given, kept) == values(made, kept)
    assert given.body == made.body
    assert front.ask("/static/css/site.0123456789abcdef.css").status == 404


def test_only_what_nginx_has_seen_is_believed(front):
    # The mailbox is shown to this machine alone: whoever is taken for somebody else finds nothing.
    assert front.ask("/_mailbox", headers=MADE_UP).status == 200
    # An error page leads back to where one came from, if that is this site.
    lost = {"Referer": "https://evil.example/login"}
    assert b"evil.example" not in front.ask("/en/nothing", headers=MADE_UP | lost).body
    assert b"/evil/" not in front.ask("/en/", headers=MADE_UP).body


def test_control_what_a_proxy_forwards_is_believed(front):
    forwarded = {name: MADE_UP[name] for name in ("X-Forwarded-For", "X-Forwarded-Host")}
    place, proto = front.application.place, {"X-Forwarded-Proto": "https"}
    assert ask(place, "/_mailbox", headers=forwarded).status == 404
    lost = {"Referer": "https://evil.example/login"}
    assert b"evil.example" in ask(place, "/en/nothing", headers=forwarded | proto | lost).body


@pytest.mark.parametrize("chunked", [False, True])
def test_what_is_too_large_is_refused_before_the_application_hears_of_it(front, chunked):
    connection = front.connection()
    connection.putrequest("POST", "/en/login")
    if chunked:
        connection.putheader("Transfer-Encoding", "chunked")
        connection.endheaders(b"200000\r\n" + b"a" * 1000)
    else:
        connection.putheader("Content-Length", str(2 * 1024 * 1024))
        connection.endheaders()
    page = connection.answer()
    assert page.status == 413
    assert is_ours(page, "Too much at once")


def test_a_browser_that_speaks_http2_is_told_what_was_too_large_in_our_words(front, certificate):
    tls = ssl.create_default_context(cafile=str(certificate.chain))
    tls.set_alpn_protocols(["h2"])
    head = {":method": "POST", ":scheme": "https", ":authority": NAME, ":path": "/en/login"}
    head["content-length"] = str(2 * 1024 * 1024)
    page = b""
    with tls.wrap_socket(socket.create_connection(("127.0.0.1", front.nginx.place)), server_hostname=NAME) as browser:
        browser.settimeout(SECONDS_TO_START)
        browser.sendall(
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(SETTINGS) + frame(HEADERS, END_HEADERS, 1, packed(head))
        )
        answer = browser.makefile("rb")
        flags = kind = 0
        while not (kind == DATA and flags & END_STREAM):
            start = answer.read(9)
            length, kind, flags = int.from_bytes(start[:3], "big"), start[3], start[4]
            content = answer.read(length)
            page += content if kind == DATA else b""
    assert b"Too much at once" in page


@pytest.mark.parametrize("path", ["/en/settings/picture", "/ko/groups/any/library/files/new"])
def test_a_picture_or_file_may_be_larger(front, path):
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    page = front.ask(path, method="POST", body=b"a" * (12 * 1024 * 1024), headers=form)
    assert not is_ours(page, "Too much at once")  # the application has looked at it
    assert page.status in (302, 303, 400, 413)
    assert page.headers["Permissions-Policy"], (page.status, page.headers.items(), page.body)


def test_slow_clients_hold_nobody_up_and_are_cut_off(front):
    with contextlib.ExitStack() as stack:
        slow = [stack.enter_context(contextlib.closing(front.connection())) for _ in range(2 * STALLED)]
        for connection in slow[:STALLED]:
            connection.begin()
        for connection in slow[STALLED:]:
            connection.putrequest("GET", "/en/")
            connection.connect()
            connection.sock.sendall(b"GET /en/ HTTP/1.1\r\nHost: ripples")
        assert front.ask("/en/").status == 200  # all threads would be busy with them
        for connection in slow:
            with contextlib.suppress(ConnectionResetError):
                assert connection.sock.recv(1000)[:12] in (b"", b"HTTP/1.1 408")


def test_a_reload_of_the_application_loses_nothing(front):
    process = front.application.process
    old = children(process.pid)
    with Visitors(front.nginx.place, front.tls) as visitors:
        visitors.wait()
        process.send_signal(signal.SIGHUP)
        wait_until(lambda: (now := children(process.pid)) and not now & old, "other processes")
        visitors.wait()
    assert visitors.failures == []


def test_while_the_application_is_away_everybody_is_told_to_come_back(front):
    static = re.search(r'"(/static/css/[^"]+)"', front.ask("/en/").body.decode())
    assert static
    front.application.end()
    try:
        for page in (front.ask("/en/confirm/a-secret"), front.ask("/en/endorse", method="POST", body=b"a=b")):
            assert page.status == 503
            assert int(page.headers["Retry-After"]) == 15
            assert is_ours(page, "Back in a moment")
        assert front.ask(static[1]).status == 200
    finally:
        front.application.start()
    assert front.ask("/en/").status == 200
    logs = [front.nginx.log.read_text(), *(file.read_text() for file in front.nginx.log.parent.glob("*.log"))]
    assert not any("secret" in log or "127.0.0.1" in log for log in logs)


def test_only_our_name_is_served_and_only_by_tls(front):
    with pytest.raises(ssl.SSLError):
        ask(front.nginx.place, "/en/", tls=ssl._create_unverified_context(), name="evil.example")  # noqa: S323
    led = ask(front.plain, "/en/?a=b", name="evil.example")
    assert (led.status, led.headers["Location"]) == (301, f"https://{NAME}/en/?a=b")


def test_figures_are_for_nobody_who_comes_through_nginx(front):
    assert front.ask("/metrics").status == 404
    assert ask(front.onion, "/metrics", name="example.onion").status == 404


def test_forms_work_on_the_onion_service(front):
    page = ask(front.onion, "/en/login", name="example.onion")
    token = re.search(rb'name="csrf_token"[^>]*value="([^"]+)"', page.body)
    assert token
    fields = {"csrf_token": token[1].decode(), "email": "nobody@example.org", "password": "not the password of anybody"}
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": page.headers["Set-Cookie"].partition(";")[0],
        "Referer": "http://example.onion/en/login",
    }
    sent = ask(front.onion, "/en/login", name="example.onion", method="POST", body=urlencode(fields), headers=headers)
    assert sent.status == 422  # looked at, and refused: the token and the cookie were in order
