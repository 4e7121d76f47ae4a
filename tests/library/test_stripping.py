"""What is taken out of files, and which are not taken at all; the controls show that the canaries are there before."""

import io
import zipfile

import pytest
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from community.library.files import FaultFound, FileTooLarge, KindRefused, NameRefused, look_into, tidy_name
from community.library.stripping import Fault, NotTaken, archives, images, office, pdf, texts
from community.library.stripping import odf as odf_module
from community.library.stripping.media import strip_jpeg
from tests.library import documents
from tests.library.documents import MARK, archive, odf, odf_content, office_parts, photo, relation
from tests.members.pictures import canary_exif, picture, written


def fault_of(strip, data, kind):
    with pytest.raises(NotTaken) as found:
        strip(data, kind)
    return found.value.fault


def opened(data):
    """Every part of an archive, and what stands outside of its parts."""
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


@pytest.mark.parametrize("progressive", [False, True])
def test_pictures_inside_lose_what_stands_behind_them_and_keep_their_pixels(progressive):
    """Telephones put further pictures behind a photo, each with what it says of itself."""
    whole = written(Image.effect_noise((64, 48), 60), "JPEG", exif=canary_exif("canary"), progressive=progressive)
    more = b"\xff\xe2" + (2 + 4 + 6).to_bytes(2, "big") + b"MPF\0" + MARK
    after = strip_jpeg(whole[:2] + more + whole[2:] + photo() + MARK)
    assert MARK not in after
    assert after.endswith(b"\xff\xd9")
    assert Image.open(io.BytesIO(after)).tobytes() == Image.open(io.BytesIO(whole)).tobytes()


def test_archives_tell_no_time_and_the_same_comes_out_twice():
    data = documents.office()
    assert office.strip(data, "docx") == office.strip(data, "docx")
    with zipfile.ZipFile(io.BytesIO(office.strip(data, "docx"))) as read:
        assert {info.date_time[0] for info in read.infolist()} == {1980}


def test_a_pdf_loses_its_makers_and_keeps_its_pages():
    before = documents.pdf()
    assert before.count(MARK) >= 5, "nothing to lose: this shows nothing"
    after = pdf.strip(before, "pdf")
    assert MARK not in after
    read = PdfReader(io.BytesIO(after))
    assert (len(read.pages), read.metadata, read.xmp_metadata) == (1, None, None)
    assert read.pages[0]["/Annots"][0].get_object()["/Contents"] == "What was noted"
    inside = read.pages[0]["/Resources"]["/XObject"]["/a"]._data
    assert Image.open(io.BytesIO(inside)).size == (40, 30)


def test_earlier_states_of_a_pdf_do_not_come_along():
    first = documents.pdf()
    assert MARK not in pdf.strip(first + b"\n% canary-remark\nstartxref\n" + first.rsplit(b"startxref\n", 1)[1], "pdf")


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp")])
def test_pictures_are_drawn_anew_in_their_own_shape(kind, name):
    before = picture(kind, (60, 25), exif=canary_exif("canary"))
    assert MARK in before, "nothing to lose: this shows nothing"
    after = images.strip(before, name)
    assert MARK not in after
    with Image.open(io.BytesIO(after)) as drawn:
        assert (drawn.size, drawn.format) == ((60, 25), kind)


HARM = "word/document.xml"


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


def _dictionary(**values):
    return DictionaryObject({NameObject(f"/{key}"): value for key, value in values.items()})


_SCRIPT = _dictionary(S=NameObject("/JavaScript"), JS=TextStringObject("app.alert(1)"))


def _open_with(action):
    return lambda writer: writer.root_object.update({NameObject("/OpenAction"): action})


def _annotate(**values):
    def change(writer):
        note = _dictionary(**values) | {NameObject("/Rect"): writer.pages[0].mediabox}
        writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(DictionaryObject(note))])

    return change


def _press(action):
    return _annotate(Subtype=NameObject("/Link"), A=action)


