"""Fields: what they tidy, what they refuse, and that they say so in both languages."""

import io
import unicodedata

import pytest
from flask_babel import force_locale
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from community.forms import (
    BaseForm,
    Choice,
    Choices,
    EmailAddress,
    Flag,
    Hidden,
    LongText,
    Password,
    RadioChoice,
    Text,
    length,
    optional,
    plain,
    read_number,
    required,
)
from community.i18n import LANGUAGES
from community.refusals import Refusal

ANSWERS = [("one", "One"), ("two", "Two"), ("three", "Three")]


class EveryField(BaseForm):
    """One field of each class."""

    class Meta:
        csrf = False

    text = Text("Text", [length(2, 10)])
    longtext = LongText("Long text", [length(0, 30)])
    name = Text("Name", [plain()])
    needed = Text("Needed", [required()])
    email = EmailAddress("Address")
    password = Password("Password", [required()])
    choice = Choice("Choice", choices=lambda: ANSWERS, default="one")
    radio = RadioChoice("Radio", choices=lambda: ANSWERS)
    choices = Choices("Choices", choices=lambda: ANSWERS)
    flag = Flag("Flag")
    hidden = Hidden("Hidden")
    perhaps = Text("Perhaps", [optional(), length(5, 10)])


GOOD = {
    "text": "Haru",
    "longtext": "two\nlines",
    "name": "하루",
    "needed": "x",
    "email": "haru@example.org",
    "password": "four words that fit",
    "choice": "two",
    "radio": "three",
    "choices": ["two"],
    "flag": "y",
    "hidden": "carried",
    "perhaps": "",
}
TIDIED = ("text", "longtext", "name", "needed", "hidden", "perhaps")
CONTROLS = ["\0", "\x01", "\x1b", "\x7f", "\x85", "\x9f"]
TURNING = ["\u202a", "\u202b", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u202c", "\u2069"]


@pytest.fixture
def fill(app):
    """Send a form with everything good but what is named; the answer is the validated form."""

    def send(language="en", **fields):
        values = MultiDict()
        for name, value in (GOOD | fields).items():
            values.setlist(name, value if isinstance(value, list) else [value])
        with app.test_request_context(f"/{language}/", method="POST", data=values), force_locale(language):
            form = EveryField()
            form.validate()
            # What is lazy must be said while the language holds.
            form.said = {name: [str(error) for error in errors] for name, errors in form.errors.items()}
            return form

    return send


def test_what_is_good_passes_and_arrives(fill):
    form = fill()
    assert form.said == {}
    assert form.data | GOOD | {"flag": True} == form.data
    assert form.flag.data is True


@pytest.mark.parametrize("name", ["text", "needed", "name", "perhaps", "hidden", "email"])
def test_text_is_trimmed_and_composed(fill, name):
    decomposed = unicodedata.normalize("NFD", "하루é")
    value = f"{decomposed}@example.org" if name == "email" else decomposed
    assert fill(**{name: f" \t {value}\n"})[name].data == unicodedata.normalize("NFC", value)


def test_line_breaks_of_all_systems_become_one(fill):
    assert fill(longtext="one\r\ntwo\rthree\n").longtext.data == "one\ntwo\nthree"


@pytest.mark.parametrize("name", [*TIDIED, "email"])
@pytest.mark.parametrize("character", CONTROLS, ids=ascii)
def test_control_characters_are_refused(fill, name, character):
    value = GOOD["email"] if name == "email" else "a word"
    form = fill(**{name: f"{value[:3]}{character}{value[3:]}"})
    assert len(form.said[name]) == 1
    assert "control characters" in form.said[name][0]


@pytest.mark.parametrize("name", [*TIDIED, "email"])
@pytest.mark.parametrize("character", TURNING, ids=ascii)
def test_marks_that_turn_the_text_are_refused(fill, name, character):
    assert "invisible" in fill(**{name: f"ab{character}cd"}).said[name][0]


@pytest.mark.parametrize("character", ["\u200b", "\u200f", "\ufeff", "\u2060", "\u00ad", "\u3164", "\u115f"], ids=ascii)
def test_a_name_has_nothing_that_nobody_sees(fill, character):
    assert "invisible" in fill(name=f"Ha{character}ru").said["name"][0]
    assert "invisible" in fill(name=f"x{character}").said["name"][0]


@pytest.mark.parametrize("name", ["text", "name", "needed", "hidden"])
def test_one_line_is_one_line(fill, name):
    assert name in fill(**{name: "two\nlines"}).said
    assert name in fill(**{name: "two\tparts"}).said


@pytest.mark.parametrize("name", ["text", "longtext", "name", "needed", "hidden"])
@pytest.mark.parametrize("text", ["하루 물결", "평화 🕊️", "👩🏽‍🚀 Mina", "🏴󠁧󠁢󠁥󠁮󠁧󠁿 Jo", "Ёлка", "عمر", "三浦"])
def test_every_script_and_emoji_are_welcome(fill, name, text):
    form = fill(**{name: text})
    assert name not in form.said
    assert form[name].data == text


@pytest.mark.parametrize(
    "text",
    ["https://evil.example", "see www.evil.example", "haru@example.org", "=1+1", "+821012345678", "-x", "!!!", "🕊️"],
)
def test_a_name_is_no_address_no_formula_and_has_a_letter(fill, text):
    assert len(fill(name=text).said["name"]) == 1


def test_length_counts_characters_as_people_do(fill):
    assert "text" not in fill(text="가" * 10).said
    assert fill(text="가" * 11).said["text"] == ["This is too long: at most 10 characters, and there are 11."]
    assert fill(text="가").said["text"] == ["This is too short: at least 2 characters."]
    assert fill(longtext="x" * 31).longtext.data == "x" * 31


def test_optional_asks_nothing_of_an_empty_field(fill):
    assert "perhaps" not in fill(perhaps=" ").said
    assert "perhaps" in fill(perhaps="abc").said


@pytest.mark.parametrize("name", GOOD)
def test_a_repeated_field_counts_once_and_breaks_nothing(fill, name):
    form = fill(**{name: [GOOD[name] if isinstance(GOOD[name], str) else "two", "another"]})
    if name == "choices":
        assert name in form.said
    else:
        assert form[name].data == (True if name == "flag" else GOOD[name])


@pytest.mark.parametrize("name", GOOD)
def test_a_file_in_place_of_a_field_is_an_empty_or_wrong_answer(fill, name):
    form = fill(**{name: [(io.BytesIO(b"x"), "x.txt")]})
    assert name in form.said or form[name].data in ("", True)


@pytest.mark.parametrize("name", GOOD)
def test_a_missing_field_breaks_nothing(fill, name):
    form = fill(**{name: []})
    assert form[name].data in ("", None, False, [], "one")
    assert bool(form.said.get(name)) is (name in {"text", "needed", "email", "password", "radio"})


@pytest.mark.parametrize("name", ["choice", "radio", "choices"])
@pytest.mark.parametrize("answer", ["four", "", "One", "one\0", "하나", "one "])
def test_only_offered_answers_are_taken(fill, name, answer):
    assert len(fill(**{name: answer}).said[name]) == 1


def test_choices_come_once_each_and_in_the_order_offered(fill):
    assert fill(choices=["three", "one", "three"]).choices.data == ["one", "three"]


def test_a_drop_down_list_marks_what_is_chosen_and_escapes_what_it_offers(fill):
    drawn = fill(choice="two").choice()
    assert '<option selected value="two">Two</option><option value="three">Three</option>' in drawn
    assert drawn.count("selected") == 1
    assert fill(choice="one").choice().count("selected") == 1
    named = fill().choice
    named.choices = [("a&b", '<i>"'), ("a&b", "other")]
    assert '<option value="a&amp;b">&lt;i&gt;&#34;</option><option value="a&amp;b">other</option>' in named()


def test_a_password_is_taken_as_typed_but_for_its_composition(fill):
    assert fill(password="  spaces stay \0 ").password.data == "  spaces stay \0 "
    assert fill(password=unicodedata.normalize("NFD", "네 단어")).password.data == "네 단어"
    assert fill(password="ｆｕｌｌ").password.data == "full"


@pytest.mark.parametrize(
    "address",
    ["haru", "haru@", "@example.org", "haru@example", "ha ru@example.org", "haru@exa_mple.org", "a@b@example.org",
     "haru@example..org", f"haru@{'x' * 250}.org", "<haru@example.org>", "haru@[127.0.0.1]"],
)  # fmt: skip
def test_what_mail_cannot_reach_is_no_address(fill, address):
    assert len(fill(email=address).said["email"]) == 1


@pytest.mark.parametrize("address", ["haru+list@example.org", "하루@example.org", "haru@한국.kr", "HARU@EXAMPLE.ORG"])
def test_addresses_of_all_scripts_are_taken(fill, address):
    assert "email" not in fill(email=address).said


WRONG = {
    "text": ["x", "x" * 11, "\0\0", "a\u202eb"],
    "name": ["a\u200bb", "https://x", "=1", "!!"],
    "needed": [""],
    "email": ["", "haru", "ha\0ru@example.org"],
    "password": [""],
    "choice": ["four"],
    "radio": ["four"],
    "choices": ["four"],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_what_is_wrong_is_said_in_a_sentence_of_both_languages(fill, name, value):
    sentences = {language: fill(language, **{name: value}).said[name] for language in LANGUAGES}
    for (sentence,) in sentences.values():
        assert sentence.endswith(".")
    assert not any("가" <= character <= "힣" for character in sentences["en"][0])
    assert any("가" <= character <= "힣" for character in sentences["ko"][0])


class NameTaken(Refusal):
    """A refusal that belongs to a field."""

    sentence = "Taken."
    field = "name"


class Closed(Refusal):
    """A refusal that belongs to no field of this form."""

    sentence = "Closed."
    field = "elsewhere"


def test_a_refusal_stands_beside_its_field_or_above_the_form(fill):
    form = fill()
    form.refuse(NameTaken())
    form.refuse(Closed())
    assert (form.name.errors, form.form_errors) == (["Taken."], ["Closed."])
    assert form.errors == {"name": ["Taken."], "": ["Closed."]}


@settings(max_examples=150)
@given(st.dictionaries(st.sampled_from(sorted(GOOD)), st.lists(st.text(max_size=40), max_size=3)))
def test_nothing_that_is_sent_breaks_a_form(fill, fields):
    form = fill(**fields)
    for name in TIDIED:
        if name not in form.said:
            assert "\0" not in (form[name].data or "")


@pytest.mark.parametrize(
    ("said", "number"),
    [("0", 0), ("17", 17), ("", -1), ("-1", -1), ("x", -1), ("1.5", -1), ("٣", -1), ("²", -1), ("9" * 10, -1)],
)
def test_a_number_that_a_page_carries_is_none_where_it_is_tampered_with(said, number):
    assert read_number(said) == number
