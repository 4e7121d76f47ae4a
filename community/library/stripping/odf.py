"""LibreOffice's files (OpenDocument): nothing in them may run or be fetched from elsewhere.

Left out: who made them and when, who commented and changed, editing sessions, settings with printers, thumbnails, menus
of their own, and what the pictures in them say of themselves.
"""

import re
from urllib.parse import urlsplit
from xml.etree import ElementTree

from community.library.stripping import Fault, NotTaken
from community.library.stripping.archives import look_through, pack, unpack
from community.library.stripping.media import strip_media

_KINDS = {
    "odt": b"application/vnd.oasis.opendocument.text",
    "ods": b"application/vnd.oasis.opendocument.spreadsheet",
    "odp": b"application/vnd.oasis.opendocument.presentation",
}
_MANIFEST = "META-INF/manifest.xml"
# Pictures that tell of cameras and places in ways that nothing here cuts out (TIFF) are not among them.
_KNOWN = set("xml png jpg jpeg gif bmp emf wmf svm ttf otf".split())
_DROPPED = re.compile(
    r"Configurations2/|Thumbnails/|ObjectReplacements/|META-INF/(?!manifest\.xml)|(?:.+/)?settings\.xml$|(?:.+/)?meta\.xml$"
    r"|manifest\.rdf$|layout-cache$"
)
_RUNS = re.compile(r"^(?:Basic|Scripts|Dialogs)/", re.IGNORECASE)
_RUN_BY = {"event-listener", "macro", "library-embedded", "library-linked"}
# Also what stands in the text itself instead of in a part: nothing would be cut out of it.
_EMBEDDED = {"object-ole", "applet", "plugin", "floating-frame", "binary-data"}
_FETCHED = {"dde-source", "dde-connection", "dde-connection-decl", "database-source-sql", "database-source-query"}
_FORMULAS = re.compile(r"\b(?:WEBSERVICE|DDE)\s*\(|'(?:https?|file|ftp|smb):", re.IGNORECASE)
_PEOPLE = re.compile(
    rb"(<(?:dc:creator|meta:creator-initials|loext:sender-initials|text:author-name|text:author-initials"
    rb"|text:initial-creator|text:creator|text:sender-[\w-]+)\b[^>]*>)[^<]*(</)"
)

_SESSIONS = re.compile(rb"\sofficeooo:(?:paragraph-)?rsid=(?:\"[^\"]*\"|'[^']*')")


def strip(data: bytes, kind: str) -> bytes:
    """The document without what says who made it. Raises NotTaken."""
    parts = unpack(data)
    if next(iter(parts), "") != "mimetype" or parts["mimetype"] != _KINDS[kind] or _MANIFEST not in parts:
        raise NotTaken(Fault.WRONG_KIND)
    dropped = {name for name in parts if _DROPPED.match(name)}
    for name, content in parts.items():
        if name != "mimetype" and name not in dropped:
            _ensure_harmless(name, content)
    kept = {name: _stripped(name, content, dropped) for name, content in parts.items() if name not in dropped}
    return pack(kept, stored="mimetype")


def _ensure_harmless(name: str, content: bytes) -> None:
    if _RUNS.match(name):
        raise NotTaken(Fault.RUNS)
    ending = name.lower().rpartition("/")[2].rpartition(".")
    if not ending[1]:
        raise NotTaken(Fault.EMBEDDED)  # an object of another program has no ending
    if ending[2] not in _KNOWN:
        raise NotTaken(Fault.UNKNOWN_PART)
    if ending[2] == "xml":
        look_through(content, _ensure_still)


def _ensure_still(element: str, attributes: dict[str, str]) -> None:
    if element == "encryption-data":
        raise NotTaken(Fault.ENCRYPTED)
    if element in _RUN_BY:
        raise NotTaken(Fault.RUNS)
    if element in _EMBEDDED:
        raise NotTaken(Fault.EMBEDDED)
    if element in _FETCHED or _FORMULAS.search(attributes.get("formula", "")):
        raise NotTaken(Fault.EXTERNAL)
    target = attributes.get("href", "")
    pressed = element == "a" and urlsplit(target).scheme.lower() in ("", "http", "https", "mailto")
    if not pressed and (":" in target or target.startswith(("/", "\\", "../"))):
        raise NotTaken(Fault.EXTERNAL)


def _stripped(name: str, content: bytes, dropped: set[str]) -> bytes:
    ending = name.lower().rpartition(".")[2]
    if name == _MANIFEST:
        return _without(content, dropped)
    if ending != "xml":
        return strip_media(content)  # whatever its name calls it: programs go by what it is
    return _SESSIONS.sub(b"", _PEOPLE.sub(rb"\1\2", content))


def _without(manifest: bytes, dropped: set[str]) -> bytes:
    root = ElementTree.fromstring(manifest)  # noqa: S314  (looked through: it declares no entities)
    namespace = root.tag[1:].partition("}")[0]
    for row in list(root):
        path = row.get(f"{{{namespace}}}full-path", "")
        if path in dropped or path.startswith(("Configurations2/", "Thumbnails/", "ObjectReplacements/")):
            root.remove(row)
    ElementTree.register_namespace("manifest", namespace)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written
