"""Every setting of the application, read once from the environment. The README has the same table."""

import os
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

PREFIX = "COMMUNITY_"
MAIL_SCHEMES = ("smtp", "smtps", "smtp+starttls")
LIMITS_SCHEMES = ("database", "redis", "rediss", "memory")
NEEDED_IN_PRODUCTION = ("DATABASE_URL", "MAIL_URL", "MAIL_FROM")
# MiB of memory and passes over it that are equally strong (OWASP Password Storage Cheat Sheet, Argon2id).
LEAST_ARGON2 = ((46, 1), (19, 2), (12, 3), (9, 4), (7, 5))


class ConfigurationError(Exception):
    """A setting is missing or makes no sense; the text says which and what to write instead."""


@dataclass(frozen=True)
class Config:
    """The settings as the application uses them."""

    production: bool
    instance: Path
    database_url: str
    secret_key: str
    old_secret_key: str | None
    public_url: str
    mail_url: str | None
    mail_from: str
    discreet_from_name: str
    exit_url: str
    proxies: int
    demo: bool
    limits: bool
    limits_url: str
    flood: int
    flood_shape: int
    quick_form: int
    quick_answer: int
    probation_days: int
    probation_contacts: int
    probation_requests: int
    probation_invitations: int
    argon2_time: int
    argon2_memory: int
    argon2_parallelism: int
    argon2_at_once: int

    @property
    def secure(self) -> bool:
        """Whether the public address is https, so that cookies can be bound to it."""
        return self.public_url.startswith("https://")

    @property
    def host(self) -> str:
        """Host and port of the public address."""
        return urlsplit(self.public_url).netloc

    def _cookie(self, name: str) -> str:
        # No other host of the domain can set or overwrite a cookie of this name (RFC 6265bis, 4.1.3.2).
        return f"__Host-{name}" if self.secure else name

    def flask_settings(self) -> dict[str, object]:
        """The same settings under the names that Flask and its extensions look for."""
        cookie = {"SECURE": self.secure, "HTTPONLY": True, "SAMESITE": "Lax"}
        return {
            "SECRET_KEY": self.secret_key,
            "SECRET_KEY_FALLBACKS": [self.old_secret_key] if self.old_secret_key else [],
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "SQLALCHEMY_ENGINE_OPTIONS": engine_options(self.database_url),
            "SESSION_COOKIE_NAME": self._cookie("session"),
            "LANGUAGE_COOKIE_NAME": self._cookie("language"),
            **{f"SESSION_COOKIE_{name}": value for name, value in cookie.items()},
            **{f"REMEMBER_COOKIE_{name}": value for name, value in cookie.items()},
            # As long as the longest session; the session in the database may end sooner.
            "PERMANENT_SESSION_LIFETIME": timedelta(days=60),
            "SESSION_REFRESH_EACH_REQUEST": False,
            "WTF_CSRF_TIME_LIMIT": None,
            "BABEL_DEFAULT_LOCALE": "en",
            "BABEL_TRANSLATION_DIRECTORIES": str(Path(__file__).parent / "translations"),
            "MAX_CONTENT_LENGTH": 1024 * 1024,
            "MAX_FORM_MEMORY_SIZE": 256 * 1024,
            "MAX_FORM_PARTS": 300,
            "RATELIMIT_ENABLED": self.limits,
            "RATELIMIT_STORAGE_URI": self.limits_url,
            "RATELIMIT_STORAGE_OPTIONS": limits_options(self.limits_url),
            "DEMO": self.demo,
            "PREFERRED_URL_SCHEME": "https" if self.secure else "http",
        }


def load_config(environ: Mapping[str, str] = os.environ) -> Config:
    """Read the settings.

    environ: the environment; names start with COMMUNITY_ (PORT excepted).
    Raises ConfigurationError where a production start lacks a secret or a setting cannot be read.
    """

    def setting(name: str, default: str = "") -> str:
        return environ.get(PREFIX + name, "").strip() or default

    production = _one_of(setting("ENV", "development"), ("development", "production"), "ENV") == "production"
    instance = Path(setting("INSTANCE", "instance")).absolute()
    port = environ.get("PORT", "8000").strip() or "8000"
    config = Config(
        production=production,
        instance=instance,
        database_url=_database_url(setting("DATABASE_URL"), instance),
        secret_key=setting("SECRET_KEY"),
        old_secret_key=setting("OLD_SECRET_KEY") or None,
        public_url=_public_url(setting("URL", f"http://127.0.0.1:{port}")),
        mail_url=_mail_url(setting("MAIL_URL")),
        mail_from=setting("MAIL_FROM", "Ripples <ripples@localhost>"),
        discreet_from_name=setting("DISCREET_FROM_NAME"),
        exit_url=_exit_url(setting("EXIT_URL", "https://www.wikipedia.org/")),
        proxies=_whole_number(setting("PROXIES", "0"), "PROXIES"),
        demo=setting("DEMO") == "1",
        limits=setting("LIMITS", "on") != "off",
        limits_url=_limits_url(setting("LIMITS_URL", "database://")),
        flood=_whole_number(setting("FLOOD", "100"), "FLOOD"),
        flood_shape=_at_least_one(setting("FLOOD_SHAPE", "20"), "FLOOD_SHAPE"),
        quick_form=_at_least_one(setting("QUICK_FORM", "10"), "QUICK_FORM"),
        quick_answer=_at_least_one(setting("QUICK_ANSWER", "15"), "QUICK_ANSWER"),
        probation_days=_whole_number(setting("PROBATION_DAYS", "14"), "PROBATION_DAYS"),
        probation_contacts=_at_least_one(setting("PROBATION_CONTACTS", "3"), "PROBATION_CONTACTS"),
        probation_requests=_at_least_one(setting("PROBATION_REQUESTS", "3"), "PROBATION_REQUESTS"),
        probation_invitations=_at_least_one(setting("PROBATION_INVITATIONS", "3"), "PROBATION_INVITATIONS"),
        argon2_time=_at_least_one(setting("ARGON2_TIME", "3"), "ARGON2_TIME"),
        argon2_memory=_at_least_one(setting("ARGON2_MEMORY", "46"), "ARGON2_MEMORY"),
        argon2_parallelism=_at_least_one(setting("ARGON2_PARALLELISM", "1"), "ARGON2_PARALLELISM"),
        argon2_at_once=_at_least_one(setting("ARGON2_AT_ONCE", "4"), "ARGON2_AT_ONCE"),
    )
    if production:
        _refuse_unsafe_production(config, missing=[name for name in NEEDED_IN_PRODUCTION if not setting(name)])
    return config if config.secret_key else _with_embedded_secret(config)


