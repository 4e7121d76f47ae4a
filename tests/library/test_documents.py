"""Office documents: what is taken out of them, and which are not taken at all; the controls show that the canaries are
there before."""

import io
import zipfile

import pytest

from community.library.stripping import Fault, archives, office
from community.library.stripping import odf as odf_module
from tests.library import documents
from tests.library.documents import MARK, archive, fault_of, odf, odf_content, office_parts, photo, relation


def opened(data):
    """Every part of an archive by its name."""
    with zipfile.ZipFile(io.BytesIO(data)) as read:
        return {name: read.read(name) for name in read.namelist()}


@pytest.mark.parametrize("kind", documents.MAIN)
def test_office_documents_lose_their_makers_and_keep_their_text(kind):
    before = documents.office(kind)
    assert sum(MARK in part.lower() for part in opened(before).values()) > 5, "nothing to lose: this shows nothing"
    after = opened(office.strip(before, kind))
    assert [name for name, part in after.items() if MARK in part.lower()] == []
    assert "우리는 만났습니다." in after[documents.MAIN[kind][0]].decode()
    assert not {name for name in after if name.startswith(("docProps", "customXml"))}
    for name, part in after.items():
        if name.endswith((".xml", ".rels")):
            archives.look_through(part, lambda *_seen: None)
    assert b"docProps" not in after["_rels/.rels"] + after["[Content_Types].xml"]


@pytest.mark.parametrize("kind", documents.ODF)
def test_libreoffice_documents_lose_their_makers_and_keep_their_text(kind):
    before = odf(kind)
    assert sum(MARK in part for part in opened(before).values()) > 4, "nothing to lose: this shows nothing"
    after = opened(odf_module.strip(before, kind))
    assert [name for name, part in after.items() if MARK in part] == []
    assert "우리는 만났습니다." in after["content.xml"].decode()
    assert next(iter(after)) == "mimetype"
    assert b"meta.xml" not in after["META-INF/manifest.xml"]


