"""The log: one form for every line, and nobody's address in it."""

import io
import json
import logging
import sqlite3
import sys

import pytest

from community import logs
from community.ledger.operations import Forked

OF_PEOPLE = ("haru@example.org", "192.0.2.7", "2001:db8::7", "::ffff:192.0.2.7", "haru@xn--9n2bp8q.kr")
NAMES = ["huey.consumer", "gunicorn.error", "sqlalchemy.pool", "somebody.else"]
log = logging.getLogger("community.of.the.tests")


@pytest.fixture
def said(monkeypatch):
    """What this process has written to its standard error output; afterwards it logs as before."""
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    loggers = [logging.getLogger(name) for name in ("root", "community", "gunicorn.error", "werkzeug")]
    before = [(one, one.level, one.handlers, one.propagate, one.filters[:]) for one in loggers]

    logging.getLogger("community").handlers = []  # that of Flask, for whoever does not say how to log
    yield written.getvalue
    logging.captureWarnings(capture=False)
    for one, level, handlers, propagate, filters in before:
        one.level, one.handlers, one.propagate, one.filters = level, handlers, propagate, filters
    logging.root.manager._clear_cache()


@pytest.fixture
def as_json(said):
    """The lines of a process that logs as the site does."""
    logs.configure(json=True, request_id=lambda: "0123456789abcdef")
    return lambda: [json.loads(line) for line in said().splitlines()]


@pytest.fixture
def as_words(said):
    """What a process says that logs for people."""
    logs.configure(json=False)
    return said


def fail(kind, *words):
    try:
        raise kind(*words)
    except kind:
        log.exception("It failed")


def test_a_line_is_an_object(as_json):
    log.info("request", extra={"status": 200, "rule": "/<slug>", "path": "/a-token"})
    (line,) = as_json()
    line.pop("timestamp")
    assert line == {
        "event": "request",
        "level": "info",
        "logger": "community.of.the.tests",
        "status": 200,
        "rule": "/<slug>",
        "request_id": "0123456789abcdef",
    }


def test_whoever_writes_a_line_it_has_the_same_form(as_json):
    for name in NAMES:
        logging.getLogger(name).warning("Something of %s", name)
    logging.getLogger("py.warnings").warning("be careful")
    lines = as_json()
    assert [line["logger"] for line in lines] == [*NAMES, "py.warnings"]
    assert len({tuple(sorted(line)) for line in lines}) == 1


def test_what_libraries_tell_of_their_work_is_left_out(as_json):
    logging.getLogger("huey").info("Executing a task")
    logging.getLogger("werkzeug").error('192.0.2.7 - - [22/Nov/2026] "GET /en/reset/a-token HTTP/1.1" 200')
    assert as_json() == []


@pytest.mark.parametrize("address", OF_PEOPLE)
def test_addresses_are_taken_out(as_json, address):
    log.warning("Not from %s.", address)
    log.warning(f"Not from <{address}>, port [{address}]:25")  # noqa: G004  (as some libraries do)
    told = json.dumps(as_json())
    assert address not in told
    assert told.count("[address]") == 3


@pytest.mark.parametrize(
    "told",
    ["host:192.0.2.7:25", "192.0.2.7..", "peer=::1", 'to "ha ru"@example.org', "ha%40example.org"],
)
def test_addresses_are_taken_out_however_they_are_written(as_json, told):
    log.warning(told)
    (line,) = as_json()
    assert "[address]" in line["event"]
    assert not [part for part in ("192", "::1", "@", "example") if part in line["event"]]


def test_control_other_words_stay(as_json):
    said = "Mail 1f0c1a2e-6c1b-4c0e-9b1e-3c8f5a1d2e4f did not leave at 12:34:56 (SMTPDataError 451), cafe: dead"
    log.warning(said)
    assert [line["event"] for line in as_json()] == [said]


def test_of_a_failure_is_told_where_and_what_kind_it_was_and_not_what_it_says(as_json):
    fail(ValueError, "haru@example.org is no a-token")
    (line,) = as_json()
    assert line["exception"].endswith("builtins.ValueError")
    assert "raise kind(*words)" in line["exception"]
    assert "a-token" not in json.dumps(line)


def test_what_we_say_ourselves_is_told(as_json):
    fail(Forked, "The ledger does not begin with its last checkpoint")
    assert as_json()[0]["exception"].endswith("Forked: The ledger does not begin with its last checkpoint")


def test_of_a_failure_of_sqlite_its_name_is_told(as_json):
    try:
        sqlite3.connect(":memory:").execute("SELECT a-token FROM nowhere")
    except sqlite3.OperationalError:
        log.exception("It failed")
    assert as_json()[0]["exception"].endswith("sqlite3.OperationalError: SQLITE_ERROR")


def test_what_led_to_a_failure_is_told_before_it(as_json):
    try:
        try:
            raise KeyError("a-token")
        except KeyError as first:
            raise RuntimeError("a-token") from first
    except RuntimeError:
        log.exception("It failed")
    told = as_json()[0]["exception"]
    assert told.index("builtins.KeyError") < told.index("after which:") < told.index("builtins.RuntimeError")
    assert "a-token" not in told.replace('KeyError("a-token")', "").replace('RuntimeError("a-token")', "")


def test_words_for_people(as_words):
    log.warning("Something happened to %s", "haru@example.org")
    told = as_words()
    assert "warning" in told
    assert "Something happened to [address]" in told