def _launch_hidden(writer):
    """An action that says what it does in an object of its own."""
    _press(_dictionary(S=writer._add_object(NameObject("/Launch")), F=TextStringObject("cmd.exe")))(writer)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (_launch_hidden, Fault.RUNS),
        (_press(_dictionary(S=NameObject("/URI"), URI=TextStringObject("file://evil.example/a"))), Fault.EXTERNAL),
        (lambda writer: writer.root_object.update({NameObject("/Names"): _dictionary(JavaScript=_SCRIPT)}), Fault.RUNS),
        (_open_with(_SCRIPT), Fault.RUNS),
        (_open_with(_dictionary(S=NameObject("/Launch"))), Fault.RUNS),
        (_open_with(_dictionary(S=NameObject("/URI"), URI=TextStringObject("https://evil.example"))), Fault.RUNS),
        (lambda writer: writer.pages[0].update({NameObject("/AA"): _dictionary(O=_SCRIPT)}), Fault.RUNS),
        (_annotate(Subtype=NameObject("/Link"), A=_dictionary(S=NameObject("/GoToR"))), Fault.RUNS),
        (
            lambda writer: writer.root_object.update({NameObject("/AcroForm"): _dictionary(XFA=ArrayObject())}),
            Fault.RUNS,
        ),
        (lambda writer: writer.add_attachment("a.exe", b"MZ"), Fault.EMBEDDED),
        (_annotate(Subtype=NameObject("/FileAttachment")), Fault.EMBEDDED),
        (_annotate(Subtype=NameObject("/RichMedia")), Fault.EMBEDDED),
        (lambda writer: writer.encrypt("secret"), Fault.ENCRYPTED),
    ],
)
def test_pdf_files_that_do_harm_are_not_taken(change, fault):
    assert fault_of(pdf.strip, documents.pdf(change), "pdf") is fault


def test_links_that_one_presses_stay_in_a_pdf():
    link = _press(_dictionary(S=NameObject("/URI"), URI=TextStringObject("https://example.org/a")))
    read = PdfReader(io.BytesIO(pdf.strip(documents.pdf(link), "pdf")))
    assert read.pages[0]["/Annots"][0].get_object()["/A"]["/URI"] == "https://example.org/a"


def test_an_object_is_looked_at_in_each_of_its_generations():
    """Two objects may have one number: whoever has seen the first has not seen the second."""
    data = b"%PDF-1.4\n"
    places = {}
    for name, body in (
        ("1 0", b"<</Type/Catalog/Pages 2 0 R>>"),
        ("2 0", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"),
        ("3 0", b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/B 4 1 R/A 4 0 R>>"),
        ("4 0", b"<</Harmless true>>"),
        ("4 1", b"<</S/Launch/F(cmd.exe)>>"),
    ):
        places[name] = len(data)
        data += name.encode() + b" obj\n" + body + b"\nendobj\n"
    start = len(data)
    rows = [b"0000000000 65535 f "] + [b"%010d 00000 n " % places[f"{number} 0"] for number in (1, 2, 3, 4)]
    data += b"xref\n0 5\n" + b"\n".join(rows) + b"\n4 1\n" + b"%010d 00001 n " % places["4 1"]
    data += b"\ntrailer\n<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start
    assert fault_of(pdf.strip, data, "pdf") is Fault.RUNS


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (lambda: b"MZ" + documents.pdf(), Fault.HIDDEN),
        (lambda: documents.pdf() + archive({"a.class": b"x"}), Fault.HIDDEN),
        (lambda: b"<html>", Fault.WRONG_KIND),
    ],
)
def test_what_is_a_pdf_and_something_else_is_not_taken(data, fault):
    assert fault_of(pdf.strip, data(), "pdf") is fault


