"""The log: whoever writes a line, it has one form, and names nobody.

This file imports nothing of the application, so that the web server's first process can read it (see `serving`).
"""

import logging
import re
import sys
import traceback
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

# What lines may carry beside their text.
FIELDS = ("method", "status", "ms", "rule")
# As long as the part before the sign may be (RFC 5321, 4.5.3.1.1): a long line without one takes no time.
_MAIL_ADDRESS = re.compile(r"[^\s<>\"'(),;:]{1,64}\"?(?:@|%40)[^\s<>\"'(),;:]+")
_IPV4 = re.compile(r"(?:::[Ff]{4}:)?\d{1,3}(?:\.\d{1,3}){3}")
_PERHAPS_IPV6 = re.compile(r"[0-9A-Fa-f:]{3,}")


def configure(*, json: bool, request_id: Callable[[], str] = str) -> None:
    """Write every line of this process to the standard error output in one form.

    json: as objects, else as words for people. request_id: says the number of the request that is being answered.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(_formatter(json, request_id))
    logging.root.handlers = [handler]
    logging.root.setLevel(logging.WARNING)
    logging.getLogger("community").setLevel(logging.INFO)
    # gunicorn keeps its lines to itself, with a handler of its own.
    server = logging.getLogger("gunicorn.error")
    server.handlers, server.propagate = [], True
    # Flask's own server writes the address of the visitor and the path of each request.
    logging.getLogger("werkzeug").addFilter(_is_no_request)
    logging.captureWarnings(capture=True)


def _formatter(json: bool, request_id: Callable[[], str]) -> logging.Formatter:
    def add_request_id(logger: WrappedLogger, level: str, event: EventDict) -> EventDict:
        number = request_id()
        return {**event, "request_id": number} if number else event

    forms: dict[bool, Processor] = {
        True: structlog.processors.JSONRenderer(ensure_ascii=False),
        False: structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()),
    }
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(FIELDS),
            add_request_id,
        ],
        processors=[
            _tell_failure,
            _name_nobody,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            forms[json],
        ],
    )


def _tell_failure(logger: WrappedLogger, level: str, event: EventDict) -> EventDict:
    """Tell where something failed and what kind of failure it was. Its text may repeat what it was about."""
    failure = (event.pop("exc_info", None) or (None, None))[1]
    return {**event, "exception": "\n".join(_tell_chain(failure))} if failure else event


def _tell_chain(failure: BaseException) -> Iterator[str]:
    before = failure.__cause__ or (None if failure.__suppress_context__ else failure.__context__)
    if before:
        yield from _tell_chain(before)
        yield "after which:"
    yield "".join(traceback.format_tb(failure.__traceback__)).rstrip()
    yield f"{type(failure).__module__}.{type(failure).__qualname__}{_text_of(failure)}"


def _text_of(failure: BaseException) -> str:
    # We know what we say ourselves. Of SQLite's many failures of one kind, each has a name.
    ours = str(failure) if type(failure).__module__.startswith("community.") else ""
    told = ours or getattr(failure, "sqlite_errorname", "")
    return f": {told}" if told else ""


def _name_nobody(logger: WrappedLogger, level: str, event: EventDict) -> EventDict:
    """Take addresses of people and machines out, should a library tell them."""
    return {**event, **{name: _scrub(event[name]) for name in ("event", "exception") if name in event}}


def _scrub(text: Any) -> str:
    without = _IPV4.sub("[address]", _MAIL_ADDRESS.sub("[address]", str(text)))
    return _PERHAPS_IPV6.sub(lambda found: _unless_ip(found[0]), without)


def _unless_ip(text: str) -> str:
    # A colon may stand on either side, and a port may follow.
    for candidate in (text, text.rstrip(":"), text.strip(":"), text.rpartition(":")[0]):
        try:
            ip_address(candidate)
        except ValueError:
            continue
        return text.replace(candidate, "[address]")
    return text


def _is_no_request(record: logging.LogRecord) -> bool:
    return " - - [" not in str(record.msg)
