"""Making a backup while the site serves, and bringing one back on an empty installation."""

import fcntl
import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa

from community import revisions
from community.backups import archive, postgresql, sqlite
from community.backups.checking import check_ledger, check_rows, open_sealed
from community.backups.keeping import Backup, keep
from community.backups.refusals import Refused
from community.backups.statement import Statement, is_ours, mark_of, read_statement
from community.config import Config
from community.crypto import key_ring
from community.db import db, now
from community.ledger import keeping as checkpoints
from community.migrating import upgrade

Say = Callable[[str], object]

# What begins so in the folder of the instance is a copy that is being made or used.
PREFIX = "backup-copy-"
DATABASES = {"sqlite": sqlite, "postgresql": postgresql}


def back_up(file: Path, config: Config, say: Say) -> None:
    """Write everything that the site keeps into a file, as it is at one moment, encrypted.

    file: appears, or is replaced, when the backup is whole. say: is told what was done. Raises Refused.
    """
    recipient = archive.read_recipient(config.backup_recipient)
    kind = db.engine.dialect.name
    with _alone(config.instance):
        checkpoint = checkpoints.read_kept()  # first: the database is never behind what was signed before
        made_at = now()
        with DATABASES[kind].copied(db.engine, config.instance, PREFIX) as copy:
            if copy.revision is None:
                raise Refused("The database has no tables yet: there is nothing to keep.")
            digest = hashlib.file_digest(copy.file, "sha256").hexdigest()
            copy.file.seek(0)
            said = Statement(made_at, kind, copy.revision, copy.rows, digest, checkpoint).to_json()
            archive.write(file, said, mark_of(said, config), copy.file, recipient)
        size = file.stat().st_size
        keep(Backup(made_at, size))
    say(f"{sum(copy.rows.values()):,} rows of {len(copy.rows)} tables are in {file}: {size:,} bytes, encrypted.")
    say(
        "The secret of the installation (COMMUNITY_SECRET_KEY, or the file secret-key in the instance folder) is NOT "
        "in it. Keep that elsewhere: without it, no backup can be brought back."
    )


def restore(file: Path, identity: Path, config: Config, say: Say) -> None:
    """Fill the empty database of this installation with a backup, and verify that all is there.

    identity: the file with the secret key of age. say: is told each step. Raises Refused; until the database is being
    filled nothing is changed, and it is filled wholly or not at all.
    """
    key = archive.read_identity(identity)
    with (
        _alone(config.instance),
        archive.opened(file, key, config.instance) as backup,
        TemporaryDirectory(dir=config.instance, prefix=PREFIX) as place,
    ):
        statement = _accept(*backup.read_statement(), config)
        path = Path(place) / "database"
        path.touch(mode=0o600)
        with path.open("r+b") as copy:
            backup.copy_database(copy)
            copy.seek(0)
            if hashlib.file_digest(copy, "sha256").hexdigest() != statement.digest:
                raise Refused("The copy in the backup is not the one that its statement was made of.")
        say(f"The backup is whole. It holds the state of {statement.made_at:%Y-%m-%d %H:%M} UTC.")
        DATABASES[statement.database].load(db.engine, path)
    _verify(statement, say)


def _accept(text: str, mark: str, config: Config) -> Statement:
    """The statement of a backup that can be brought back here. Raises Refused."""
    if not is_ours(text, mark, config):
        raise Refused(
            "The backup was made with another secret than the one of this installation, or by somebody else. Set "
            "COMMUNITY_SECRET_KEY (or the file secret-key in the instance folder) to the secret it was made with."
        )
    statement = read_statement(text)
    if statement.database != db.engine.dialect.name:
        raise Refused(f"The backup is of {statement.database}: COMMUNITY_DATABASE_URL must name such a database.")
    if statement.revision > revisions.newest():
        raise Refused(
            f"The backup has revision {statement.revision}, and this release knows {revisions.newest()} at most: "
            "use the release that made it, or a newer one."
        )
    with db.engine.connect() as connection:
        if sa.inspect(connection).get_table_names():
            raise Refused("The database is not empty. A backup is brought back into a new, empty one only.")
    db.engine.dispose()
    return statement


def _verify(statement: Statement, say: Say) -> None:
    """Look whether everything came back, bringing older tables up to this release on the way. Raises Refused."""
    check_rows(statement)
    say(f"All {sum(statement.rows.values()):,} rows of {len(statement.rows)} tables are back.")
    if statement.revision != revisions.newest():
        upgrade()
        say(f"The tables were brought from revision {statement.revision} to {revisions.newest()}.")
    key_ring().reload()
    say(f"{open_sealed()} sealed fields, some of each kind, open with the secret of this installation.")
    if statement.checkpoint is not None and checkpoints.read_kept() is None:
        checkpoints.keep(statement.checkpoint)
    say(f"The ledger and the count were computed anew: {check_ledger()} entries, all is well.")
    say("Run `flask prepare` before the site serves.")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep a second backup or restore out, and remove what one that was killed has left. Raises Refused."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / "backup.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused("Another backup or restore is under way here.") from None
        for left in folder.glob(f"{PREFIX}*"):
            shutil.rmtree(left)
        yield
