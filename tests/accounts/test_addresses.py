"""Addresses: two spellings of one are one, and two are two."""

import unicodedata

import pytest

from community.accounts.addresses import address_index, normalize


@pytest.mark.parametrize(
    "spelling",
    [
        "haru@한국.kr",
        "HARU@한국.KR",
        "haru@xn--3e0b707e.kr",
        "haru@XN--3E0B707E.kr",
        "  haru@한국.kr\n",
    ],
)
def test_spellings_of_one_address_are_one(spelling):
    assert normalize(spelling) == "haru@xn--3e0b707e.kr"
    assert address_index(spelling) == address_index("haru@한국.kr")


def test_hangul_composed_and_decomposed_is_one():
    assert normalize(unicodedata.normalize("NFD", "하루@example.org")) == normalize("하루@example.org")


@pytest.mark.parametrize(
    "other", ["haru@example.org", "haru.@한국.kr", "haru+x@한국.kr", "하루@한국.kr", "haru@한국.com"]
)
def test_other_addresses_are_others(other):
    assert address_index(other) != address_index("haru@한국.kr")


@pytest.mark.parametrize("text", ["", "@", "haru", "@@", "haru@", "haru@..", "haru@-", f"haru@{'x' * 300}", "haru@\0"])
def test_what_is_no_address_breaks_nothing(text):
    assert len(address_index(text)) == 32
