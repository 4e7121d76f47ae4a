"""Word, Excel and PowerPoint files (Office Open XML): nothing in them may run or be fetched from elsewhere.

Left out: who made them and when, for which organization, comments' and changes' authors, editing sessions, printers,
thumbnails, data bound to them, and what the pictures in them say of themselves.
"""

import posixpath
import re
from collections.abc import Callable
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

from community.library.stripping import Fault, NotTaken
from community.library.stripping.archives import look_through, pack, unpack
from community.library.stripping.media import strip_media

_MAIN = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
}
_TYPES = "[Content_Types].xml"
# Pictures that tell of cameras and places in ways that nothing here cuts out (TIFF, HD Photo) are not among them.
_KNOWN = set("xml rels vml png jpg jpeg gif bmp emf wmf fntdata odttf".split())
# Beside properties: the label of the organization, and the logs of who changed what.
_DROPPED = re.compile(
    r"docProps/|docMetadata/|customXml/|(?:xl|word|ppt)/printerSettings/|ppt/(?:changesInfos/|revisionInfo\.xml)"
    r"|xl/revisions/",
    re.IGNORECASE,
)
# Parts by which something runs, is carried along, or is fetched; by their names, and by what others call them: programs
# go by that, whatever the name is.
_FAULTY = (
    (
        re.compile(r"vbaproject|vbadata|activex|ctrlprops|customui|macrosheets|dialogsheets|webextension|taskpane"),
        Fault.RUNS,
    ),
    (re.compile(r"/embeddings/|oleobject|/media/[^/]+\.(?:mp4|avi|wmv|mov|wav|mp3|m4a)$"), Fault.EMBEDDED),
    (re.compile(r"/externallinks/|/querytables/|xl/connections\.xml"), Fault.EXTERNAL),
)
_KINDS = (
    (
        re.compile(
            r"vba|macro|activex|customui|dialogsheet|webextension|taskpane|/(?:control|ctrlprop|ui/)", re.IGNORECASE
        ),
        Fault.RUNS,
    ),
    (re.compile(r"/(?:oleobject|package|afchunk|video|audio|media)$", re.IGNORECASE), Fault.EMBEDDED),
    (re.compile(r"/(?:externallink(?:path)?|querytable|connections)$", re.IGNORECASE), Fault.EXTERNAL),
)
_RUN_BY = {"control", "macro", "ocx", "macrosheet", "dialogsheet"}
_EMBEDDED = {"altChunk", "OLEObject", "oleObject", "object", "contentPart", "audioFile", "videoFile"}
_FETCHED = {"ddeLink", "ddeService", "connections", "queryTable", "externalLink", "webPr", "dbPr"}
_FIELDS = re.compile(r"\b(?:DDE|DDEAUTO|INCLUDEPICTURE|INCLUDETEXT|LINK|MACROBUTTON|DATABASE|IMPORT)\b", re.IGNORECASE)
_FORMULAS = re.compile(
    r"\b(?:WEBSERVICE|IMAGE|IMPORT\w+|RTD|CALL|REGISTER|EXEC)\s*\(|\w\s*\|\s*'|^\s*'?\\\\", re.IGNORECASE
)
_AUTOMATIC = re.compile(r"auto_?(?:open|close|activate)", re.IGNORECASE)

