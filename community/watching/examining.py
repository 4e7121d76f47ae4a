"""Looking at everything that can be wrong with an installation, in an order in which it can be mended."""

from collections.abc import Iterator

from community.db import db
from community.watching.checks import database, essentials, installation, servers
from community.watching.checks.faults import Check, Fault

# The last check of each stage says whether those of the next can be made.
STAGES: tuple[dict[str, Check], ...] = (
    {
        "settings": installation.settings,
        "production": installation.production,
        "permissions": installation.permissions,
        "disk": essentials.disk,
        "proxies": installation.proxies,
        "static files": installation.static_files,
        "backups": installation.backups,
        "Redis": servers.redis,
        "mail server": servers.mail_server,
        "database": essentials.database,
    },
    {
        "durability": database.durability,
        "clock": database.clock,
        "replica": database.replica,
        "migrations": essentials.migrations,
    },
    {
        "worker": essentials.worker,
        "secret": database.secret,
        "ledger": database.ledger,
    },
)


def examine() -> Iterator[tuple[str, list[Fault] | None]]:
    """Look at everything: each check by its name with what it found; None where what it needs is wrong itself."""
    can_look, found = True, None
    for stage in STAGES:
        for name, check in stage.items():
            found = _ask(check) if can_look else None
            yield name, found
        can_look = found == []


def _ask(check: Check) -> list[Fault]:
    try:
        return list(check())
    except OSError as failure:
        return [
            Fault(
                f"This could not be looked at ({type(failure).__name__}: {failure.filename}).",
                "Run the command as the user that the site runs as, where the site runs.",
            )
        ]
    finally:
        db.session.rollback()
