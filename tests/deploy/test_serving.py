"""gunicorn as this house sets it up: its limits, and whom it believes."""

import contextlib
import shutil
import sys
from pathlib import Path

import pytest

from community import serving as server_settings
from tests.deploy.running import MADE_UP, Connection, Running, ask, substituted
from tests.servers import free_port

THREADS = 4
MANY = 100


@pytest.fixture(scope="module")
def direct(serving, tmp_path_factory) -> Running:
    """The web server without a proxy, with less patience for silence."""
    settings = tmp_path_factory.mktemp("settings") / "serving.py"
    real = Path(server_settings.__file__)
    shutil.copy(real.with_name("logs.py"), settings.parent)
    settings.write_text(substituted(real.read_text(), {"SECONDS_OF_SILENCE = 10": "SECONDS_OF_SILENCE = 2"}))
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--config", str(settings), "--bind", f"127.0.0.1:{port}"]
    server: Running = serving(port, [*command, "--workers", "1", "--threads", str(THREADS), "wsgi:app"])
    server.start()
    return server


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/en/" + "a-secret" * 600, {}, 414),
        ("/en/", {"Cookie": "a-secret" * 2000}, 431),
        ("/en/", {f"X-{number}": "a-secret" for number in range(100)}, 431),
        ("/en/", {"a-secret\x01": "a"}, 400),
    ],
)
def test_what_is_too_long_or_garbled_is_refused_and_not_written_down(direct, path, headers, status):
    connection = Connection(direct.place)
    with contextlib.closing(connection):
        connection.connect()
        lines = [f"GET {path} HTTP/1.1", "Host: localhost", *(f"{name}: {value}" for name, value in headers.items())]
        connection.sock.sendall("\r\n".join([*lines, "", ""]).encode())
        assert connection.sock.recv(12) == f"HTTP/1.1 {status}".encode()
    said = direct.log.read_text()
    assert "A request was not understood" in said
    assert "secret" not in said
    assert "127.0.0.1" not in said


def test_a_body_that_is_too_large_is_refused_before_it_is_sent(direct):
    with contextlib.closing(Connection(direct.place)) as connection:
        connection.putrequest("POST", "/en/login")
        connection.putheader("Content-Type", "application/x-www-form-urlencoded")
        connection.putheader("Content-Length", str(2 * 1024 * 1024))
        connection.endheaders()
        assert connection.answer().status == 413


def test_without_a_proxy_nothing_forwarded_is_believed(direct):
    assert ask(direct.place, "/_mailbox", headers=MADE_UP).status == 200
    lost = {"Referer": "https://evil.example/login"}
    assert b"evil.example" not in ask(direct.place, "/en/nothing", headers=MADE_UP | lost).body


def test_silent_clients_give_their_threads_back(direct):
    with contextlib.ExitStack() as stack:
        for _ in range(THREADS):
            stack.enter_context(contextlib.closing(Connection(direct.place))).begin()
        impatient = stack.enter_context(contextlib.closing(Connection(direct.place)))
        impatient.connect()
        impatient.sock.settimeout(0.5)
        impatient.request("GET", "/healthz")
        with pytest.raises(TimeoutError):  # they do hold them for a while: this is what a proxy is for
            impatient.getresponse()
        assert ask(direct.place, "/healthz").status == 200


def waits(place: int) -> bool:
    """Whether somebody who asks now waits for a process that has no time."""
    with contextlib.closing(Connection(place)) as connection:
        connection.connect()
        connection.sock.settimeout(1)
        try:
            return connection.ask("/healthz").status != 200
        except TimeoutError:
            return True


@pytest.mark.parametrize("proxies", ["1", "0"])
def test_behind_a_proxy_a_process_without_time_takes_nothing_from_one_that_has_it(serving, proxies):
    server: Running = serving(free_port(), PROXIES=proxies, PROCESSES="2", THREADS="1")
    server.start()
    with contextlib.closing(Connection(server.place)) as form:
        form.begin()
        # Control: without one, browsers keep connections that ask for nothing, and each process takes what comes.
        assert any(waits(server.place) for _ in range(MANY)) is (proxies == "0")
