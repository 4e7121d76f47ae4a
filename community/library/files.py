"""From what somebody uploads to the file that is kept, or to a sentence that says why not.

A file is known by its name and by its content, and both must agree. What it is, is found out in a process of its own
(`stripping/`), which also takes out of it what says who made it.
"""

import hashlib
import re
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from community.i18n import lazy
from community.library.models import NAME_LENGTH
from community.library.stripping import Fault
from community.library.stripping.child import MODULES, SECONDS
from community.members.pictures import PictureRefused, ensure_only_a_picture
from community.refusals import Refusal
from community.web.writing import hides_something

MOST_BYTES = 10 * 1024 * 1024
AT_ONCE = 2
PATIENCE = 1.5  # seconds that somebody waits until others' files are done: meanwhile a thread of the site waits too
_ROOT = Path(__file__).resolve().parents[2]
# The process is given the folder of the program by name: nothing of its own environment says where it is.
_PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from community.library.stripping.child import run; sys.exit(run(sys.argv[2]))"
)
_SAME = {"jpeg": "jpg", "text": "txt"}
_PICTURES = ("jpg", "png", "webp")
# Endings that a name may not have before its last one: they promise another kind, or name what runs.
_ENDING = re.compile(r"[a-z][a-z0-9]{1,4}")
_PROMISES = set(MODULES) | set(
    "jpeg exe scr com bat cmd msi lnk js jse vbs vbe wsf hta ps1 sh app jar apk dll iso img zip rar 7z gz tar html htm "
    "svg xml docm xlsm pptm dotm doc xls ppt rtf hwp hwpx mp4 mov mp3".split()
)
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
_turns = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True)
class Kept:
    """A file that may be kept. digest: of what is kept; original: of what was uploaded."""

    name: str
    data: bytes
    digest: str
    original: str


class FileRefused(Refusal):
    """A file that is not taken."""

    field = "file"


class NoFile(FileRefused):
    """No file was sent."""

    sentence = lazy("Choose a file.")


class NameRefused(FileRefused):
    """A name that hides what the file is."""

    sentence = lazy(
        "The name of this file hides what it is: it has two endings, or signs that nobody sees. Rename it, as in "
        "report.pdf, and try again."
    )


class KindRefused(FileRefused):
    """None of the kinds that are taken."""

    sentence = lazy(
        "We take PDF, Word, Excel, PowerPoint and LibreOffice files (docx, xlsx, pptx, odt, ods, odp), pictures (jpg, "
        "png, webp), plain text and CSV. Save a Hangul file (hwp, hwpx) as PDF first: we cannot look into it."
    )


class FileTooLarge(FileRefused):
    """A larger file than is read at all."""

    sentence = lazy("This file is too large: at most 10 MB.")


class TooBusy(FileRefused):
    """Others' files are being looked into for too long."""

    sentence = lazy("Very many files reach us just now. Nothing has changed; try again in a minute.")


class FaultFound(FileRefused):
    """What is wrong inside a file."""

    def __init__(self, fault: Fault) -> None:
        super().__init__()
        self.fault = fault

    def __str__(self) -> str:
        return str(_SENTENCES[self.fault])


_SENTENCES = {
    Fault.BROKEN: lazy(
        "This file is damaged, or written in a way that we cannot read. Save it once more and try again."
    ),
    Fault.TOO_LARGE: lazy("There is more in this file than we can look through. Divide it, or save it as PDF."),
    Fault.WRONG_KIND: lazy("What is in this file is not what its name says. Save it as what its name ends in."),
    Fault.ENCRYPTED: lazy("This file is locked with a password, so we cannot look into it. Save it without one."),
    Fault.RUNS: lazy("This file holds macros or scripts that would run on others’ devices. Save it without them."),
    Fault.EMBEDDED: lazy(
        "Other files are packed into this one (attachments, objects, charts with their tables, films). Take them out, "
        "or save it as PDF."
    ),
    Fault.EXTERNAL: lazy(
        "When it is opened, this file would fetch something from elsewhere, which tells others who reads it. Take such "
        "pictures, templates and tables out, or save it as PDF."
    ),
    Fault.HIDDEN: lazy("Something else than its name says is hidden in this file, so we do not take it."),
    Fault.FORMULA: lazy(
        "Some cells of this table begin with =, + , - or @: spreadsheets would compute them. Put an apostrophe before "
        "them, or share an ods or xlsx file."
    ),
    Fault.UNKNOWN_PART: lazy("Something in this file is of a kind that we cannot look into. Save it as PDF."),
}


def tidy_name(name: str) -> tuple[str, str]:
    """The name under which a file is kept, and its kind. Raises NameRefused, KindRefused."""
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1]).strip().lstrip(".")
    if _TURNING.search(name) or hides_something(name) or any(unicodedata.category(sign) == "Cc" for sign in name):
        raise NameRefused
    stem, dot, ending = name.rpartition(".")
    kind = _SAME.get(ending.lower(), ending.lower())
    if not dot or kind not in MODULES:
        raise KindRefused
    inner = stem.lower().split(".")[1:]
    if any(_ENDING.fullmatch(part.strip()) and part.strip() in _PROMISES for part in inner) or "   " in stem:
        raise NameRefused
    stem = _FORBIDDEN.sub("_", stem).strip(" .")[: NAME_LENGTH - len(ending) - 1] or "file"
    return f"{stem}.{ending.lower()}", kind


def look_into(name: str, data: bytes) -> Kept:
    """What may be kept of an upload. Raises FileRefused."""
    if not data:
        raise NoFile
    if len(data) > MOST_BYTES:
        raise FileTooLarge
    tidied, kind = tidy_name(name)
    if kind in _PICTURES:
        try:
            ensure_only_a_picture(data)
        except PictureRefused as error:
            raise FaultFound(Fault.HIDDEN) from error
    with _turn():
        kept = _strip(data, kind)
    if len(kept) > 2 * MOST_BYTES:  # a picture drawn anew may take more room than one that was packed with patience
        raise FileTooLarge
    return Kept(tidied, kept, hashlib.sha256(kept).hexdigest(), hashlib.sha256(data).hexdigest())


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=PATIENCE):
        raise TooBusy
    try:
        yield
    finally:
        _turns.release()


def _strip(data: bytes, kind: str) -> bytes:
    try:
        # An empty environment: the secrets of the site stand in ours.
        done = subprocess.run(  # noqa: S603  (the program is ours, and its arguments too)
            [sys.executable, "-I", "-B", "-c", _PROGRAM, str(_ROOT), kind],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            timeout=2 * SECONDS,  # on a clock, while others work beside it
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise FaultFound(Fault.TOO_LARGE) from error
    if done.returncode:
        # It is ended from outside (a negative number) where it takes too much time.
        known = done.returncode in list(Fault)
        raise FaultFound(Fault(done.returncode) if known else Fault.TOO_LARGE if done.returncode < 0 else Fault.BROKEN)
    return done.stdout