def test_archives_tell_no_time_and_the_same_comes_out_twice():
    data = documents.office()
    assert office.strip(data, "docx") == office.strip(data, "docx")
    with zipfile.ZipFile(io.BytesIO(office.strip(data, "docx"))) as read:
        assert {info.date_time[0] for info in read.infolist()} == {1980}


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"word/vbaProject.bin": b"x"}, Fault.RUNS),
        ({"word/activeX/activeX1.xml": b"<a/>"}, Fault.RUNS),
        ({"xl/macrosheets/sheet1.xml": b"<a/>"}, Fault.RUNS),
        ({"customUI/customUI.xml": b"<a/>"}, Fault.RUNS),
        ({"word/a.xml": b'<a action="ppaction://program"/>'}, Fault.RUNS),
        ({"xl/a.xml": b'<definedName name="_xlnm.Auto_Open">x</definedName>'}, Fault.RUNS),
        ({"word/embeddings/oleObject1.bin": b"x"}, Fault.EMBEDDED),
        ({"word/embeddings/Sheet1.xlsx": b"x"}, Fault.EMBEDDED),
        ({"ppt/media/film.mp4": b"x"}, Fault.EMBEDDED),
        ({"word/a.xml": b"<a><altChunk/></a>"}, Fault.EMBEDDED),
        ({"word/a.exe": b"MZ"}, Fault.UNKNOWN_PART),
        ({"word/media/scan.tif": b"II*\0"}, Fault.UNKNOWN_PART),
        ({"ppt/media/hdphoto1.wdp": b"II\xbc"}, Fault.UNKNOWN_PART),
        ({"word/_rels/settings.xml.rels": relation("attachedTemplate", "https://evil.example/t.dotm")}, Fault.EXTERNAL),
        ({"word/_rels/a.xml.rels": relation("image", "http://evil.example/p.png")}, Fault.EXTERNAL),
        ({"word/_rels/a.xml.rels": relation("hyperlink", "file:///c:/x")}, Fault.EXTERNAL),
        ({"word/_rels/a.xml.rels": relation("hyperlink", "//evil.example/x")}, Fault.EXTERNAL),
        ({"word/_rels/a.xml.rels": relation("image", "https://evil.example/p.png", mode="")}, Fault.EXTERNAL),
        ({"xl/externalLinks/externalLink1.xml": b"<a/>"}, Fault.EXTERNAL),
        ({"xl/connections.xml": b"<a/>"}, Fault.EXTERNAL),
        ({"word/a.xml": b"<a><instrText>DD</instrText><instrText>EAUTO c:\\x</instrText></a>"}, Fault.EXTERNAL),
        ({"word/a.xml": b'<a><fldSimple instr="INCLUDEPICTURE http://x"/></a>'}, Fault.EXTERNAL),
        ({"xl/a.xml": b"<a><f>WEBSERVICE(&quot;http://x&quot;)</f></a>"}, Fault.EXTERNAL),
        ({"xl/a.xml": b"<a><f>cmd|' /c calc'!A0</f></a>"}, Fault.EXTERNAL),
        ({"xl/a.xml": b"<a><f>_xlfn.IMAGE(&quot;https://x&quot;)</f></a>"}, Fault.EXTERNAL),
        # Under names that say nothing of what they are.
        ({"word/_rels/a.xml.rels": relation("vbaProject", "media/a.bmp", mode="")}, Fault.RUNS),
        ({"word/_rels/a.xml.rels": relation("oleObject", "media/a.emf", mode="")}, Fault.EMBEDDED),
        ({"xl/a.xml": b"<connections><connection><webPr url='https://x'/></connection></connections>"}, Fault.EXTERNAL),
        ({"xl/a.xml": b'<xm:macrosheet xmlns:xm="a"/>'}, Fault.RUNS),
        # Twice, so that the second hides the first.
        (
            {
                "word/_rels/a.xml.rels": relation("image", "https://evil.example/p.png").replace(
                    b"/></R", b' xmlns:x="x" x:TargetMode="Internal" x:Target="a.png"/></R'
                )
            },
            Fault.HIDDEN,
        ),
        ({"word/a.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, Fault.HIDDEN),
        ({"word/a.xml": '<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16")}, Fault.HIDDEN),
        ({"word/a.xml": b"<a>"}, Fault.BROKEN),
    ],
)
def test_office_documents_that_do_harm_are_not_taken(changed, fault):
    assert fault_of(office.strip, archive(office_parts() | changed), "docx") is fault


def test_a_macro_document_under_another_name_is_not_taken():
    types = office_parts()["[Content_Types].xml"].replace(
        b"vnd.openxmlformats-officedocument.wordprocessingml.document.main", b"vnd.ms-word.document.macroEnabled.main"
    )
    assert fault_of(office.strip, archive(office_parts() | {"[Content_Types].xml": types}), "docx") is Fault.RUNS
    assert fault_of(office.strip, documents.office("xlsx"), "docx") is Fault.WRONG_KIND


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (lambda: odf(**{"Basic/script-lb.xml": b"<a/>"}), Fault.RUNS),
        (lambda: odf(**{"Scripts/python/a.py": b"x"}), Fault.RUNS),
        (lambda: odf(more='<script:event-listener xlink:href="vnd.sun.star.script:a"/>'), Fault.RUNS),
        (lambda: odf(**{"Object 1": b"\xd0\xcf"}), Fault.EMBEDDED),
        (lambda: odf(more="<draw:object-ole/>"), Fault.EMBEDDED),
        (
            lambda: odf(more="<draw:image><office:binary-data>/9j/4AA=</office:binary-data></draw:image>"),
            Fault.EMBEDDED,
        ),
        (lambda: odf(**{"Pictures/scan.tif": b"II*\0"}), Fault.UNKNOWN_PART),
        (lambda: odf(more='<draw:image xlink:href="https://evil.example/p.png"/>'), Fault.EXTERNAL),
        (lambda: odf(more='<draw:image xlink:href="../../p.png"/>'), Fault.EXTERNAL),
        (
            lambda: odf(more='<draw:image xlink:href="https://evil.example/p.png" text:href="Pictures/1.jpg"/>'),
            Fault.HIDDEN,
        ),
        (lambda: odf(more='<text:a xlink:href="javascript:x"/>'), Fault.EXTERNAL),
        (lambda: odf(more='<table:cell table:formula="of:=WEBSERVICE(1)"/>'), Fault.EXTERNAL),
        (lambda: odf(more="<text:dde-source/>"), Fault.EXTERNAL),
        (lambda: odf(**{"a.exe": b"x"}), Fault.UNKNOWN_PART),
        (lambda: odf("ods"), Fault.WRONG_KIND),
        (lambda: archive({"content.xml": odf_content()}), Fault.WRONG_KIND),
    ],
)
def test_libreoffice_documents_that_do_harm_are_not_taken(data, fault):
    assert fault_of(odf_module.strip, data(), "odt") is fault


def _bomb():
    return archive(office_parts() | {"word/a.xml": b"<a>" + b" " * 60_000_000 + b"</a>"})


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (lambda: documents.office() + b"trailing", Fault.HIDDEN),
        (lambda: photo() + documents.office(), Fault.HIDDEN),
        (lambda: archive(office_parts(), comment=b"x"), Fault.HIDDEN),
        (lambda: archive(office_parts() | {"../../a.xml": b"<a/>"}), Fault.HIDDEN),
        (lambda: archive(office_parts() | {"WORD/document.xml": b"<a/>"}), Fault.HIDDEN),
        (lambda: archive(office_parts() | {f"word/{number}.xml": b"<a/>" for number in range(2100)}), Fault.TOO_LARGE),
        (_bomb, Fault.TOO_LARGE),
        (lambda: b"no archive", Fault.WRONG_KIND),
    ],
)
def test_archives_are_what_they_say_and_no_larger(data, fault):
    assert fault_of(office.strip, data(), "docx") is fault
