"""What an installation remembers of its last backup, in its folder: after a restore, nothing is remembered."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from flask import current_app

from community.config import Config


class Backup(NamedTuple):
    """A backup that was made. made_at: the moment (UTC) whose state it holds. size: in bytes."""

    made_at: datetime
    size: int


def read_last() -> Backup | None:
    """The last backup that was written whole; None where none was, or this cannot be read."""
    try:
        said = json.loads(_record().read_text("utf-8"))
        return Backup(datetime.fromisoformat(said["made_at"]).astimezone(UTC), int(said["size"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep(backup: Backup) -> None:
    """Remember a backup in place of the one before."""
    file = _record()
    new = file.with_suffix(".new")
    new.write_text(json.dumps({"made_at": backup.made_at.isoformat(), "size": backup.size}), encoding="utf-8")
    new.replace(file)


def _record() -> Path:
    config: Config = current_app.config["COMMUNITY"]
    return config.instance / "last-backup.json"
