"""How words are spelled to be compared, and what finds what."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.searching import (
    LONGEST_WORD,
    MOST_WORDS,
    Marker,
    choice_mark,
    marks_of,
    sought_in,
    spell,
    words_of,
)

WORDS = st.text(st.sampled_from("abtéß 0-_%'\"*()ㄱㄳㅋ가각힣김나도金大のａ\u0301\u200b"), max_size=12)


def finds(asked: str, text: str, *, by_initials: bool = True) -> bool:
    """Whether a search finds a text, as the databases decide: every word by its marks and by its pattern."""
    marks, spelled = marks_of(words_of(text), by_initials=by_initials), spell(words_of(text), by_initials=by_initials)
    return all(set(word.marks) <= marks and (word.pattern is None or word.is_in(spelled)) for word in sought_in(asked))


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("나도", "김나도"),
        ("도", "김나도"),
        ("ㄱㄴㄷ", "김나도"),
        ("ㄴㄷ", "김나도"),
        ("ㄷ", "김나도"),
        ("ㄱㅅ", "김소월"),
        ("ㄳ", "김소월"),
        ("ㄲ", "까치"),
        ("김ㄴㄷ", "김나도"),
        ("ㄱ나도", "김나도"),
        ("김ㄴ도", "김나도"),
        ("ㅋㅋ", "ㅋㅋㅋ"),
        ("k팝", "K팝 번역"),
        ("팝스", "케이팝stars 팝스타"),
        ("teach", "Teacher"),
        ("each", "Teacher"),
        ("te", "Teacher"),
        ("t", "Teacher"),
        ("jose", "José Muñoz"),
        ("MUNOZ", "José Muñoz"),
        ("strasse", "Straße"),
        ("ａｂｃ", "abcdef"),
        ("song river", "river-song"),
        ("o'neill", "O’Neill"),
        ("金大", "金大中"),
        ("中", "金大中"),
        ("กิน", "ชอบกินข้าว"),
        ("3d", "3D printing"),
        ("teaching영어", "teaching영어교육"),
    ],
)
def test_found(asked, text):
    assert finds(asked, text)
    assert finds(unicodedata.normalize("NFD", asked), unicodedata.normalize("NFD", text))


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("나드", "김나도"),
        ("ㄱㄷ", "김나도"),
        ("김ㄷ", "김나도 다리"),
        ("나김", "김나도"),
        ("ㄴㄱ", "김나도 가"),
        ("teaher", "teacher tea her"),
        ("ea", "Teacher"),
        ("teacher nurse", "teacher"),
        ("가나", "가 나"),
    ],
)
def test_not_found(asked, text):
    assert not finds(asked, text)


def test_initials_do_not_find_long_texts():
    assert finds("나도", "김나도", by_initials=False)
    assert not finds("ㄱㄴㄷ", "김나도", by_initials=False)


@given(text=WORDS, start=st.integers(0, 8), length=st.integers(1, 8))
def test_every_piece_of_three_letters_or_one_syllable_is_found(text, start, length):
    for word in words_of(text):
        piece = word[start : start + length]
        if len(piece) > 2 or "가" <= piece[:1] <= "힣":
            assert finds(piece, text)


@given(text=WORDS)
def test_what_is_asked_as_it_stands_is_found(text):
    assert finds(" ".join(words_of(text)[:MOST_WORDS]), text)


@given(text=st.text(max_size=60))
def test_anything_can_be_asked(text):
    for word in sought_in(text):
        assert word.marks
        assert word.pattern is None or not set("\\'\"") & set(word.pattern)


def test_too_much_is_cut():
    sought = sought_in(" ".join(["a" * 80] * 100))
    assert len(sought) == MOST_WORDS
    assert all(len(word.marks) <= 6 and len(word.pattern) <= 2 + LONGEST_WORD for word in sought)
    assert sought_in("!!! \u200b -- %_") == []


def test_no_text_makes_the_mark_of_a_choice(app):
    marker = Marker("directory")
    texts = {marker.mark(piece) for piece in marks_of(words_of("coffers mentoring cofferslegal"), by_initials=True)}
    assert marker.mark(choice_mark("offers", "mentoring")) not in texts
    assert all(not piece.startswith("c") for piece in marks_of(words_of("coffers c"), by_initials=True))
