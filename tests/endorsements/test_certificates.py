"""The certificate and the receipt: what their owner takes away."""

import io
import json
import threading
import unicodedata

import pytest
import typst
from pypdf import PdfReader

from community.crypto import sign
from community.db import db
from community.declaration.texts import current_digest, text
from community.endorsements import certificates, operations, queries
from community.endorsements.models import EndorsementState, Shown
from community.ledger.operations import sign_checkpoint
from community.web import typesetting
from community.web.typesetting import PLAIN, SERIF, STRONG
from tests.apps import another_app
from tests.endorsements.factories import EndorsementFactory
from tests.factories import MemberFactory
from tests.pages import PageClient

A4 = (595.276, 841.89)
# What typst, PDF and templates would read as more than letters.
HOSTILE = '#read("/etc/passwd") $x^2$ \\ [b] @a <t> *c* _d_ `e` {{ 7*7 }} // f /* g */ #{1+1} = h'


def path_of(endorsement, way="certificate", language="en"):
    return f"/{language}/endorse/yours/{sign(queries.YOURS, endorsement.id.hex)}/{way}"


def certified(**values):
    """An endorsement that a checkpoint covers."""
    endorsement = EndorsementFactory(**values)
    sign_checkpoint()
    return endorsement


def read(client, endorsement, language="en"):
    answer = client.get(path_of(endorsement, language=language)).response
    assert answer.status_code == 200
    return PdfReader(io.BytesIO(answer.data))


def words_of(reader):
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def letters_of(words):
    return "".join(words.split())


@pytest.mark.parametrize("language", ["en", "ko"])
def test_certificate_says_what_was_endorsed(client, language):
    endorsement = certified(
        name="김하늘 Haneul", language="ko", pledges={2: "북한 주민의 건강권을 알리겠습니다.", 7: None}
    )
    reader = read(client, endorsement, language)
    words = letters_of(words_of(reader))
    own = text(language)
    for said in (
        "김하늘 Haneul",
        "북한 주민의 건강권을 알리겠습니다.",
        own.title,
        own.commitment(2),
        own.commitment(7),
    ):
        assert letters_of(said) in words
    assert letters_of(own.commitment(1)) not in words
    for proof in (f"endorsed {endorsement.leaf.hex()}", current_digest()):
        assert letters_of(proof) in words


@pytest.mark.parametrize("language", ["en", "ko"])
def test_certificate_is_one_a4_page_that_can_be_read_aloud(client, language):
    reader = read(client, certified(name="Kim Haneul", pledges={1: "I nurse."}), language)
    (page,) = reader.pages
    assert [round(float(side)) for side in page.mediabox[2:]] == [round(side) for side in A4]
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == language
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title
    for font in page["/Resources"]["/Font"].values():
        (descendant,) = font["/DescendantFonts"]
        assert {"/FontFile2", "/FontFile3"} & set(descendant["/FontDescriptor"])


def test_certificate_with_much_on_it_takes_two_pages(client):
    endorsement = certified(
        name="이름 " * 20, language="ko", pledges=dict.fromkeys(range(1, 8), "가르치겠습니다. " * 30)
    )
    assert len(read(client, endorsement, "ko").pages) == 2


def test_certificate_reads_what_people_wrote_as_letters(client):
    endorsement = certified(name=HOSTILE[:80], pledges={1: HOSTILE})
    words = letters_of(words_of(read(client, endorsement)))
    assert letters_of(HOSTILE[:80]) in words
    assert letters_of(HOSTILE) in words
    assert "root:" not in words


def test_control_the_template_is_read_as_code_and_no_other_file_is():
    read_other = '#read("/etc/passwd")'
    with pytest.raises(Exception, match=r"failed to load|denied|not found"):
        typst.compile(read_other.encode(), root=certificates._FOLDER, ignore_system_fonts=True)


def test_certificate_of_one_who_is_only_counted_names_nobody(client):
    endorsement = certified(name="Kim Haneul")
    assert "Kim Haneul" in words_of(read(client, endorsement))  # the control
    endorsement.shown = Shown.COUNTED
    db.session.commit()
    reader = read(client, endorsement)
    assert "Haneul" not in words_of(reader)
    assert "Haneul" not in str(reader.metadata)


def test_certificate_leads_only_here(client):
    endorsement = certified()

    def links():
        (page,) = read(client, endorsement, "ko").pages
        return {note.get_object()["/A"]["/URI"] for note in page["/Annots"]}

    assert links() == {"http://localhost/ko/ledger"}
    operations.share_by_token(token=sign(queries.YOURS, endorsement.id.hex))
    assert links() == {f"http://localhost/ko/endorsements/by/{endorsement.share_code}"}


