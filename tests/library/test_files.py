"""What is taken as a file: plain texts, names, and the process in which each is looked into."""

import pytest

from community.library.files import FaultFound, FileTooLarge, KindRefused, NameRefused, look_into, tidy_name
from community.library.stripping import Fault, texts
from tests.library import documents
from tests.library.documents import MARK, archive, fault_of, odf, office_parts, photo


@pytest.mark.parametrize(
    ("data", "kind", "fault"),
    [
        ("가격, 수량\n3, -4\n".encode(), "csv", None),
        ("이름;전화\n김;+82 10\n".encode("cp949"), "csv", None),
        (b"a,=HYPERLINK(1)\n", "csv", Fault.FORMULA),
        (b"a,'=HYPERLINK(1)\n", "csv", None),  # as we advise
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
