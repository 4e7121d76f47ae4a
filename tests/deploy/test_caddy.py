"""deploy/Caddyfile, in front of the application: the same in short."""

import contextlib
import os
import re
import ssl
from collections.abc import Callable, Iterator

import pytest

from tests.deploy.running import (
    DEPLOY,
    MADE_UP,
    NAME,
    Answer,
    Connection,
    Running,
    ask,
    is_ours,
    substituted,
    values,
)
from tests.servers import find_program, free_port


@pytest.fixture(scope="module")
def caddy(behind, instance, certificate, tmp_path_factory) -> Iterator[Running]:
    """Caddy with the configuration of this house: other paths and ports, our certificate, and shorter patience."""
    folder = tmp_path_factory.mktemp("caddy")
    tls, plain = free_port(), free_port()
    ours = f"http_port {plain}\n\thttps_port {tls}\n\tdefault_bind 127.0.0.1"
    configuration = substituted(
        (DEPLOY / "Caddyfile").read_text(),
        {
            "admin off": f"admin off\n\t{ours}",
            f"\n{NAME} {{": f"\n{NAME} {{\n\ttls {certificate.chain} {certificate.key}",
            "unix//run/ripples/web.sock": f"unix/{behind.place}",
            "/var/cache/ripples": str(instance),
            "/opt/ripples/deploy": str(DEPLOY),
            "read_header 10s": "read_header 2s",
            "read_body 2m": "read_body 2s",
        },
    )
    (folder / "Caddyfile").write_text(configuration)
    program = find_program("caddy")
    assert program, "Caddy is not installed"
    home = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    command = [program, "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]
    server = Running(folder, tls, command, env=os.environ | home)
    server.start(tls=certificate.trusting)
    yield server
    server.end()


@pytest.fixture
def visit(caddy, certificate) -> Callable[..., Answer]:
    """Ask Caddy, as a browser does."""
    return lambda path, **more: ask(caddy.place, path, tls=certificate.trusting, **more)


def test_pages_and_static_files(visit, behind):
    page = visit("/en/")
    assert page.status == 200
    assert len(page.headers.get_all("Strict-Transport-Security")) == 1
    path = re.search(r'"(/static/css/site\.[0-9a-f]{16}\.css)"', page.body.decode())
    assert path
    given = visit(path[1], headers={"Accept-Encoding": "br, gzip"})
    made = ask(behind.place, path[1], headers={"Accept-Encoding": "br"})
    assert given.headers["ETag"] != made.headers["ETag"]  # it is Caddy that gives it
    kept = {"Content-Encoding", "Vary", "Cache-Control", "Cross-Origin-Resource-Policy", "X-Content-Type-Options"}
    assert values(given, kept) == values(made, kept)
    assert given.body == made.body


def test_only_what_caddy_has_seen_is_believed(visit):
    assert visit("/_mailbox", headers=MADE_UP).status == 200
    lost = {"Referer": "https://evil.example/login"}
    assert b"evil.example" not in visit("/en/nothing", headers=MADE_UP | lost).body


def test_what_is_too_large_is_refused(visit):
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    large = {"method": "POST", "headers": form, "body": [b"a" * (2 * 1024 * 1024)]}  # in one piece of unknown size
    page = visit("/en/login", **large)
    assert page.status == 413
    assert is_ours(page, "Too much at once")
    assert not is_ours(visit("/en/settings/picture", **large), "Too much at once")


def test_slow_clients_hold_nobody_up_and_are_cut_off(caddy, certificate, visit):
    with contextlib.ExitStack() as stack:
        connections = [Connection(caddy.place, certificate.trusting) for _ in range(12)]
        slow = [stack.enter_context(contextlib.closing(connection)) for connection in connections]
        for connection in slow:
            connection.begin()
        assert visit("/en/").status == 200  # all threads would be busy with them
        for connection in slow:
            with contextlib.suppress(ConnectionResetError, ssl.SSLError):
                said = connection.sock.recv(10_000)  # nothing, or (Caddy 2.6) an answer without a page
                assert b"<html" not in said
                assert b"Location" not in said


def test_while_the_application_is_away_everybody_is_told_to_come_back(visit, behind, caddy):
    behind.end()
    try:
        page = visit("/en/confirm/a-secret")
        assert (page.status, page.headers["Retry-After"]) == (503, "15")
        assert is_ours(page, "Back in a moment")
    finally:
        behind.start()
    assert visit("/en/").status == 200
    assert "secret" not in caddy.log.read_text()
