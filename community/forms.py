"""The foundation of forms: fields that tidy what they are given, validators that say plainly what is wrong."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

import wtforms
from email_validator import EmailNotValidError, validate_email
from flask_wtf import FlaskForm
from markupsafe import Markup
from werkzeug.exceptions import TooManyRequests
from wtforms.validators import StopValidation, ValidationError

from community.i18n import Words, _, current_language, lazy
from community.refusals import Refusal
from community.web.links import outside_host
from community.web.waiting import explain
from community.web.writing import begins_formula, hides_something, leads_elsewhere

# What turns the direction of the text after it can make it read as another (Unicode Technical Report 36, 2.5).
_TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Control characters, halves of pairs (Unicode's categories Cc and Cs), and what is no character.
_UNUSABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe]")
_LINE_BREAKS = "\n\t"

Check = Callable[[FlaskForm, wtforms.Field], None]


class BaseForm(FlaskForm):
    """A form to which an operation's refusal can be attached."""

    status = 422  # of a page that shows the form with its errors

    class Meta:
        """CSRFProtect asks every post for its token; WTForms keeps its sentences (WTF_I18N_ENABLED reads the disk)."""

        csrf = False

        @property
        def locales(self) -> list[str]:
            """The language in which WTForms says what we do not say ourselves."""
            return [current_language()]

    def refuse(self, refusal: Refusal) -> None:
        """Show a refusal beside the field it names, or above the form."""
        field = self._fields.get(refusal.field or "")
        if field is None:
            self.form_errors.append(str(refusal))
        else:
            field.errors = [*field.errors, str(refusal)]

    def send_away(self, error: TooManyRequests) -> None:
        """Say above the form that it was sent too often, and when to come back; what was typed stays in it."""
        self.form_errors.append(" ".join(explain(error)))
        self.status = 429


class _Tidy:
    """Takes the first value given, in composed form (NFC), without blanks around it."""

    data: Any
    lines = False

    def process_formdata(self, values: Sequence[Any]) -> None:
        if values:
            text = values[0] if isinstance(values[0], str) else ""
            self.data = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
        elif self.data is None:
            self.data = ""

    def pre_validate(self, form: FlaskForm) -> None:
        allowed = _LINE_BREAKS if self.lines else ""
        text = self.data or ""
        if any(sign not in allowed for sign in _UNUSABLE.findall(text)):
            raise StopValidation(_("This contains characters that cannot be used, such as control characters."))
        if not _TURNING.isdisjoint(text):
            raise StopValidation(_("This contains invisible characters. Type it again by hand."))


class Text(_Tidy, wtforms.StringField):
    """One line of text."""


class LongText(_Tidy, wtforms.TextAreaField):
    """Text of several lines."""

    lines = True


class EmailAddress(_Tidy, wtforms.EmailField):
    """An e-mail address."""

    def __init__(self, label: Words, validators: Iterable[Check] = (), **options: Any) -> None:
        options.setdefault("render_kw", {"autocomplete": "email", "inputmode": "email", "spellcheck": "false"})
        super().__init__(label, [required(lazy("Enter your e-mail address.")), email_address, *validators], **options)


class Password(wtforms.PasswordField):
    """A password: taken as it is typed, composed (NFKC) so that every keyboard gives the same one."""

    def process_formdata(self, values: Sequence[Any]) -> None:
        if values:
            self.data = unicodedata.normalize("NFKC", values[0]) if isinstance(values[0], str) else ""


class _Offering:
    """Offers what its choices are at the time, in the reader's language."""

    choices: Any

    def offered(self) -> Iterable[str]:
        """The values that can be chosen."""
        return (value for value, _words in self.choices)

    def _invoke_choices_callback(self, choices: Callable[[], Any]) -> Any:
        # WTForms would first look, for each form, at what the callable takes: longer than it takes to call it.
        return choices()


class _OneOf(_Offering):
    def pre_validate(self, form: FlaskForm) -> None:
        if self.data not in self.offered():  # type: ignore[attr-defined]
            raise StopValidation(_("Choose one of the answers offered."))


class _DropDown(wtforms.widgets.Select):
    """A drop-down list, of which countries, for one, stand on many pages: each option is written out once."""

    @classmethod
    def render_option(cls, choice: wtforms.fields.choices.Choice) -> Markup:
        return _write_option(str(choice.value), str(choice.label), choice.selected)


@lru_cache(maxsize=4096)
def _write_option(value: str, label: str, selected: bool) -> Markup:
    return Markup('<option{} value="{}">{}</option>').format(Markup(" selected") * selected, value, label)


class Choice(_OneOf, wtforms.SelectField):
    """One of several values, in a drop-down list without groups."""

    widget = _DropDown()

    def has_groups(self) -> bool:
        return False


