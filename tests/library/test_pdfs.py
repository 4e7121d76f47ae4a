"""PDF: what is taken out of it, and what is not taken at all; the controls show that the canaries are there before."""

import io
import zlib

import pytest
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NullObject, NumberObject, TextStringObject

from community.library.stripping import Fault, pdf
from tests.library import documents
from tests.library.documents import MARK, archive, fault_of
from tests.members.pictures import written


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


def _with_picture(data, filters, parameters=None):
    def change(writer):
        image = writer.pages[0]["/Resources"]["/XObject"]["/a"]
        image._data = data
        image[NameObject("/Filter")] = writer._add_object(ArrayObject([NameObject(name) for name in filters]))
        if parameters is not None:
            image[NameObject("/DecodeParms")] = parameters

    return change


def _picture_of(data):
    return PdfReader(io.BytesIO(data)).pages[0]["/Resources"]["/XObject"]["/a"]


def test_pictures_that_are_packed_once_more_lose_what_they_say_of_themselves():
    said = ArrayObject([NullObject(), DictionaryObject({NameObject("/ColorTransform"): NumberObject(1)})])
    packed = _with_picture(zlib.compress(documents.photo()), ["/FlateDecode", "/DCTDecode"], said)
    image = _picture_of(pdf.strip(documents.pdf(packed), "pdf"))
    assert (image["/Filter"], dict(image["/DecodeParms"])) == ("/DCTDecode", {"/ColorTransform": 1})
    assert MARK not in image._data
    with Image.open(io.BytesIO(image._data)) as drawn:
        assert drawn.size == (40, 30)


def test_pictures_in_jpeg_2000_lose_what_they_say_of_themselves():
    drawn = written(Image.new("RGB", (40, 30), 90), "JPEG2000")
    start = drawn.index(b"jp2c") - 4
    note = (8 + 16 + len(MARK)).to_bytes(4, "big") + b"uuid" + bytes(16) + MARK
    for place in (start, len(drawn)):
        noted = drawn[:place] + note + drawn[place:]
        image = _picture_of(pdf.strip(documents.pdf(_with_picture(noted, ["/JPXDecode"])), "pdf"))
        assert image._data == drawn


def test_earlier_states_of_a_pdf_do_not_come_along():
    first = documents.pdf()
    assert MARK not in pdf.strip(first + b"\n% canary-remark\nstartxref\n" + first.rsplit(b"startxref\n", 1)[1], "pdf")


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
