"""The file of a backup: a compressed tar of the statement, its mark and the database, encrypted with age.

`age --decrypt -i KEYFILE FILE | tar xz` opens it too (age-encryption.org/v1).
"""

import io
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pyrage

from community.backups.refusals import Refused

STATEMENT, MARK, DATABASE = "statement.json", "statement.hmac", "database"
LONGEST_STATEMENT = 1024 * 1024
STRANGE = "This is no backup of this application."


def read_recipient(given: str | None) -> pyrage.x25519.Recipient:
    """The public key of the settings. Raises Refused where there is none."""
    if given is None:
        raise Refused(
            "Set COMMUNITY_BACKUP_RECIPIENT to the public key that backups are encrypted to. `age-keygen -o KEYFILE`, "
            "run on another machine, makes a pair and prints the public one; KEYFILE stays there."
        )
    try:
        return pyrage.x25519.Recipient.from_str(given)
    except pyrage.RecipientError as failure:
        raise Refused("COMMUNITY_BACKUP_RECIPIENT is no public key of age: a letter of it is wrong.") from failure


def read_identity(file: Path) -> pyrage.x25519.Identity:
    """The secret key in a file that age-keygen wrote. Raises Refused."""
    lines = file.read_text("utf-8", errors="replace").split()
    keys = [line for line in lines if line.startswith("AGE-SECRET-KEY-")]
    try:
        return pyrage.x25519.Identity.from_str(keys[0])
    except (IndexError, pyrage.IdentityError) as failure:
        raise Refused(f"{file.name} holds no secret key as age-keygen writes it (AGE-SECRET-KEY-1…).") from failure


def write(file: Path, statement: str, mark: str, database: IO[bytes], recipient: pyrage.x25519.Recipient) -> None:
    """Write a backup: all of it, or nothing under this name.

    database: the copy, open at its beginning. Raises Refused where it cannot be encrypted or written.
    """
    descriptor, partial = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")  # mode 0600
    try:
        with os.fdopen(descriptor, "wb") as out:
            _encrypt(out, statement, mark, database, recipient)
            out.flush()
            os.fsync(descriptor)
        Path(partial).replace(file)
        _sync_folder(file.parent)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise


def _encrypt(
    out: IO[bytes], statement: str, mark: str, database: IO[bytes], recipient: pyrage.x25519.Recipient
) -> None:
    reading, writing = os.pipe()
    with ThreadPoolExecutor(1) as pool:
        # pyrage reads what it encrypts, and tarfile writes what it packs: a pipe between, and nothing on the disk.
        packing = pool.submit(_pack, os.fdopen(writing, "wb"), statement, mark, database)
        with os.fdopen(reading, "rb") as packed:
            try:
                pyrage.encrypt_io(packed, out, [recipient])
            except pyrage.EncryptError as failure:
                raise Refused(f"The backup could not be written: {failure}") from failure
        packing.result()


def _pack(out: IO[bytes], statement: str, mark: str, database: IO[bytes]) -> None:
    with out, tarfile.open(fileobj=out, mode="w|gz") as tar:
        for name, text in ((STATEMENT, statement), (MARK, mark)):
            content = text.encode()
            _add(tar, name, len(content), io.BytesIO(content))
        _add(tar, DATABASE, os.fstat(database.fileno()).st_size, database)


def _add(tar: tarfile.TarFile, name: str, size: int, content: IO[bytes]) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    tar.addfile(member, content)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Opened:
    """A backup that is decrypted and whole, of which nothing has been looked at yet."""

    def __init__(self, plain: IO[bytes]) -> None:
        try:
            self._tar = tarfile.open(fileobj=plain, mode="r|gz")  # noqa: SIM115  (it is the file's that is closed)
        except tarfile.TarError as failure:
            raise Refused(STRANGE) from failure

    def read_statement(self) -> tuple[str, str]:
        """The text of the statement, and its mark; to be read first. Raises Refused."""
        try:
            statement, mark = (self._next(name).read(LONGEST_STATEMENT).decode() for name in (STATEMENT, MARK))
        except (tarfile.TarError, UnicodeDecodeError) as failure:
            raise Refused(STRANGE) from failure
        return statement, mark

    def copy_database(self, target: IO[bytes]) -> None:
        """Write the copy of the database into an open file; to be read last. Raises Refused."""
        try:
            shutil.copyfileobj(self._next(DATABASE), target)
        except tarfile.TarError as failure:
            raise Refused(STRANGE) from failure
        target.flush()

    def _next(self, name: str) -> IO[bytes]:
        try:
            member = self._tar.next()
        except tarfile.TarError as failure:
            raise Refused(STRANGE) from failure
        content = self._tar.extractfile(member) if member and member.name == name else None
        if content is None:
            raise Refused(STRANGE)
        return content


@contextmanager
def opened(file: Path, identity: pyrage.x25519.Identity, folder: Path) -> Iterator[Opened]:
    """A backup, decrypted as a whole before anything of it is used, into a file without a name in this folder.

    Raises Refused where it does not open, was cut off or was changed.
    """
    with file.open("rb") as encrypted, tempfile.TemporaryFile(dir=folder) as plain:
        try:
            pyrage.decrypt_io(encrypted, plain, [identity])
        except pyrage.DecryptError as failure:
            raise Refused(f"{file.name} is no backup that this key opens: {failure}.") from failure
        except OSError as failure:
            if failure.errno is not None:  # it could not be read or written
                raise
            raise Refused(f"{file.name} was cut off or changed: {failure}.") from failure
        plain.seek(0)
        yield Opened(plain)