class GroupedChoice(_OneOf, wtforms.SelectField):
    """One of several values, in a drop-down list under headings: the choices are values and words by heading."""

    widget = _DropDown()

    def offered(self) -> Iterable[str]:
        return chain.from_iterable(self.choices.values())


class RadioChoice(_OneOf, wtforms.RadioField):
    """One of several values, all of them in view."""


class Choices(_Offering, wtforms.SelectMultipleField):
    """Any of several values, as checkboxes."""

    widget = wtforms.widgets.ListWidget(prefix_label=False)
    option_widget = wtforms.widgets.CheckboxInput()
    data: list[str] | None

    def pre_validate(self, form: FlaskForm) -> None:
        offered = list(self.offered())
        chosen = set(self.data or ())
        if self.data is None or not chosen.issubset(offered):
            raise StopValidation(_("Choose only from the answers offered."))
        # Repeated values are one choice; the order is that of the choices.
        self.data = [value for value in offered if value in chosen]


class Flag(wtforms.BooleanField):
    """Yes or no, as one checkbox."""


class Hidden(_Tidy, wtforms.HiddenField):
    """A value that the page carries along."""


class HiddenNumber(Hidden):
    """A number that the page carries along, as that of the version that somebody has read."""

    @property
    def number(self) -> int:
        """The number; -1, which nothing has, for what is none."""
        return read_number(self.data or "")


def read_number(said: str) -> int:
    """The number that a page carried along; -1, which nothing has, for what is none."""
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else -1


def required(sentence: Words | None = None) -> Check:
    """The field must be filled in; `sentence` says so in terms of this field."""

    def check(form: FlaskForm, field: wtforms.Field) -> None:
        if not field.data:
            raise StopValidation(str(sentence or _("This is needed.")))

    check.field_flags = {"required": True}  # type: ignore[attr-defined]
    return check


def optional() -> Check:
    """An empty field needs no further checking."""

    def check(form: FlaskForm, field: wtforms.Field) -> None:
        if not field.data:
            raise StopValidation

    return check


def length(low: int = 0, high: int = 0) -> Check:
    """At least `low` and, where `high` is given, at most `high` characters; else nothing more is said of the field."""

    def check(form: FlaskForm, field: wtforms.Field) -> None:
        count = len(field.data or "")
        if high and count > high:
            raise StopValidation(
                _("This is too long: at most %(most)d characters, and there are %(count)d.", most=high, count=count)
            )
        if count < low:
            raise StopValidation(_("This is too short: at least %(least)d characters.", least=low))

    if high:
        check.field_flags = {"maxlength": high}  # type: ignore[attr-defined]
    return check


def plain() -> Check:
    """A name as people write it: no address of a page, no marks that turn the writing direction, no formula."""

    def check(form: FlaskForm, field: wtforms.Field) -> None:
        text = field.data or ""
        if not text:
            return
        if hides_something(text):
            raise ValidationError(_("This contains invisible characters. Type it again by hand."))
        if begins_formula(text):
            raise ValidationError(_("Begin with a letter or a number."))
        if leads_elsewhere(text) or not {"@", "＠"}.isdisjoint(text):
            raise ValidationError(_("Write a name here, not an address."))
        if not any(character.isalnum() for character in text):
            raise ValidationError(_("Write at least one letter or number."))

    return check


def visible() -> Check:
    """Nothing that nobody sees."""

    def check(form: FlaskForm, field: wtforms.Field) -> None:
        if hides_something(field.data or ""):
            raise ValidationError(_("This contains invisible characters. Type it again by hand."))

    return check


def outside_link() -> Check:
    """The address of a page elsewhere to which people may be led, or nothing."""

    def check(form: FlaskForm, field: wtforms.Field) -> None:
        if field.data and outside_host(field.data) is None:
            raise ValidationError(_("Write the whole address of a page, beginning with https://."))

    return check


def prose() -> Check:
    """Sentences for others to read: no address of a page, nothing invisible, no formula; a list may begin with "- "."""

    def check(form: FlaskForm, field: wtforms.Field) -> None:
        text = field.data or ""
        if leads_elsewhere(text):
            raise ValidationError(_("Say it in words: links are not shown here."))
        if hides_something(text):
            raise ValidationError(_("This contains invisible characters. Type it again by hand."))
        if begins_formula(text.removeprefix("- ")):
            raise ValidationError(_("Begin with a letter or a number."))

    return check


def email_address(form: FlaskForm, field: wtforms.Field) -> None:
    """The field must look like an address that mail can reach (RFC 5321); nothing is looked up."""
    try:
        field.data = validate_email(field.data or "", check_deliverability=False).normalized
    except EmailNotValidError as error:
        sentence = _("This does not look like an e-mail address. Check it, as in name@example.org.")
        raise ValidationError(sentence) from error
