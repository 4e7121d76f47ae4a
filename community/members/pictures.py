"""From what somebody uploads to the two small pictures that are kept, or to a sentence that says why not.

Neither a file's name nor what its sender says of its kind counts. Nothing of the bytes is kept: the pixels are read by
`decoding.py`, in a process of its own, and written anew. What else a file holds is lost on the way, so a telephone may
add to its pictures what it likes (a short film, its maker's notes). Only a file that is at the same time something that
browsers or archivers run is refused: nobody makes such a file by accident.
"""

import re
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

from community.i18n import lazy
from community.members import decoding
from community.refusals import Refusal

SMALL, LARGE = decoding.SIDES
MOST_BYTES = 12 * 1024 * 1024
PATIENCE = 1.5  # seconds that somebody waits until others' pictures are done: meanwhile a thread of the site waits too
AT_ONCE = 2
MOST_SCANS = 100  # cameras and browsers write ten or so

# The end of an archive and the beginnings of what a browser, a reader or a server would run. Each is long enough not to
# stand in compressed pixels or a film by chance.
_RUNS = re.compile(
    rb"PK\x05\x06\x00\x00\x00\x00|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|%PDF-[12]\.|%!PS-Adobe"
    rb"|<!doctype\s+(?:html|svg)|<html[\s>]|<script[\s>]|<svg\s[^<]{0,200}xmlns|<iframe\s|<body[\s>]|<\?php",
    re.IGNORECASE,
)
# The head of one of the passes in which a JPEG is coded. Each costs a walk over all pixels, however few bytes follow; a
# decoder takes no head of another form, and compressed pixels never look like one.
_SCAN = re.compile(rb"\xff\xda\x00(?:\x06\x00|\x08\x01|\x0a\x02|\x0c\x03|\x0e\x04)")
_turns = threading.BoundedSemaphore(AT_ONCE)
_theirs: set[uuid.UUID] = set()  # whose pictures wait or are worked on
_guard = threading.Lock()


@dataclass(frozen=True)
class Portrait:
    """A picture that may be kept: twice the same square, as WebP."""

    small: bytes
    large: bytes


class PictureRefused(Refusal):
    """A picture that is not taken."""

    field = "picture"


class NothingChosen(PictureRefused):
    """No file was sent."""

    sentence = lazy("Choose a picture.")


class NoPicture(PictureRefused):
    """The file is none of the kinds that are taken."""

    sentence = lazy("This file is not a picture that we can take. We take JPEG, PNG, WebP and AVIF.")


class BrokenPicture(PictureRefused):
    """The file ends too early, or its inside makes no sense."""

    sentence = lazy("This picture is damaged or incomplete. Save it once more on your device, or choose another.")


class TooManyPixels(PictureRefused):
    """More than 12 megapixels."""

    sentence = lazy("This picture has more than 12 megapixels. Make it smaller, or take a screenshot of it.")


class TooFewPixels(PictureRefused):
    """Too small for a face to be seen."""

    sentence = lazy("This picture is too small: at least 96 pixels wide and high.")


class TooManyBytes(PictureRefused):
    """A larger file than is read at all."""

    sentence = lazy("This file is too large: at most 12 MB. Choose a smaller picture.")


class TooManyScans(PictureRefused):
    """A JPEG that is decoded hundreds of times, as no program writes them."""

    sentence = lazy("This JPEG is coded in an unusual way, so we do not take it. Save it as PNG, or choose another.")


class NotOnlyAPicture(PictureRefused):
    """An archive, a document or a page hides in the file."""

    sentence = lazy("Something else than a picture is hidden in this file, so we do not take it. Choose another.")


class TooBusy(PictureRefused):
    """Others' pictures are being worked on for too long."""

    sentence = lazy("Very many pictures reach us just now. Nothing has changed; try again in a minute.")


class OneAtATime(TooBusy):
    """Another picture of the same member is being worked on."""

    sentence = lazy("Another picture of yours is being worked on. Nothing has changed; try again in a minute.")


_REFUSALS: dict[int, type[PictureRefused]] = {
    decoding.TOO_LARGE: TooManyPixels,
    decoding.TOO_SMALL: TooFewPixels,
    decoding.UNKNOWN: NoPicture,
    decoding.BROKEN: BrokenPicture,
}


@contextmanager
def turn(member_id: uuid.UUID) -> Iterator[None]:
    """Work on a picture of a member meanwhile. Waits for its turn, but not for long: raises TooBusy, OneAtATime."""
    with _guard:
        if member_id in _theirs:
            raise OneAtATime
        _theirs.add(member_id)
    try:
        if not _turns.acquire(timeout=PATIENCE):
            raise TooBusy
        try:
            yield
        finally:
            _turns.release()
    finally:
        with _guard:
            _theirs.remove(member_id)


def portray(data: bytes) -> Portrait:
    """Make the two pictures that are kept of an upload, in its `turn`. Raises PictureRefused."""
    if len(data) > MOST_BYTES:
        raise TooManyBytes
    ensure_only_a_picture(data)
    return Portrait(*_decode(data))


def ensure_only_a_picture(data: bytes) -> None:
    """Refuse, before anything decodes it, what is no picture or something else, too.

    Raises NoPicture, NotOnlyAPicture, TooManyScans.
    """
    if not _looks_like_a_picture(data):
        raise NoPicture
    if _RUNS.search(data):
        raise NotOnlyAPicture
    if sum(1 for _scan in islice(_SCAN.finditer(data), MOST_SCANS + 1)) > MOST_SCANS:
        raise TooManyScans


def _looks_like_a_picture(data: bytes) -> bool:
    """Whether the first bytes are those of a kind that is taken, so that for anything else no process is started."""
    return (
        data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))
        or (data.startswith(b"RIFF") and data[8:12] == b"WEBP")
        or data[4:8] == b"ftyp"
    )


def _decode(data: bytes) -> tuple[bytes, bytes]:
    try:
        # An empty environment: the secrets of the site stand in ours.
        done = subprocess.run(  # noqa: S603  (the program is ours, and its arguments too)
            [sys.executable, "-I", decoding.__file__],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            timeout=5 * decoding.SECONDS,  # on a clock, while others work beside it
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise BrokenPicture from error
    if done.returncode:
        raise _REFUSALS.get(done.returncode, BrokenPicture)
    size = int.from_bytes(done.stdout[:4], "big")
    return done.stdout[4 : 4 + size], done.stdout[8 + size :]
