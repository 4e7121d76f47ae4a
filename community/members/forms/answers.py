"""What the form of a profile offers to choose from, and what it says where an answer cannot be."""

import re

import wtforms
from wtforms.validators import StopValidation

from community.forms import BaseForm, Check, Choice
from community.i18n import LANGUAGES, SPOKEN_LANGUAGES, _, current_language, language_name, lazy
from community.members.models import Audience
from community.members.wording import AUDIENCES, FIELDS, LEVELS, profession_choices
from community.web.links import outside_host

MOST_LINES = 5
UNSAID = "unsaid"  # spoken, and nothing is said of how well
_HANDLE = re.compile(r"[a-z0-9](?:[a-z0-9-]{1,28})[a-z0-9]")
_AS_LONG_AS_A_SENTENCE = 60


def well_formed_handle(form: BaseForm, field: wtforms.Field) -> None:
    """A handle is made of letters, numbers and hyphens; capitals are taken as small letters."""
    field.data = field.data.lower()
    if not _HANDLE.fullmatch(field.data):
        raise wtforms.ValidationError(_("Use 3 to 30 letters a–z, numbers and hyphens, as in river-song."))


def lines_of(text: str | None) -> list[str]:
    """What was typed one on each line; what is typed twice counts once."""
    return list(dict.fromkeys(line.strip() for line in (text or "").split("\n") if line.strip()))


def few_lines(longest: int) -> Check:
    """At most five lines, none of them longer than `longest`."""

    def check(form: BaseForm, field: wtforms.Field) -> None:
        lines = lines_of(field.data)
        if len(lines) > MOST_LINES:
            raise StopValidation(_("At most %(most)d lines, please.", most=MOST_LINES))
        for line in lines:
            if len(line) > longest:
                sentence = _(
                    "A line has at most %(most)d characters. Too long: %(line)s", most=longest, line=_cut(line)
                )
                raise StopValidation(sentence)

    return check


def only_links(form: BaseForm, field: wtforms.Field) -> None:
    """Every line is a link that leads where it says."""
    for link in lines_of(field.data):
        if outside_host(link) is None:
            sentence = _("This does not work as a link: %(link)s. Write it as in https://example.org.", link=_cut(link))
            raise StopValidation(sentence)


def other_language(form: BaseForm, field: wtforms.Field) -> None:
    """Two versions are in two languages."""
    if form["bio"].data and form["second_bio"].data and field.data == form["bio_language"].data:
        raise StopValidation(_("Both versions are in the same language. Choose another for one of them."))


def spoken_languages() -> list[tuple[str, str]]:
    """Every language that can be chosen."""
    return [(code, language_name(code)) for code in SPOKEN_LANGUAGES]


def another_language(code: str | None = None) -> str:
    """A language of the site that is not this one, or not that of the page."""
    return next(language for language in LANGUAGES if language != (code or current_language()))


def levels() -> list[tuple[str, str]]:
    """How well one can speak a language, from not at all."""
    known = [(code, str(words)) for code, words in LEVELS.items()]
    return [("", _("I do not speak it")), (UNSAID, _("I speak it")), *reversed(known)]


def professions() -> list[tuple[str, str]]:
    """The groups of professions, each with what belongs to it."""
    return [("", _("Not said")), *profession_choices()]


def audience_choice(name: str) -> Choice:
    """The question who may see a field."""
    return Choice(
        lazy("Who sees it: %(field)s", field=FIELDS[name]),
        choices=lambda: [(audience.value, str(words)) for audience, words in AUDIENCES.items()],
        default=Audience.ONLY_ME.value,
    )


def _cut(line: str) -> str:
    return line if len(line) <= _AS_LONG_AS_A_SENTENCE else f"{line[:_AS_LONG_AS_A_SENTENCE]}…"
