"""PDF: the pages are written into a new file; nothing else of the old one comes along, and nothing that runs is taken.

Left out: who made the file, with what and when, also inside its pages and pictures; earlier states of it; its outline,
its form and its signatures; who commented.
"""

import io
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from pypdf import PdfReader, PdfWriter
from pypdf.filters import decode_stream_data
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

from community.library.stripping import Fault, NotTaken
from community.library.stripping.media import strip_jpeg, strip_jpeg2000

MOST_PAGES = 2000
MOST_OBJECTS = 200_000
_STARTS = (b"%PDF-1.", b"%PDF-2.")
_ARCHIVE_END = b"PK\x05\x06"
_RUNS = {"/JS", "/JavaScript", "/AA", "/XFA"}
_CARRIES = {"/EF", "/EmbeddedFiles", "/EmbeddedFile", "/RichMediaContent", "/RichMediaSettings", "/AF"}
_ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/ResetForm", "/Rendition", "/Sound", "/Movie"}
_ACTIONS |= {"/GoToR", "/GoToE", "/GoTo3DView", "/RichMediaExecute", "/Hide"}
_CARRIERS = {"/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"}
# Where somebody gets who presses on a link; other schemes open files and programs.
_LINKS = ("http", "https", "mailto", "tel", "")
# What says who and when, wherever it stands, and how a page looked before; of a note in the margin, who wrote it.
_NOTES = ("/Metadata", "/PieceInfo", "/LastModified", "/Lastmodified", "/Thumb")
_MARGIN = ("/T", "/M", "/CreationDate", "/NM", "/RC")
_PICTURES = {"/DCTDecode": strip_jpeg, "/JPXDecode": strip_jpeg2000}


def strip(data: bytes, kind: str) -> bytes:
    """The pages in a new file. Raises NotTaken."""
    if not data.startswith(_STARTS):
        raise NotTaken(Fault.HIDDEN if b"%PDF-" in data[:2048] else Fault.WRONG_KIND)
    if _ARCHIVE_END in data[-(65536 + 22) :]:
        raise NotTaken(Fault.HIDDEN)
    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted:
        raise NotTaken(Fault.ENCRYPTED)
    if len(reader.pages) > MOST_PAGES:
        raise NotTaken(Fault.TOO_LARGE)
    for thing in _reachable(reader.trailer["/Root"]):
        _ensure_still(thing)
        _forget(thing)
    writer = PdfWriter()
    for page in reader.pages:
        _ensure_still(page)
        _forget(page)  # what the reader gives here is a copy
        writer.add_page(page)
    writer.metadata = None
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def _reachable(root: Any) -> Iterator[DictionaryObject]:
    """Every dictionary, streams' too, that can be reached, each once."""
    waiting, seen, direct = [root], set(), 0
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, IndirectObject):
            number = (thing.idnum, thing.generation)
            if number in seen:
                continue
            seen.add(number)
            thing = thing.get_object()
        direct += 1
        if direct > MOST_OBJECTS:
            raise NotTaken(Fault.TOO_LARGE)
        if isinstance(thing, DictionaryObject):
            yield thing
            waiting.extend(thing.raw_get(key) for key in thing)
        elif isinstance(thing, ArrayObject):
            waiting.extend(list.__iter__(thing))


def _ensure_still(thing: DictionaryObject) -> None:
    keys = set(thing)
    if keys & _RUNS or _said(thing, "/S") in _ACTIONS:
        raise NotTaken(Fault.RUNS)
    if keys & _CARRIES or _said(thing, "/Subtype") in _CARRIERS or _said(thing, "/Type") == "/EmbeddedFile":
        raise NotTaken(Fault.EMBEDDED)
    if "/URI" in keys and urlsplit(_said(thing, "/URI")).scheme.lower() not in _LINKS:
        raise NotTaken(Fault.EXTERNAL)
    if isinstance(thing, StreamObject) and "/F" in keys:
        raise NotTaken(Fault.EXTERNAL)
    opens = _find(thing, "/OpenAction")
    if isinstance(opens, DictionaryObject) and _said(opens, "/S") != "/GoTo":
        raise NotTaken(Fault.RUNS)


def _find(thing: DictionaryObject, key: str) -> Any:
    """What stands there, in the dictionary or, as whoever hides it does, in an object of its own; or None."""
    found = thing.get(key)
    return found.get_object() if found is not None else None


def _said(thing: DictionaryObject, key: str) -> str:
    """The same, where it is a word."""
    found = _find(thing, key)
    return found.decode("latin-1") if isinstance(found, bytes) else str(found or "")


def _forget(thing: DictionaryObject) -> None:
    for note in _NOTES:
        thing.pop(NameObject(note), None)
    if "/Rect" in thing and thing.get("/Subtype") not in (None, "/Widget"):
        for note in _MARGIN:
            thing.pop(NameObject(note), None)
    if isinstance(thing, StreamObject):
        _forget_in_picture(thing)


def _forget_in_picture(thing: StreamObject) -> None:
    """A picture stands as it was taken, or packed once more: what packs it goes, and what it says of itself."""
    coded = _find(thing, "/Filter")
    filters = [str(one) for one in coded] if isinstance(coded, ArrayObject) else [str(coded)]
    strip = _PICTURES.get(filters[-1]) if filters else None
    if strip is None:
        return
    thing._data = strip(decode_stream_data(thing) if len(filters) > 1 else thing._data)
    thing[NameObject("/Filter")] = NameObject(filters[-1])
    said = _find(thing, "/DecodeParms")
    if isinstance(said, ArrayObject):  # for each of the filters
        thing[NameObject("/DecodeParms")] = said[-1]