# What says who: attributes and elements that are emptied, wherever their namespace's short name puts them.
_QUOTED = rb"(\s(?:\w+:)?(?:%s)\s*=\s*)(?:\"[^\"]*\"|'[^']*')"
_WRITERS = re.compile(_QUOTED % rb"author|initials|userId|providerId|displayName|userName")
_NAMES = re.compile(_QUOTED % rb"name|initials|userId|providerId")
_SESSIONS = re.compile(rb"\s(?:\w+:)?rsid\w*\s*=\s*(?:\"[^\"]*\"|'[^']*')|<w:rsids>.*?</w:rsids>", re.DOTALL)
_AUTHORS = re.compile(rb"(<(?:\w+:)?author>)[^<]*(</)")
_PATHS = re.compile(rb"<(?:\w+:)?absPath\b[^>]*/>")
_PRINTERS = re.compile(rb"(<(?:\w+:)?pageSetup\b[^>]*?)\s\w+:id\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_PEOPLE = re.compile(r"(?:commentAuthors|authors|persons?\d*|people)\.xml$|/persons/", re.IGNORECASE)


def strip(data: bytes, kind: str) -> bytes:
    """The document without what says who made it. Raises NotTaken."""
    parts = unpack(data)
    if _TYPES not in parts:
        raise NotTaken(Fault.WRONG_KIND)
    _ensure_kind(parts[_TYPES], kind)
    for name, content in parts.items():
        if not _DROPPED.match(name):
            _ensure_harmless(name, content)
    dropped = {name for name in parts if _DROPPED.match(name)}
    return pack({name: _stripped(name, content, dropped) for name, content in parts.items() if name not in dropped})


def _ensure_kind(types: bytes, kind: str) -> None:
    found: set[str] = set()
    look_through(types, lambda _name, attributes: found.add(attributes.get("ContentType", "")))
    if any(_KINDS[0][0].search(one) for one in found):
        raise NotTaken(Fault.RUNS)
    if _MAIN[kind] not in found:
        raise NotTaken(Fault.WRONG_KIND)


def _ensure_harmless(name: str, content: bytes) -> None:
    lower = f"/{name.lower()}"
    for pattern, fault in _FAULTY:
        if pattern.search(lower):
            raise NotTaken(fault)
    ending = lower.rpartition(".")[2]
    if ending not in _KNOWN:
        raise NotTaken(Fault.UNKNOWN_PART)
    if ending == "rels":
        look_through(content, _ensure_inside)
    elif ending in ("xml", "vml"):
        read: dict[str, list[str]] = {"instrText": [], "f": [], "definedName": [], "formula": []}
        look_through(content, _ensure_still, lambda element, text: read.get(element, []).append(text))
        # Commands of fields are cut into pieces on purpose; put together, they are what a program reads.
        formulas = read["f"] + read["definedName"] + read["formula"]
        if _FIELDS.search("".join(read["instrText"])) or any(_FORMULAS.search(one) for one in formulas):
            raise NotTaken(Fault.EXTERNAL)


def _ensure_inside(element: str, attributes: dict[str, str]) -> None:
    """A part may refer to another part, or to a page that somebody has to press on to open."""
    if element != "Relationship":
        return
    target, kind = attributes.get("Target", ""), attributes.get("Type", "")
    for pattern, fault in _KINDS:
        if pattern.search(kind):
            raise NotTaken(fault)
    if attributes.get("TargetMode", "").lower() == "external":
        if not (kind.endswith("/hyperlink") and urlsplit(target).scheme.lower() in ("http", "https", "mailto", "")):
            raise NotTaken(Fault.EXTERNAL)
        if target.startswith(("\\\\", "//")):
            raise NotTaken(Fault.EXTERNAL)
    elif ":" in target or target.startswith(("\\", "//")):
        raise NotTaken(Fault.EXTERNAL)


def _ensure_still(element: str, attributes: dict[str, str]) -> None:
    if element in _RUN_BY or attributes.get("action", "").lower().startswith(
        ("ppaction://program", "ppaction://macro")
    ):
        raise NotTaken(Fault.RUNS)
    if element == "definedName" and _AUTOMATIC.search(attributes.get("name", "")):
        raise NotTaken(Fault.RUNS)
    if element in _EMBEDDED:
        raise NotTaken(Fault.EMBEDDED)
    if element in _FETCHED or (element == "fldSimple" and _FIELDS.search(attributes.get("instr", ""))):
        raise NotTaken(Fault.EXTERNAL)


def _stripped(name: str, content: bytes, dropped: set[str]) -> bytes:
    ending = name.lower().rpartition(".")[2]
    if ending == "rels":
        return _without_relations(name, content, dropped)
    if name == _TYPES:
        return _without(content, lambda row: unquote(row.get("PartName", "")).lstrip("/") in dropped)
    if ending == "vml":
        return content
    if ending != "xml":
        return strip_media(content)  # whatever its name calls it: programs go by what it is
    content = _PATHS.sub(b"", _SESSIONS.sub(b"", _WRITERS.sub(rb'\1""', content)))
    content = _PRINTERS.sub(rb"\1", content)
    if "comments" in name.lower():
        content = _AUTHORS.sub(rb"\1\2", content)
    return _NAMES.sub(rb'\1""', content) if _PEOPLE.search(name) else content


def _without_relations(name: str, content: bytes, dropped: set[str]) -> bytes:
    folder = posixpath.dirname(posixpath.dirname(name))

    def leads_to_dropped(row: ElementTree.Element) -> bool:
        target = unquote(row.get("Target", ""))
        there = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        return row.get("TargetMode", "").lower() != "external" and there in dropped

    return _without(content, leads_to_dropped)


def _without(content: bytes, is_gone: Callable[[ElementTree.Element], bool]) -> bytes:
    root = ElementTree.fromstring(content)  # noqa: S314  (looked through: it declares no entities)
    for row in [row for row in root if is_gone(row)]:
        root.remove(row)
    namespace = root.tag[1:].partition("}")[0]
    ElementTree.register_namespace("", namespace)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written