def test_certificate_is_the_same_bytes_and_stored_by_nobody(client):
    path = path_of(certified())
    one, other = client.get(path).response, client.get(path).response
    assert one.data == other.data
    assert one.headers["Cache-Control"] == "no-store"
    assert one.headers["Content-Disposition"] == "attachment; filename=ripples-en.pdf"


def test_certificate_as_member(client):
    member = MemberFactory()
    certified(member_id=member.id, name="Kim Haneul")
    assert client.get("/en/endorsements/mine/certificate").location.startswith("/en/login")
    answer = client.login(member).get("/en/endorsements/mine/certificate").response
    assert answer.mimetype == "application/pdf"
    assert client.login(MemberFactory()).get("/en/endorsements/mine/certificate").status == 409


@pytest.mark.parametrize("way", ["certificate", "receipt"])
@pytest.mark.parametrize("state", [EndorsementState.QUARANTINED, EndorsementState.SET_ASIDE])
def test_nothing_is_certified_of_what_does_not_count(client, way, state):
    endorsement = EndorsementFactory(state=state)
    sign_checkpoint()
    assert client.get(path_of(endorsement, way)).status == 409


@pytest.mark.parametrize("way", ["certificate", "receipt"])
def test_nothing_is_certified_before_a_checkpoint(client, way):
    endorsement = EndorsementFactory()
    assert client.get(path_of(endorsement, way)).status == 409
    sign_checkpoint()
    assert client.get(path_of(endorsement, way)).status == 200


def test_receipt_is_what_the_verifier_reads(client):
    endorsement = certified()
    answer = client.get(path_of(endorsement, "receipt")).response
    assert json.loads(answer.data) == queries.make_receipt(endorsement)
    assert answer.headers["Content-Disposition"] == "attachment; filename=ripples-receipt.json"
    assert answer.headers["Cache-Control"] == "no-store"


def test_receipt_as_member(client):
    member = MemberFactory()
    certified(member_id=member.id)
    assert client.login(member).get("/en/endorsements/mine/receipt").status == 200
    assert client.login(MemberFactory()).get("/en/endorsements/mine/receipt").status == 409


def test_whoever_has_many_certificates_set_comes_to_a_limit(the_app, monkeypatch):
    monkeypatch.setattr("community.endorsements.views.yours.CERTIFICATES", "1 per minute")
    monkeypatch.setattr("community.endorsements.views.yours.certify", lambda certified: b"")
    one, other = path_of(certified()), path_of(certified())
    with another_app(the_app, LIMITS="on", LIMITS_URL="memory://") as limited:
        client = PageClient(limited)
        assert [client.get(path).status for path in (one, one, other)] == [200, 429, 200]


def test_certificates_are_set_one_at_a_time(client, monkeypatch):
    path = path_of(certified())
    monkeypatch.setattr(certificates, "PATIENCE", 0)
    monkeypatch.setattr(certificates, "_press", taken := threading.Lock())
    with taken:
        assert client.get(path).status == 429
    assert client.get(path).status == 200


@pytest.mark.parametrize("name", ["محمد علي", "ไทย", "刘伟", "Kim 🌊", "שָׁלוֹם", "a\u0320"])
def test_what_no_font_of_ours_has_is_left_out(client, name):
    endorsement = certified(name=name, pledges={2: f"Sing\r\n🌊 {name}\u0300\u200d."})
    words = words_of(read(client, endorsement))
    assert "Whoever holds this certificate" in words
    assert "Sing" in words


@pytest.mark.parametrize("name", ["金하늘", "Nguyễn Thị Ánh", "Анна Ким", "뷁뚫쌟", "e\u0301mile", "ᄒ\u1161ᆫ"])
def test_names_of_many_writings_are_set(client, name):
    words = words_of(read(client, certified(name=name)))
    assert unicodedata.normalize("NFC", name).replace(" ", "") in letters_of(words)


def test_whatever_our_fonts_have_can_be_set(client):
    points = sorted(set.intersection(*(set(typesetting._covered(name)) for name in (PLAIN, STRONG)))) + sorted(
        typesetting._covered(SERIF)
    )
    letters = [chr(point) for point in points[::60]]  # typst refuses a certificate with a letter that is in no font
    pledges = {number: " ".join(letters[number::7])[:280] for number in range(1, 8)}
    assert len(read(client, certified(pledges=pledges)).pages)