@pytest.mark.parametrize(
    ("data", "kind", "fault"),
    [
        ("가격, 수량\n3, -4\n".encode(), "csv", None),
        ("이름;전화\n김;+82 10\n".encode("cp949"), "csv", None),
        (b"a,=HYPERLINK(1)\n", "csv", Fault.FORMULA),
        (b'a;"=cmd|x"\n', "csv", Fault.FORMULA),
        (b"a\t@SUM(1)\n", "csv", Fault.FORMULA),
        (b"+cmd|' /C calc'!A0", "csv", Fault.FORMULA),
        ("＝1+1".encode(), "csv", Fault.FORMULA),
        (b"Who brings tea?\n- I\n", "txt", None),
        (b"<script>alert(1)</script>", "txt", Fault.HIDDEN),
        (b"  <!DOCTYPE html>", "txt", Fault.HIDDEN),
        (b"a\x00b", "txt", Fault.HIDDEN),
        ("abc\u202etxt.exe".encode(), "txt", Fault.HIDDEN),
        (b"\xff\xfe\x80\x81", "txt", Fault.WRONG_KIND),
        (b"%PDF-1.7", "txt", Fault.HIDDEN),
    ],
)
def test_texts(data, kind, fault):
    if fault is None:
        assert texts.strip(data, kind) == data
    else:
        assert fault_of(texts.strip, data, kind) is fault


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("보고서.PDF", "보고서.pdf"),
        ("2026.11.20 minutes v1.2.docx", "2026.11.20 minutes v1.2.docx"),
        ("C:\\Users\\haru\\a.txt", "a.txt"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("..hidden.txt", "hidden.txt"),
        ('a"b<c>.csv', "a_b_c_.csv"),
        ("물" * 300 + ".pdf", "물" * 116 + ".pdf"),
        ("photo.jpeg", "photo.jpeg"),
    ],
)
def test_names_are_tidied(name, kept):
    assert tidy_name(name)[0] == kept


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("invoice.pdf.docx", NameRefused),
        ("invoice.exe.pdf", NameRefused),
        ("page.html.txt", NameRefused),
        ("fdp.\u202exe.pdf", NameRefused),
        ("a\u200b.pdf", NameRefused),
        ("invoice.pdf" + " " * 40 + ".txt", NameRefused),
        ("a\nb.pdf", NameRefused),
        ("a.exe", KindRefused),
        ("a.docm", KindRefused),
        ("a.hwp", KindRefused),
        ("a.svg", KindRefused),
        ("a", KindRefused),
        ("", KindRefused),
        (".pdf.", KindRefused),
    ],
)
def test_names_that_hide_what_a_file_is_are_not_taken(name, refusal):
    with pytest.raises(refusal):
        tidy_name(name)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.docx", documents.office()),
        ("a.odt", odf()),
        ("a.pdf", documents.pdf()),
        ("a.jpg", photo()),
        ("a.txt", b"Who brings tea?"),
    ],
)
def test_the_process_takes_each_family(name, data):
    kept = look_into(name, data)
    assert MARK not in kept.data
    assert kept.data


def test_the_process_says_what_is_wrong_and_knows_nothing_of_the_site(monkeypatch):
    monkeypatch.setenv("COMMUNITY_SECRET_KEY", "a secret that no child is told")
    for name, data, fault in (
        ("a.docx", archive(office_parts() | {"word/vbaProject.bin": b"x"}), Fault.RUNS),
        ("a.pdf", b"%PDF-1.7 broken", Fault.BROKEN),
        ("a.jpg", photo() + archive({"a": b"x"}), Fault.HIDDEN),
        ("a.png", b"<html>", Fault.HIDDEN),
    ):
        with pytest.raises(FaultFound) as found:
            look_into(name, data)
        assert found.value.fault is fault
        assert str(found.value)
    monkeypatch.setattr("community.library.files._PROGRAM", "import os, sys; sys.stdout.write(repr(dict(os.environ)))")
    assert b"COMMUNITY" not in look_into("a.txt", b"x").data


def test_too_much_is_not_even_looked_into():
    with pytest.raises(FileTooLarge):
        look_into("a.txt", b"x" * (10 * 1024 * 1024 + 1))
