"""What is known of backups."""

from community.backups.keeping import Backup, read_last


def last_backup() -> Backup | None:
    """The last backup that was made on this machine; None where there was none."""
    return read_last()
