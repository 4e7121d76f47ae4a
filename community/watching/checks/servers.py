"""What the doctor looks at beside the database: the Redis servers and the mail server."""

import smtplib
from collections.abc import Iterator
from urllib.parse import urlsplit

from redis import Redis, RedisError

from community.settings import PREFIX, REDIS_SCHEMES
from community.transmission import MailServer
from community.watching.checks.faults import Fault
from community.watching.checks.installation import installation

SECONDS_TO_ANSWER = 3


def redis() -> Iterator[Fault]:
    """Whether each Redis of the settings answers."""
    config = installation()
    named = {"LIMITS_URL": config.limits_url, "QUEUE_URL": config.queue_url, "CACHE_URL": config.cache_url}
    for name, url in named.items():
        if url and urlsplit(url).scheme in REDIS_SCHEMES and (kind := _kind_of_failure(url)):
            yield Fault(
                f"The Redis of {PREFIX}{name} does not answer.",
                f"Look whether it runs, and whether the setting is where it is ({kind}).",
            )


def _kind_of_failure(url: str) -> str:
    server = Redis.from_url(url, socket_timeout=SECONDS_TO_ANSWER, socket_connect_timeout=SECONDS_TO_ANSWER)
    try:
        server.ping()
    except RedisError as failure:
        return type(failure).__name__
    finally:
        server.close()
    return ""


def mail_server() -> Iterator[Fault]:
    """Whether the mail server takes us: connection, encryption and password; no mail is sent."""
    config = installation()
    if not config.mail_url:
        return
    server = MailServer(config.mail_url, known_as=config.domain)
    try:
        server.reach()
    except (OSError, smtplib.SMTPException) as failure:
        code = getattr(failure, "smtp_code", "")
        yield Fault(
            "The mail server cannot be used: no mail leaves.",
            f"Look whether COMMUNITY_MAIL_URL is right ({type(failure).__name__} {code}".rstrip() + ").",
        )
    finally:
        server.leave()