def engine_options(url: str) -> dict[str, object]:
    """Connection settings for the database behind `url`. Errors, which are logged, do not say with what values."""
    options: dict[str, object] = {"hide_parameters": True}
    if url.startswith("sqlite"):
        return options | {"connect_args": {"timeout": 15, "check_same_thread": False}}
    return options | {"pool_pre_ping": True, "pool_size": 8, "max_overflow": 8}


def limits_options(url: str) -> dict[str, object]:
    """Settings for the store of limits behind `url`: no request waits long for it, and its failures have one name."""
    times = {"socket_timeout": 3, "socket_connect_timeout": 3} if url.startswith("redis") else {}
    return {"wrap_exceptions": True, **times}


def _limits_url(given: str) -> str:
    if urlsplit(given).scheme not in LIMITS_SCHEMES:
        raise ConfigurationError(f"COMMUNITY_LIMITS_URL must begin with {':// or '.join(LIMITS_SCHEMES)}://.")
    return given


def _database_url(given: str, instance: Path) -> str:
    if not given:
        return f"sqlite:///{instance / 'ripples.sqlite'}"
    for scheme in ("postgres://", "postgresql://"):
        if given.startswith(scheme):
            return "postgresql+psycopg://" + given.removeprefix(scheme)
    if given.startswith(("sqlite:///", "postgresql+psycopg://")):
        return given
    raise ConfigurationError("COMMUNITY_DATABASE_URL must begin with postgresql:// or sqlite:///.")


def _public_url(given: str) -> str:
    parts = urlsplit(given)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ConfigurationError("COMMUNITY_URL must be the address of the site, as in https://ripples.example.")
    return given.rstrip("/")


def _exit_url(given: str) -> str:
    # It stands in a header as it is.
    if not given.startswith(("https://", "http://")) or not given.isascii() or any(c.isspace() for c in given):
        raise ConfigurationError(
            "COMMUNITY_EXIT_URL must be a whole address in ASCII, as in https://www.wikipedia.org/."
        )
    return given


def _mail_url(given: str) -> str | None:
    if given and (urlsplit(given).scheme not in MAIL_SCHEMES or not urlsplit(given).hostname):
        raise ConfigurationError(f"COMMUNITY_MAIL_URL must begin with {':// or '.join(MAIL_SCHEMES)}://.")
    return given or None


def _refuse_unsafe_production(config: Config, missing: list[str]) -> None:
    if len(config.secret_key) < 32:
        raise ConfigurationError("COMMUNITY_SECRET_KEY must be set to at least 32 random characters in production.")
    if not config.secure:
        raise ConfigurationError("COMMUNITY_URL must be the public https:// address in production.")
    for name in missing:
        raise ConfigurationError(f"{PREFIX}{name} must be set in production.")
    if not any(config.argon2_memory >= memory and config.argon2_time >= time for memory, time in LEAST_ARGON2):
        least = ", ".join(f"{memory} with {time}" for memory, time in LEAST_ARGON2)
        raise ConfigurationError(
            f"COMMUNITY_ARGON2_MEMORY with COMMUNITY_ARGON2_TIME must be at least one of: {least}."
        )
    if config.demo:
        raise ConfigurationError("COMMUNITY_DEMO cannot be combined with COMMUNITY_ENV=production.")


def _with_embedded_secret(config: Config) -> Config:
    """The same settings with the secret of the instance folder, made on the first start (mode 0600)."""
    config.instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = config.instance / "secret-key"
    if not path.exists():
        _write_secret(path)
    return replace(config, secret_key=path.read_text().strip())


def _write_secret(path: Path) -> None:
    # Everything sealed is lost with this file: it appears whole, on the disk, and once, whoever starts beside us.
    descriptor, partial = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # mode 0600
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
        file.flush()
        os.fsync(descriptor)
    with suppress(FileExistsError):
        os.link(partial, path)
    Path(partial).unlink()


def _one_of(value: str, allowed: tuple[str, ...], name: str) -> str:
    if value not in allowed:
        raise ConfigurationError(f"{PREFIX}{name} must be one of: {', '.join(allowed)}.")
    return value


def _whole_number(value: str, name: str) -> int:
    if not value.isdecimal():
        raise ConfigurationError(f"{PREFIX}{name} must be a whole number.")
    return int(value)


def _at_least_one(value: str, name: str) -> int:
    number = _whole_number(value, name)
    if not number:
        raise ConfigurationError(f"{PREFIX}{name} must be at least 1.")
    return number
