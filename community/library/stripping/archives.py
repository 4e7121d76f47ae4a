"""Documents that are archives of XML: opened within bounds, looked through, and packed anew."""

import io
import zipfile
from collections.abc import Callable, Mapping
from xml.parsers import expat

from community.library.stripping import Fault, NotTaken

MOST_PARTS = 2000
MOST_BYTES = 96 * 1024 * 1024  # of all parts, unpacked
MOST_RATIO = 300  # of a part to what it is packed into, where it is large
LARGE = 1024 * 1024
_END = b"PK\x05\x06"
_BEGINNING = (1980, 1, 1, 0, 0, 0)  # the earliest that the format can say: when a part was written is told to nobody

# What decides whether a document is harmless. Said twice in one element, in two namespaces, it could be read here in
# one way and by a program in the other.
_DECIDING = {"href", "Target", "TargetMode", "Type", "ContentType", "PartName", "formula", "instr", "action"}

Visit = Callable[[str, dict[str, str]], None]


def unpack(data: bytes) -> dict[str, bytes]:
    """The parts of an archive by their names, in their order. Raises NotTaken."""
    if not data.startswith(b"PK\x03\x04") or data.rfind(_END) != len(data) - 22:
        raise NotTaken(Fault.HIDDEN if data.find(b"PK\x03\x04") >= 0 else Fault.WRONG_KIND)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = archive.infolist()
        if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > MOST_BYTES:
            raise NotTaken(Fault.TOO_LARGE)
        if len({info.filename.casefold() for info in infos}) != len(infos):
            raise NotTaken(Fault.HIDDEN)
        return {info.filename: _read(archive, info) for info in infos if not info.is_dir()}


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    if info.flag_bits & 0x1:
        raise NotTaken(Fault.ENCRYPTED)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise NotTaken(Fault.BROKEN)
    if info.file_size > LARGE and info.file_size > MOST_RATIO * max(1, info.compress_size):
        raise NotTaken(Fault.TOO_LARGE)
    if info.filename.startswith("/") or "\\" in info.filename or ".." in info.filename.split("/"):
        raise NotTaken(Fault.HIDDEN)
    with archive.open(info) as part:
        content = part.read(info.file_size + 1)  # what it says of its size is not believed
    if len(content) != info.file_size:
        raise NotTaken(Fault.BROKEN)
    return content


def pack(parts: Mapping[str, bytes], *, stored: str = "") -> bytes:
    """An archive of these parts, which tells of no time and no machine. stored: a part that is not compressed."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, _BEGINNING)
            info.create_system = 0
            info.compress_type = zipfile.ZIP_STORED if name == stored else zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return written.getvalue()


def look_through(content: bytes, visit: Visit, read: Callable[[str, str], None] | None = None) -> None:
    """Show every element of a part of XML: `visit` takes its name without a namespace, and its attributes likewise;
    `read` takes the name of an element and a piece of the text in it.

    Raises NotTaken for what is no XML, or declares anything, or is written in another coding than UTF-8, in which
    the rest would be overlooked.
    """
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotTaken(Fault.HIDDEN) from error
    parser = expat.ParserCreate(namespace_separator=" ")
    path: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        path.append(local)
        keys = [key.rpartition(" ")[2] for key in attributes]
        if any(keys.count(key) > 1 for key in _DECIDING.intersection(keys)):
            raise NotTaken(Fault.HIDDEN)
        visit(local, dict(zip(keys, attributes.values(), strict=True)))

    def refuse(*_declared: object) -> None:
        raise NotTaken(Fault.HIDDEN)

    def declare(_version: str, coding: str | None, _alone: int) -> None:
        if coding is not None and coding.lower() not in ("utf-8", "utf8"):
            raise NotTaken(Fault.HIDDEN)

    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _name: path.pop()
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.XmlDeclHandler = declare
    if read is not None:
        parser.CharacterDataHandler = lambda text: read(path[-1], text) if path else None
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise NotTaken(Fault.BROKEN) from error
