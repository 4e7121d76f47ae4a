"""Names and sentences of people pass; what leads elsewhere, hides something or runs in a spreadsheet does not."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.web.writing import begins_formula, hides_something, leads_elsewhere

NAMES = [
    "Dr. Kim",
    "J.K. Rowling",
    "J. R. R. Tolkien",
    "Mary-Jane O'Neil",
    "O’Brien",
    "Anne–Marie de la Cruz",
    "김하늘",
    "남궁 민수",
    "金하늘",
    "欧阳娜娜",
    "阮文安。",
    "عبد الرحمن",
    "علی‌رضا",
    "דוד בן־גוריון",
    "নমস্কার",
    "श्री राम",
    "Nguyễn Văn A",
    "Łukasz Żółty",
    "José Ñandú",
    "Ms.Kim",
    "St.John",
    "Kim, Haneul",
    "Ph.D. Lee",
    "Co. Ltd.",
    "U.S. Army Band",
    "3rd Street Choir",
    "NK News",
    "Voice of 30",
    "👩‍🏫 Teacher",
    "A. B.",
]
SENTENCES = [
    "As a nurse I will write to my patients. In spring I teach.It helps.",
    "매주 두 시간씩 가르치겠습니다. 그리고 번역하겠습니다.",
    "I will read 3.5 pages a day, from 9:30 to 10:00.",
    "Prices: 1.000 won; version 2.0; e.g. rice, i.e. food.",
    "We ask: what next? (See commitment 3/7.)",
    "他们。我会写信。",
]
LINKS = [
    "example.com",
    "EXAMPLE.COM",
    "visit my-site.co.kr today",
    "www.example.org",
    "WWW。example。com",
    "http://x",
    "hxxp://evil",
    "hxxps evil example",
    "javascript:alert(1)",
    "mailto:me",
    "xn--bcher-kva.example",
    "t.me/channel",
    "foo.museum/page",
    "192.168.0.1",
    "example[.]com",
    "example (dot) com",
    "ｅｘａｍｐｌｅ．ｃｏｍ",
    "example。com",
    "한국어.한국",
    "someone@example.org",
]
HIDDEN = [
    "Kim\u200bHaneul",
    "K\u200dim",
    "김\u200c하늘",
    "Kim\u202egnp",
    "Kim\u2066",
    "so\u00adft",
    "\u3164",
    "Kim\u2028Haneul",
    "Kim\u2029Haneul",
    "\u2800",
    "Kim\ufeff",
    "Kim\U000e0041",
    "Kim\ue000",
    "Z\u0301\u0302\u0303\u0304\u0305algo",
]
SIGNS = ["=", "+", "-", "@", "＝", "＋", "－", "＠", "−", "|", "﹦", "﹢"]


@pytest.mark.parametrize("written", NAMES + SENTENCES)
def test_what_people_write_passes(written):
    assert not leads_elsewhere(written)
    assert not hides_something(written.replace("\n", " "))
    assert not begins_formula(written)


@pytest.mark.parametrize("written", LINKS)
def test_what_leads_elsewhere_is_seen(written):
    assert leads_elsewhere(written)
    assert leads_elsewhere(f"Kim {written} Haneul")


@pytest.mark.parametrize("written", HIDDEN)
def test_what_hides_something_is_seen(written):
    assert hides_something(written)


@pytest.mark.parametrize("sign", SIGNS)
def test_what_begins_a_formula_is_seen(sign):
    assert begins_formula(f"{sign}1+1")
    assert begins_formula(f" {sign}HYPERLINK()")
    assert not begins_formula(f"Kim {sign} Haneul")


@settings(max_examples=200)
@given(st.text(st.characters(categories=["Lu", "Ll", "Lt", "Lo", "Zs", "Nd"]), max_size=40))
def test_letters_and_spaces_lead_nowhere(text):
    """Whatever the script; but for the few letters that nobody sees."""
    assert not leads_elsewhere(unicodedata.normalize("NFC", text)) or "xn--" in text


@settings(max_examples=200)
@given(
    st.text(st.characters(categories=["L", "N", "P", "S", "Z"]), max_size=15),
    st.sampled_from(["com", "org", "kr", "NET"]),
    st.text(st.characters(categories=["Zs"]), max_size=3),
)
def test_an_address_is_seen_wherever_it_stands(before, ending, after):
    assert leads_elsewhere(f"{before} example.{ending}{after}")


@settings(max_examples=200)
@given(st.text(max_size=30), st.sampled_from(["\u200b", "\u202e", "\u2060", "\u00ad"]), st.text(max_size=30))
def test_what_nobody_sees_is_seen_wherever_it_stands(before, hidden, after):
    assert hides_something(before + hidden + after)
