"""Documents as they reach the site: honest ones full of canaries, and ones that somebody made to do harm."""

import io
import zipfile
from collections.abc import Callable, Mapping

import pytest
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject, TextStringObject

from community.library.stripping import Fault, NotTaken
from tests.members.pictures import canary_exif, written

MARK = b"canary"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
MAIN = {
    "docx": ("word/document.xml", "wordprocessingml.document"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet"),
    "pptx": ("ppt/presentation.xml", "presentationml.presentation"),
}


def fault_of(strip: Callable[[bytes, str], bytes], data: bytes, kind: str) -> Fault:
    """Why a file is not taken."""
    with pytest.raises(NotTaken) as found:
        strip(data, kind)
    return found.value.fault


def photo() -> bytes:
    """A JPEG that says who took it, and where."""
    return written(Image.new("RGB", (40, 30), 90), "JPEG", exif=canary_exif("canary"))


def archive(parts: Mapping[str, bytes], *, stored: str = "", comment: bytes = b"") -> bytes:
    """An archive of these parts."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content, zipfile.ZIP_STORED if name == stored else zipfile.ZIP_DEFLATED)
        made.comment = comment
    return data.getvalue()


def office_parts(kind: str = "docx") -> dict[str, bytes]:
    """What is in an Office document whose makers are told wherever it can tell them."""
    main, content_type = MAIN[kind]
    folder = main.split("/", maxsplit=1)[0]
    types = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="{_TYPES}">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/><Default Extension="jpeg" ContentType="image/jpeg"/>
<Override PartName="/{main}" ContentType="application/vnd.openxmlformats-officedocument.{content_type}.main+xml"/>
<Override PartName="/docProps/core.xml" ContentType="application/core-properties+xml"/></Types>"""
    top = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="{_RELATIONS}">
<Relationship Id="rId1" Type="{_R}/officeDocument" Target="{main}"/>
<Relationship Id="rId2" Type="{_RELATIONS}/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"""
    beside = f"""<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{_RELATIONS}">
<Relationship Id="rId1" Type="{_R}/hyperlink" Target="https://example.org/a" TargetMode="External"/>
<Relationship Id="rId2" Type="{_R}/customXml" Target="../customXml/item1.xml"/></Relationships>"""
    body = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document {_W}><w:body>
<w:p w:rsidR="00CANARY"><w:ins w:id="1" w:author="canary-changer"><w:r><w:t>우리는 만났습니다.</w:t></w:r></w:ins></w:p>
</w:body></w:document>"""
    return {
        "[Content_Types].xml": types.encode(),
        "_rels/.rels": top.encode(),
        main: body.encode(),
        f"{folder}/_rels/{main.split('/')[1]}.rels": beside.encode(),
        f"{folder}/comments.xml": (
            f'<w:comments {_W}><w:comment w:id="0" w:author=\'canary-critic\' w:initials="canary"/></w:comments>'
        ).encode(),
        f"{folder}/people.xml": (
            b'<people><person author="canary-a"><presenceInfo userId="canary-b"/></person></people>'
        ),
        f"{folder}/media/image1.jpeg": photo(),
        f"{folder}/media/image2.bmp": photo(),
        "docProps/core.xml": b"<core><creator>canary-author</creator></core>",
        "docProps/app.xml": b"<Properties><Company>canary-company</Company></Properties>",
        "docMetadata/LabelInfo.xml": b'<labels><label siteId="canary-organization"/></labels>',
        "customXml/item1.xml": b"<a>canary-custom</a>",
        "ppt/changesInfos/changesInfo1.xml": b'<chgInfo><chgData name="canary-changer"/></chgInfo>',
        "ppt/revisionInfo.xml": b'<revInfo><client id="canary-client"/></revInfo>',
        "xl/revisions/userNames.xml": b'<users><userInfo name="canary-user"/></users>',
    }


def office(kind: str = "docx", **changed: bytes) -> bytes:
    """Such a document; `changed` are further parts by their names."""
    return archive(office_parts(kind) | changed)


def relation(type_: str, target: str, mode: str = "External") -> bytes:
    """What a part refers to."""
    words = f'Id="rId9" Type="{_R}/{type_}" Target="{target}"' + (f' TargetMode="{mode}"' if mode else "")
    return f'<Relationships xmlns="{_RELATIONS}"><Relationship {words}/></Relationships>'.encode()


ODF = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}
_NAMESPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0" '
    'xmlns:officeooo="http://openoffice.org/2009/office" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
)


def odf_content(more: str = "") -> bytes:
    """The text of a document, with a comment, and `more` in it."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMESPACES}>'
        '<text:p officeooo:rsid="00canary">우리는 만났습니다.'
        '<text:a xlink:href="https://example.org/a">여기</text:a>'
        "<office:annotation><dc:creator>canary-critic</dc:creator><meta:creator-initials>canary</meta:creator-initials>"
        f"</office:annotation>{more}</text:p></office:document-content>"
    ).encode()


def odf_parts(kind: str = "odt", more: str = "") -> dict[str, bytes]:
    """What is in an OpenDocument file whose makers are told wherever it can tell them."""
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>'
        for name in ("content.xml", "meta.xml", "Thumbnails/thumbnail.png")
    )
    listed = f'<manifest:manifest xmlns:manifest="{manifest}">{entries}</manifest:manifest>'
    return {
        "mimetype": f"application/vnd.oasis.opendocument.{ODF[kind]}".encode(),
        "content.xml": odf_content(more),
        "meta.xml": b"<a>canary-author</a>",
        "settings.xml": b"<a>canary-printer</a>",
        "Thumbnails/thumbnail.png": b"canary-thumbnail",
        "Pictures/1.jpg": photo(),
        "Pictures/2.bmp": photo(),
        "META-INF/manifest.xml": listed.encode(),
    }


def odf(kind: str = "odt", more: str = "", **changed: bytes) -> bytes:
    """Such a document."""
    return archive(odf_parts(kind, more) | changed, stored="mimetype")


def pdf(change: object = None) -> bytes:
    """A PDF of one page that tells its makers wherever it can; `change` takes its writer before it is written."""
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    writer.add_metadata({"/Author": "canary-author", "/Creator": "canary-program"})
    xmp = StreamObject()
    xmp.set_data(b"<x>canary-xmp</x>")
    xmp[NameObject("/Type")] = NameObject("/Metadata")
    for place in (writer.root_object, page):
        place[NameObject("/Metadata")] = writer._add_object(xmp)
    earlier = StreamObject()
    earlier.set_data(b"canary-page")
    page[NameObject("/Thumb")] = writer._add_object(earlier)
    image = StreamObject()
    image._data = photo()
    image.update({NameObject("/Subtype"): NameObject("/Image"), NameObject("/Filter"): NameObject("/DCTDecode")})
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/XObject"): DictionaryObject({NameObject("/a"): writer._add_object(image)})}
    )
    note = DictionaryObject(
        {NameObject("/Subtype"): NameObject("/Text"), NameObject("/T"): TextStringObject("canary-t")}
    )
    note[NameObject("/Contents")] = TextStringObject("What was noted")
    writer.add_annotation(0, note | {NameObject("/Rect"): page.mediabox})
    if callable(change):
        change(writer)
    data = io.BytesIO()
    writer.write(data)
    return data.getvalue()
