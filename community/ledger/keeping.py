"""The last checkpoint that was signed, kept beside the database: it shows that the database has gone back in time."""

import os
import threading
from pathlib import Path

from flask import current_app

from community.config import Config


def kept_file() -> Path:
    """Where it is kept. Whoever deletes the file lets the site sign whatever the database holds."""
    config: Config = current_app.config["COMMUNITY"]
    return config.instance / "last-checkpoint.txt"


def read_kept() -> str | None:
    """The signed note; None where none was kept yet."""
    file = kept_file()
    return file.read_text(encoding="utf-8", errors="replace") if file.exists() else None


def keep(note: str) -> None:
    """Keep a signed note in place of the one before: the whole of it, whatever happens meanwhile."""
    file = kept_file()
    new = file.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
    new.write_text(note, encoding="utf-8")
    new.replace(file)
