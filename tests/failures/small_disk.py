"""A disk of a few megabytes that a test can fill to the last byte, and empty again."""

import errno
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

CHUNK = b"\0" * 4096


class SmallDisk:
    """A file system in memory, mounted on a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        """Take all space that is left."""
        with self._ballast.open("ab", buffering=0) as file:
            try:
                while file.write(CHUNK) == len(CHUNK):
                    pass
            except OSError as failure:
                if failure.errno != errno.ENOSPC:
                    raise

    def empty(self) -> None:
        """Give the space back."""
        self._ballast.unlink()


@contextmanager
def small_disk(megabytes: int) -> Iterator[SmallDisk]:
    """A disk of so many megabytes, which every user may enter. Skips the test where nobody may mount one."""
    folder = Path(tempfile.mkdtemp(prefix="ripples-disk-"))
    try:
        _mount(folder, megabytes)
        try:
            yield SmallDisk(folder)
        finally:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
    finally:
        folder.rmdir()


def _mount(folder: Path, megabytes: int) -> None:
    folder.chmod(0o755)  # a PostgreSQL that is started by root runs as somebody else
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "ripples-test", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("There is no mount on this machine.")
    if done.returncode:
        pytest.skip(f"A small disk needs the right to mount: {done.stderr.strip()}")
