"""How much members are told as long as they have not chosen."""

from community.notifications.models import Level

# By kind (see groups/works.py). What is addressed to everybody comes at once; where many write, only what concerns one.
DEFAULTS: dict[str, Level] = {
    "announcement": Level.ALL,
    "meeting": Level.ALL,
    "request": Level.ALL,
    "trail": Level.ALL,
    "export": Level.ALL,
    "state": Level.ALL,
    "item": Level.WEEKLY,
    "charter": Level.WEEKLY,
}
OTHERWISE = Level.MINE


def default_level(kind: str) -> Level:
    """What is told of a kind of thing to whoever has chosen nothing."""
    return DEFAULTS.get(kind, OTHERWISE)
