"""What may stand in a setting: each of these reads one, given as text.

What they cannot read they refuse with a ConfigurationError, which says what to write instead.
"""

from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

PREFIX = "COMMUNITY_"
POSTGRESQL = "postgresql+psycopg://"
MAIL_SCHEMES = ("smtp", "smtps", "smtp+starttls")
LIMITS_SCHEMES = ("database", "redis", "rediss", "memory")
REDIS_SCHEMES = ("redis", "rediss")

Network = IPv4Network | IPv6Network


class ConfigurationError(Exception):
    """A setting is missing or makes no sense; the text says which and what to write instead."""


def limits_url(given: str) -> str:
    """Where attempts are counted."""
    if urlsplit(given).scheme not in LIMITS_SCHEMES:
        raise ConfigurationError(f"COMMUNITY_LIMITS_URL must begin with {':// or '.join(LIMITS_SCHEMES)}://.")
    return given


def database_url(given: str, instance: Path) -> str:
    """The address of the database for SQLAlchemy; without one, a file in the folder of the instance."""
    if not given:
        return f"sqlite:///{instance / 'ripples.sqlite'}"
    for scheme in ("postgres://", "postgresql://"):
        if given.startswith(scheme):
            return POSTGRESQL + given.removeprefix(scheme)
    if given.startswith(("sqlite:///", POSTGRESQL)):
        return given
    raise ConfigurationError("COMMUNITY_DATABASE_URL must begin with postgresql:// or sqlite:///.")


def replica_url(given: str, database_url: str) -> str | None:
    """The address of a replica of `database_url` for SQLAlchemy; None where there is none."""
    if not given:
        return None
    if not given.startswith(("postgres://", "postgresql://", POSTGRESQL)) or not database_url.startswith(POSTGRESQL):
        raise ConfigurationError(
            "COMMUNITY_REPLICA_URL must begin with postgresql://, and COMMUNITY_DATABASE_URL be its primary."
        )
    return POSTGRESQL + given.partition("://")[2]


def redis_url(given: str, name: str) -> str | None:
    """The address of a Redis, given in the setting `name`; None where there is none."""
    if given and (urlsplit(given).scheme not in REDIS_SCHEMES or not urlsplit(given).hostname):
        raise ConfigurationError(f"{PREFIX}{name} must begin with {':// or '.join(REDIS_SCHEMES)}://.")
    return given or None


def cache_url(given: str) -> str | None:
    """Where public pages are kept; None where they are not."""
    if given == "off":
        return None
    return given if given == "memory://" else redis_url(given, "CACHE_URL")


def bind(given: str) -> str:
    """Where the web server listens."""
    host, _, port = given.rpartition(":")
    if not (given.startswith("unix:/") or (host and port.isdecimal())):
        raise ConfigurationError("COMMUNITY_BIND must be as in 127.0.0.1:8000 or unix:/run/ripples/web.sock.")
    return given


def networks(given: str, name: str) -> tuple[Network, ...]:
    """Addresses and networks, given in the setting `name`."""
    try:
        return tuple(ip_network(one) for one in given.replace(",", " ").split())
    except ValueError as failure:
        raise ConfigurationError(f"{PREFIX}{name} must be addresses as in 10.0.0.7 or 10.0.0.0/24.") from failure


def backup_recipient(given: str) -> str | None:
    """The public key that backups are encrypted to."""
    if given and not given.startswith("age1"):
        raise ConfigurationError("COMMUNITY_BACKUP_RECIPIENT must be the public key of age, as in age1….")
    return given or None


def public_url(given: str) -> str:
    """The address of the site, without a slash at its end."""
    parts = urlsplit(given)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ConfigurationError("COMMUNITY_URL must be the address of the site, as in https://ripples.example.")
    return given.rstrip("/")


def exit_url(given: str) -> str:
    """Where the quick exit leads."""
    # It stands in a header as it is.
    if not given.startswith(("https://", "http://")) or not given.isascii() or any(c.isspace() for c in given):
        raise ConfigurationError(
            "COMMUNITY_EXIT_URL must be a whole address in ASCII, as in https://www.wikipedia.org/."
        )
    return given


def mail_url(given: str) -> str | None:
    """The mail server; None where there is none."""
    if given and (urlsplit(given).scheme not in MAIL_SCHEMES or not urlsplit(given).hostname):
        raise ConfigurationError(f"COMMUNITY_MAIL_URL must begin with {':// or '.join(MAIL_SCHEMES)}://.")
    return given or None


def one_of(value: str, allowed: tuple[str, ...], name: str) -> str:
    """One of the words that the setting `name` may be."""
    if value not in allowed:
        raise ConfigurationError(f"{PREFIX}{name} must be one of: {', '.join(allowed)}.")
    return value


def whole_number(value: str, name: str) -> int:
    """A number of 0 or more, given in the setting `name`."""
    if not value.isdecimal():
        raise ConfigurationError(f"{PREFIX}{name} must be a whole number.")
    return int(value)


def at_least_one(value: str, name: str) -> int:
    """A number of 1 or more, given in the setting `name`."""
    number = whole_number(value, name)
    if not number:
        raise ConfigurationError(f"{PREFIX}{name} must be at least 1.")
    return number
