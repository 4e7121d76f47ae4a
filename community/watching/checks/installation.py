"""What the doctor looks at on this machine: settings, files, what is built, what is backed up."""

import os
import stat
from collections.abc import Iterator
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from typing import cast

from flask import current_app

from community.backups.queries import last_backup
from community.config import Config
from community.db import now
from community.settings import PREFIX
from community.watching.checks.faults import Fault
from community.web import statics

# Settings whose field has another name.
RENAMED = {"production": "ENV", "public_url": "URL", "json_log": "LOG"}
YOUNG = timedelta(hours=26)  # a backup a day, and a little patience


def installation() -> Config:
    """The settings of this installation."""
    return cast(Config, current_app.config["COMMUNITY"])


def settings() -> Iterator[Fault]:
    """Whether every setting that is given is one that there is."""
    known = {PREFIX + RENAMED.get(field.name, field.name.upper()) for field in fields(Config)}
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name not in known:
            yield Fault(f"{name} is set, and no setting has that name.", "Look into the table in the README.")


def production() -> Iterator[Fault]:
    """Whether a site that others reach runs as in production."""
    config = installation()
    is_here = config.domain in ("127.0.0.1", "localhost")
    if not config.production and not is_here:
        yield Fault(
            "The site has a public address and is not in production: it shows the mails that it sends.",
            "Set COMMUNITY_ENV=production, and what it then asks for.",
        )
    if config.production and not config.limits:
        yield Fault("Attempts are not limited: passwords can be tried at will.", "Take COMMUNITY_LIMITS out.")
    if config.production and config.limits_url.startswith("memory:"):
        yield Fault(
            "Attempts are counted by each process for itself, until it ends.",
            "Take COMMUNITY_LIMITS_URL out, or set it to a Redis.",
        )


def permissions() -> Iterator[Fault]:
    """Whether nobody else on this machine can read what the instance holds."""
    folder = installation().instance
    yield from _closed_to_others(folder, 0o700)
    secret = folder / "secret-key"
    if secret.exists():
        yield from _closed_to_others(secret, 0o600)


def _closed_to_others(path: Path, mode: int) -> Iterator[Fault]:
    found = path.stat()
    if stat.S_IMODE(found.st_mode) & ~mode:
        yield Fault(f"Others on this machine can get at {path}.", f"chmod {mode:o} {path}")
    if found.st_uid != os.geteuid():
        yield Fault(f"{path} belongs to somebody else.", "Let it belong to the user that the site runs as.")


def proxies() -> Iterator[Fault]:
    """Whether the site knows of the proxy in front of it."""
    config = installation()
    if config.secure and not config.proxies:
        yield Fault(
            "The address is https, which only a proxy in front can speak, and COMMUNITY_PROXIES is 0: all visitors "
            "count as one.",
            "Set COMMUNITY_PROXIES to the number of proxies in front, mostly 1.",
        )


def static_files() -> Iterator[Fault]:
    """Whether static files are prepared."""
    if not statics.is_built(current_app._get_current_object()):  # type: ignore[attr-defined]
        yield Fault("Static files are not prepared, or have changed since.", "Run `flask prepare`.")


def backups() -> Iterator[Fault]:
    """Whether a site in production is backed up."""
    config = installation()
    if not config.production:
        return
    if not config.backup_recipient:
        yield Fault(
            "Nobody is named whom backups are for.",
            "Make a key with `age-keygen` on another machine, and set COMMUNITY_BACKUP_RECIPIENT to its public half.",
        )
    last = last_backup()
    if last is None or last.made_at < now() - YOUNG:
        when = f"{last.made_at:%Y-%m-%d %H:%M} UTC" if last else "never"
        yield Fault(
            f"The last backup of this machine was made: {when}.",
            "Have `flask backup FILE` run each day, and the file taken to another place.",
        )
