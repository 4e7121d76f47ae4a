"""What is different between two texts is told word by word, and never takes long."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.web import differences
from community.web.differences import ADDED, AROUND, REMOVED, SAME, _Budget, compare_texts

LONG = 20_000


def told(before, after):
    return [line.parts for line in compare_texts(before, after)]


def rebuilt(lines, kind):
    """The text of one side; gaps stand for what is the same on both."""
    kept = [[words for what, words in line.parts if what in (SAME, kind)] for line in lines if line.parts]
    return ["".join(words) for line, words in zip([line for line in lines if line.parts], kept, strict=True)
            if any(what in (SAME, kind) for what, _words in line.parts)]  # fmt: skip


def test_equal_texts_have_no_differences():
    assert told("Be kind.\n친절하게.", "Be kind.\n친절하게.") == []


def test_a_changed_word_is_told_within_its_line():
    assert told("We meet on Friday at six.", "We meet on Monday at six.") == [
        ((SAME, "We meet on"), (REMOVED, " Friday"), (ADDED, " Monday"), (SAME, " at six."))
    ]


def test_korean_words_are_told_one_by_one():
    assert told("금요일에 모입니다. 늦지 않습니다.", "월요일에 모입니다. 늦지 않습니다.") == [
        ((REMOVED, "금요일에"), (ADDED, "월요일에"), (SAME, " 모입니다. 늦지 않습니다."))
    ]


def test_lines_that_have_little_in_common_go_and_come():
    assert told("Be kind.", "Votes close after a week.") == [
        ((REMOVED, "Be kind."),),
        ((ADDED, "Votes close after a week."),),
    ]


def test_added_and_removed_lines():
    assert told("one\ntwo", "one\nbetween\ntwo") == [((SAME, "one"),), ((ADDED, "between"),), ((SAME, "two"),)]
    assert told("one\nbetween\ntwo", "one\ntwo") == [((SAME, "one"),), ((REMOVED, "between"),), ((SAME, "two"),)]


def test_what_stayed_far_from_a_change_is_a_gap():
    before = "\n".join(f"Rule {number}" for number in range(50))
    lines = told(before, before.replace("Rule 25", "Law 25"))
    assert lines[0] == lines[-1] == ()
    assert len(lines) == 2 + 2 * AROUND + 1  # two gaps, the lines around, and the one that changed


@given(st.text("ab \n", max_size=60), st.text("ab \n", max_size=60))
def test_both_texts_can_be_read_from_what_is_told(before, after):
    lines = compare_texts(before, after)
    assert (lines == []) == (before == after)
    if lines and () not in [line.parts for line in lines]:
        assert [line.rstrip() for line in rebuilt(lines, REMOVED) if line.strip()] == [
            line.rstrip() for line in before.split("\n") if line.strip()
        ]
        assert [line.rstrip() for line in rebuilt(lines, ADDED) if line.strip()] == [
            line.rstrip() for line in after.split("\n") if line.strip()
        ]


HOSTILE = {
    "the same line again and again": ("a\n" * (LONG // 2), "a\nb\n" * (LONG // 4)),
    "the same word again and again": ("a " * (LONG // 2), "a b " * (LONG // 4)),
    "a few lines, shuffled": (
        "\n".join(str(n % 97) for n in range(6000)),
        "\n".join(str(n * 31 % 97) for n in range(6000)),
    ),
    "a few words, shuffled": (
        " ".join(str(n % 97) for n in range(6000)),
        " ".join(str(n * 31 % 97) for n in range(6000)),
    ),
    "many middling lines": (
        "\n".join(" ".join(str(n * k % 13) for n in range(70)) for k in range(1, 120)),
        "\n".join(" ".join(str(n * k % 11) for n in range(70)) for k in range(1, 120)),
    ),
    "one word": ("a" * LONG, "b" * LONG),
    "only blanks": (" " * LONG, "\n" * LONG),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_texts_made_to_be_slow_are_told_soon(name):
    before, after = (text[:LONG] for text in HOSTILE[name])
    began = time.process_time()
    lines = compare_texts(before, after)
    assert time.process_time() - began < 3  # seconds of a slow machine; without the bound it is minutes
    assert lines


def test_control_what_would_take_long_is_told_coarsely(monkeypatch):
    before, after = "a b a b a c", "a b x a b a"
    assert len(told(before, after)[0]) > 3
    monkeypatch.setattr(differences, "_Budget", lambda: _Budget(10))
    assert told(before, after) == [((REMOVED, before),), ((ADDED, after),)]
