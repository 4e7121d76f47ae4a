"""Passwords that are easy to guess are refused, and a sentence says why."""

import unicodedata

import pytest
from zxcvbn_rs_py import Warning as Pattern

from community.accounts import guessing
from community.accounts.guessing import OFTEN_USED, PERSONAL, weakness
from community.accounts.passwords import MINIMUM
from tests.factories import PASSWORD

HARU = ["김하루", "haru-song", "haru.kim+list@naver.com", "River Song"]


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "four words that fit",
        "correct horse battery staple",
        "바람이 부는 언덕 위에",
        "김치찌개와 낡은 우산",
        "haru goes to the market",  # one's own name is no harm where there is more
        "하루 종일 비 오는 골목",
        "ripples of a hundred stones",
        "xK9#mQ2$vL",
        "8306 1174 9920 5563",
        "🌊🐘🎈🍀🚲🧭🪁🎻🪵🪐",
        "лодка плывет медленно",
    ],
)
def test_what_nobody_guesses_is_taken(password):
    assert weakness(password, HARU) is None


@pytest.mark.parametrize(
    "password",
    [
        "qwertyuiop",
        "QwertyUiop",
        "password12",
        "Engineering!",
        "1q2w3e4r5t6y",
        "qwertyuiopqwertyuiop",
        "dlrjsqlalfqjsgh",  # 이건비밀번호, typed in Latin
        "이건비밀번호",
        "qlalfqjsgh2024!",
        "qlalfqjsgh qlalfqjsgh",
        "dkssud!!1234",
        "대한민국20020601",
        "eogksalsrnr1",
        "tkfkdgody!!",
    ],
)
def test_what_many_use_is_refused(password):
    assert weakness(password) is OFTEN_USED


@pytest.mark.parametrize(
    "password",
    [
        "haruharuharu",
        "Haru19900412",
        "haru_song_!!",
        "song.haru.song",
        "h4ru-s0ng-99",
        "urahurahurah",
        "gnosuraholleh"[:8] + "1234",
        "naver.haru.kim",
        "haru.kim@naver.com",
        "river-song-2024",
        "하루하루하루하루하루",
        "김하루19900412",
        "루하루하루하루하루하",
        "gkfngkfngkfn",  # 하루, typed in Latin
        "rlagkfn19900412",  # 김하루
        "ㅗㅁ겨1990ㅗㅁ겨",  # haru, typed in Hangul
        "nfkg19900412",  # 하루, typed in Latin, backwards
        "ripples2026!",
        "물결물결물결물결물결",
        "anfrufanfruf",  # 물결물결
        "selppirselppir",
        "WashingtonDeclaration",
        "워싱턴 선언 2026",
    ],
)
def test_what_is_made_of_the_owners_name_or_the_sites_is_refused(password):
    assert weakness(password, HARU) is PERSONAL


@pytest.mark.parametrize("password", ["haru19900412", "gkfn19900412xyzw"[:12], "haru.kim@naver.com"])
def test_control_the_same_is_not_personal_for_somebody_else(password):
    assert weakness(password, ["Mina", "mina-1", "mina@example.org"]) is not PERSONAL


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("~~~~~~~~~~~~", "repeated"),
        ("사랑해너를사랑해너를", "repeated"),
        ("ghjkl;'poiuy", "side by side"),
        ("2024-01-01-", "dates"),
        ("Featherstone9", "Names"),
        ("fedcba9876543", "Rows"),
        ("가나다라마바사아자차", "easy to guess"),
    ],
)
def test_what_has_a_pattern_is_refused_with_its_reason(password, word):
    assert word in str(weakness(password))


@pytest.mark.parametrize(
    "password", ["x" * 256, "ab1$" * 64, "하루" * 128, "\0" * 12, "\u0301" * 20, " " * 12, "-" * 10]
)
def test_odd_ones_are_refused_too(password):
    assert weakness(password) is not None


def test_every_pattern_that_zxcvbn_knows_has_a_sentence():
    told = [pattern for patterns, _sentence in guessing._PATTERNS for pattern in patterns]
    known = [getattr(Pattern, name) for name in dir(Pattern) if name[0].isupper()]
    assert len(known) >= 14
    assert [pattern for pattern in known if pattern not in told] == []


def test_what_the_owner_is_called_may_be_anything():
    for name in ("", " ", "하", "()[]*+?\\", "a" * 60, "\u0301", "٣٣٣", "한 글 자"):
        assert weakness(PASSWORD, [name]) is None


def test_hangul_becomes_the_keys_that_type_it():
    for text, keys in {
        "비밀번호": "qlalfqjsgh",
        "꽃밭을 읽다": "rhcqkxdmf dlfrek",
        "원숭이": "dnjstnddl",
        "의왕": "dmldhkd",
        "ㅗㅁ겨": "haru",
        "Haru 1": "haru 1",
    }.items():
        assert guessing._keys(text) == guessing._keys(unicodedata.normalize("NFKC", text)) == keys


def test_the_list_is_as_its_sources_say():
    lines = (guessing._LISTS / "passwords.txt").read_text("utf-8").splitlines()
    assert len(lines) > 10_000  # ASVS 5.0, V6.2.4: at least 3,000 that are long enough
    assert lines == sorted(set(lines))
    assert all(len(line) >= MINIMUM and line == guessing._fold(line) for line in lines)
    sources = (guessing._LISTS / "SOURCES.md").read_text("utf-8")
    assert all(name in sources for name in ("passwords.txt", "korean.txt", "BSD 3-Clause", "MIT"))
