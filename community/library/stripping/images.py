"""Pictures: the pixels are drawn anew, and nothing else comes along."""

from community.library.stripping import Fault, NotTaken
from community.members import decoding

_STARTS = {"jpg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n", "webp": b"RIFF"}
_FAULTS = {decoding.TOO_LARGE: Fault.TOO_LARGE, decoding.UNKNOWN: Fault.WRONG_KIND}


def strip(data: bytes, kind: str) -> bytes:
    """The picture in its own size, upright, without anything that it said of itself. Raises NotTaken."""
    if not data.startswith(_STARTS[kind]):
        raise NotTaken(Fault.WRONG_KIND)
    try:
        return decoding.redraw(data)
    except decoding.CannotDecode as error:
        raise NotTaken(_FAULTS.get(error.failure, Fault.BROKEN)) from error
