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

from community import settings
from community.settings import PREFIX, ConfigurationError, Network

NEEDED_IN_PRODUCTION = ("DATABASE_URL", "MAIL_URL", "MAIL_FROM")
# Numbers of at least 1, and what they are where nobody says otherwise.
NUMBERS = {
    "processes": "1",
    "threads": "8",
    "flood_shape": "20",
    "quick_form": "10",
    "quick_answer": "15",
    "probation_contacts": "3",
    "probation_requests": "3",
    "probation_invitations": "3",
    "argon2_time": "3",
    "argon2_memory": "46",
    "argon2_parallelism": "1",
    "argon2_at_once": "4",
}
# MiB of memory and passes over it that are equally strong (OWASP Password Storage Cheat Sheet, Argon2id).
LEAST_ARGON2 = ((46, 1), (19, 2), (12, 3), (9, 4), (7, 5))


@dataclass(frozen=True)
class Config:
    """The settings as the application uses them."""

    production: bool
    instance: Path
    static_folder: Path
    database_url: str
    replica_url: str | None
    queue_url: str | None
    cache_url: str | None
    secret_key: str
    old_secret_key: str | None
    public_url: str
    mail_url: str | None
    mail_from: str
    discreet_from_name: str
    exit_url: str
    proxies: int
    proxy_networks: tuple[Network, ...]
    bind: str
    processes: int
    threads: int
    metrics_token: str | None
    json_log: bool
    backup_recipient: str | None
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

    @property
    def domain(self) -> str:
        """The host without its port."""
        return self.host.partition(":")[0]

    def _cookie(self, name: str) -> str:
        # No other host of the domain can set or overwrite a cookie of this name (RFC 6265bis, 4.1.3.2).
        return f"__Host-{name}" if self.secure else name

    def _binds(self) -> dict[str, object]:
        if self.database_url.startswith("sqlite"):
            return {}
        urls = {"reading": self.database_url, "replica": self.replica_url}
        return {name: {"url": url, **reading_options(url, self.threads)} for name, url in urls.items() if url}

    def flask_settings(self) -> dict[str, object]:
        """The same settings under the names that Flask and its extensions look for."""
        cookie = {"SECURE": self.secure, "HTTPONLY": True, "SAMESITE": "Lax"}
        return {
            "SECRET_KEY": self.secret_key,
            "SECRET_KEY_FALLBACKS": [self.old_secret_key] if self.old_secret_key else [],
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "SQLALCHEMY_ENGINE_OPTIONS": engine_options(self.database_url, self.threads),
            "SQLALCHEMY_BINDS": self._binds(),
            "SESSION_COOKIE_NAME": self._cookie("session"),
            "LANGUAGE_COOKIE_NAME": self._cookie("language"),
            **{f"SESSION_COOKIE_{name}": value for name, value in cookie.items()},
            **{f"REMEMBER_COOKIE_{name}": value for name, value in cookie.items()},
            # As long as the longest session; the session in the database may end sooner.
            "PERMANENT_SESSION_LIFETIME": timedelta(days=60),
            "SESSION_REFRESH_EACH_REQUEST": False,
            "WTF_CSRF_TIME_LIMIT": None,
            "WTF_I18N_ENABLED": False,  # what WTForms says itself is asked for in forms.BaseForm
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

    production = settings.one_of(setting("ENV", "development"), ("development", "production"), "ENV") == "production"
    instance = Path(setting("INSTANCE", "instance")).absolute()
    port = environ.get("PORT", "8000").strip() or "8000"
    database_url = settings.database_url(setting("DATABASE_URL"), instance)
    config = Config(
        production=production,
        instance=instance,
        static_folder=Path(setting("STATIC_FOLDER", str(instance / "static"))).absolute(),
        database_url=database_url,
        replica_url=settings.replica_url(setting("REPLICA_URL"), database_url),
        queue_url=settings.redis_url(setting("QUEUE_URL"), "QUEUE_URL"),
        cache_url=settings.cache_url(setting("CACHE_URL", "memory://")),
        secret_key=setting("SECRET_KEY"),
        old_secret_key=setting("OLD_SECRET_KEY") or None,
        public_url=settings.public_url(setting("URL", f"http://127.0.0.1:{port}")),
        mail_url=settings.mail_url(setting("MAIL_URL")),
        mail_from=setting("MAIL_FROM", "Ripples <ripples@localhost>"),
        discreet_from_name=setting("DISCREET_FROM_NAME"),
        exit_url=settings.exit_url(setting("EXIT_URL", "https://www.wikipedia.org/")),
        proxies=settings.whole_number(setting("PROXIES", "0"), "PROXIES"),
        proxy_networks=settings.networks(setting("PROXY_NETWORKS", "127.0.0.0/8, ::1"), "PROXY_NETWORKS"),
        bind=settings.bind(setting("BIND", f"127.0.0.1:{port}")),
        metrics_token=setting("METRICS_TOKEN") or None,
        json_log=settings.one_of(setting("LOG", "words"), ("words", "json"), "LOG") == "json",
        backup_recipient=settings.backup_recipient(setting("BACKUP_RECIPIENT")),
        demo=setting("DEMO") == "1",
        limits=setting("LIMITS", "on") != "off",
        limits_url=settings.limits_url(setting("LIMITS_URL", "database://")),
        flood=settings.whole_number(setting("FLOOD", "100"), "FLOOD"),
        probation_days=settings.whole_number(setting("PROBATION_DAYS", "14"), "PROBATION_DAYS"),
        **{name: settings.at_least_one(setting(name.upper(), usual), name.upper()) for name, usual in NUMBERS.items()},
    )
    if production:
        _refuse_unsafe_production(config, missing=[name for name in NEEDED_IN_PRODUCTION if not setting(name)])
    return config if config.secret_key else _with_embedded_secret(config)


def make_instance(folder: Path) -> None:
    """Make the folder of the instance where it is missing, for nobody else on this machine.

    Raises ConfigurationError where it cannot be made or is not ours to read and write.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        ours = os.access(folder, os.R_OK | os.W_OK | os.X_OK)
    except OSError:
        ours = False
    if not ours:
        raise ConfigurationError(
            f"{folder} (COMMUNITY_INSTANCE) cannot be made or used: run this as the user that the site runs as."
        )


def engine_options(url: str, threads: int) -> dict[str, object]:
    """Connection settings for the database behind `url`. Errors, which are logged, do not say with what values.

    threads: how many ask at the same time; each may need a second connection beside the first.
    """
    options: dict[str, object] = {"hide_parameters": True, "connect_args": connect_args(url)}
    if url.startswith("sqlite"):
        return options
    return options | {"pool_size": 8, "max_overflow": 2 * threads, "pool_timeout": 10}


def reading_options(url: str, threads: int) -> dict[str, object]:
    """The same for a PostgreSQL from which requests only read: each statement by itself, and what writes is refused.

    A transaction would show the statements in it no more alike (READ COMMITTED), and cost two messages to the server.
    Nothing is prepared there: what is would fail, again and again, once a newer release has changed a column.
    """
    how = connect_args(url) | {"only_reads": True, "prepare_threshold": None}
    return engine_options(url, threads) | {"isolation_level": "AUTOCOMMIT", "connect_args": how}


def connect_args(url: str) -> dict[str, object]:
    """How to connect to the database behind `url`: so that nobody waits for ever for one that has gone away."""
    if url.startswith("sqlite"):
        return {"timeout": 15, "check_same_thread": False}
    # Of a machine that has vanished from the network nothing is heard at all: after some 10 seconds, that is an error.
    silence = {"keepalives_idle": 4, "keepalives_interval": 2, "keepalives_count": 3, "tcp_user_timeout": 10_000}
    return {"connect_timeout": 3, **silence}


def limits_options(url: str) -> dict[str, object]:
    """Settings for the store of limits behind `url`: no request waits long for it, and its failures have one name."""
    times = {"socket_timeout": 3, "socket_connect_timeout": 3} if url.startswith("redis") else {}
    return {"wrap_exceptions": True, **times}


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
    make_instance(config.instance)
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
