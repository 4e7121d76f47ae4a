"""The forms of working groups."""

from collections.abc import Callable
from typing import Any

import wtforms

from community.declaration.texts import COMMITMENTS, text
from community.forms import (
    BaseForm,
    Choice,
    Choices,
    Hidden,
    LongText,
    RadioChoice,
    Text,
    length,
    optional,
    plain,
    required,
)
from community.groups.models import (
    ANSWER_LENGTH,
    MOST_VOUCHES,
    NAME_LENGTH,
    PURPOSE_LENGTH,
    QUESTION_LENGTH,
    QUESTIONS,
    Group,
    JoinPolicy,
    Visibility,
)
from community.groups.operations import NameMissing
from community.groups.operations.describing import RULES, edition_of_group
from community.i18n import LANGUAGES, _, country_choices, current_language, language_name, lazy, ngettext
from community.members.wording import profession_choices

JOIN_POLICIES = {
    JoinPolicy.OPEN: lazy("Open: every member can join at once"),
    JoinPolicy.ON_REQUEST: lazy("On request: a coordinator decides"),
    JoinPolicy.BY_INVITATION: lazy("By invitation: only through a link from the group"),
}
VISIBILITIES = {
    Visibility.PUBLIC: lazy("Everyone, also without an account"),
    Visibility.MEMBERS: lazy("Members of the community"),
    Visibility.HIDDEN: lazy("Nobody but the people in the group"),
}
PROFESSIONS_SOUGHT = 5
_NUMBERS = ("vouches_needed", "probation_days", "powers_delay_days")
PROBATIONS = (0, 7, 14, 30, 60, 90)
DELAYS = (0, 1, 3, 7, 14, 30)


def _lines(value: str | None) -> list[str]:
    return [line.strip() for line in (value or "").split("\n") if line.strip()]


def _questions(form: BaseForm, field: wtforms.Field) -> None:
    lines = _lines(field.data)
    if len(lines) > QUESTIONS:
        raise wtforms.ValidationError(_("Ask at most %(most)d questions.", most=QUESTIONS))
    if any(len(line) > QUESTION_LENGTH for line in lines):
        raise wtforms.ValidationError(_("Keep each question under %(most)d characters.", most=QUESTION_LENGTH))


def _days(*choices: int) -> Callable[[], list[tuple[str, str]]]:
    return lambda: [(str(n), ngettext("%(num)d day", "%(num)d days", n) if n else _("None")) for n in choices]


def working_language_choices() -> list[tuple[str, str]]:
    """The languages in which a group can work, and both."""
    return [("", _("English and Korean")), *((code, language_name(code)) for code in LANGUAGES)]


def region_choices() -> list[tuple[str, str]]:
    """Every country, after no country in particular."""
    return [("", _("Anywhere")), *country_choices()]


def _few_professions(form: BaseForm, field: wtforms.Field) -> None:
    if len(field.data or ()) > PROFESSIONS_SOUGHT:
        raise wtforms.ValidationError(
            _("Choose at most %(most)d; none means that everybody is welcome alike.", most=PROFESSIONS_SOUGHT)
        )


def _at_least_one(form: BaseForm, field: wtforms.Field) -> None:
    if not field.data:
        raise wtforms.ValidationError(_("Choose at least one commitment that the group serves."))


class GroupForm(BaseForm):
    """What a group says of itself and how it is joined."""

    name_en = Text(lazy("Name in English"), [optional(), length(2, NAME_LENGTH), plain()])
    name_ko = Text(lazy("Name in Korean"), [optional(), length(2, NAME_LENGTH), plain()], render_kw={"lang": "ko"})
    purpose_en = LongText(
        lazy("Purpose in English"),
        [length(0, PURPOSE_LENGTH)],
        description=lazy("What the group does, for whom, and what somebody new can do in their first week."),
    )
    purpose_ko = LongText(lazy("Purpose in Korean"), [length(0, PURPOSE_LENGTH)], render_kw={"lang": "ko"})
    commitments = Choices(
        lazy("Commitments that the group serves"),
        [_at_least_one],
        choices=lambda: [(str(n), f"{n}. {text(current_language()).commitment(n)}") for n in COMMITMENTS],
    )
    professions = Choices(
        lazy("Professions that the group looks for"),
        [_few_professions],
        choices=profession_choices,
        description=lazy("Members of these professions are shown the group. Choose none if everybody can help alike."),
    )
    working_language = Choice(lazy("Language in which the group works"), choices=working_language_choices, default="")
    region = Choice(
        lazy("Where the group works"),
        choices=region_choices,
        default="",
        description=lazy("A country, if the group’s work belongs to one."),
    )
    join_policy = RadioChoice(
        lazy("How people join"),
        choices=lambda: [(policy.value, str(words)) for policy, words in JOIN_POLICIES.items()],
        default=JoinPolicy.ON_REQUEST.value,
    )
    vouches_needed = Choice(
        lazy("How many members must vouch for somebody who joins"),
        choices=lambda: [(str(number), str(number) if number else _("None")) for number in range(MOST_VOUCHES + 1)],
        default="0",
        description=lazy(
            "Vouches of new and suspended accounts do not count. Whom you invite by a link comes in without."
        ),
    )
    probation_days = Choice(
        lazy("How long somebody new is on probation"),
        choices=_days(*PROBATIONS),
        default="0",
        description=lazy(
            "Meanwhile they read announcements and discussions and may reply; members, tasks, decisions and files are"
            " not shown to them. It holds for those who come from now on."
        ),
    )
    powers_delay_days = Choice(
        lazy("How long the powers of a new coordinator sleep"),
        choices=_days(*DELAYS),
        default="0",
        description=lazy("The group is told at once, so that it can object before they begin."),
    )
    visibility = RadioChoice(
        lazy("Who may know of the group"),
        choices=lambda: [(visibility.value, str(words)) for visibility, words in VISIBILITIES.items()],
        default=Visibility.PUBLIC.value,
    )
    questions_en = LongText(
        lazy("Questions in English for those who ask to join"),
        [_questions],
        description=lazy("One question in each line, at most five. Ask only what you need to decide."),
    )
    questions_ko = LongText(
        lazy("Questions in Korean for those who ask to join"), [_questions], render_kw={"lang": "ko"}
    )
    seen = Hidden()

    @classmethod
    def about(cls, group: Group, *, with_rules: bool) -> "GroupForm":
        """The form filled in with what a group says now; who comes in only for those who decide about that."""
        said: dict[str, Any] = {"commitments": [str(number) for number in group.commitments]}
        said["professions"] = group.professions
        said |= {"join_policy": group.join_policy.value, "visibility": group.visibility.value}
        said |= {"working_language": group.working_language, "region": group.region}
        said |= {name: str(getattr(group, name)) for name in _NUMBERS}
        said["seen"] = edition_of_group(group)
        for code in LANGUAGES:
            said |= {name: getattr(group, name) for name in (f"name_{code}", f"purpose_{code}")}
            said[f"questions_{code}"] = "\n".join(getattr(group, f"questions_{code}"))
        form = cls(data=said)
        for name in () if with_rules else RULES:
            del form[name]
        return form

    def begin_anew(self, group: Group) -> None:
        """Take the rules as they are now, so that a page that was opened before does not undo them when it is saved."""
        self.seen.data = edition_of_group(group)
        for name in (name for name in RULES if name in self):
            self[name].data = str(getattr(group, name))

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, and that the group has a name."""
        valid = bool(super().validate(extra_validators))
        if valid and not (self.name_en.data or self.name_ko.data):
            self.refuse(NameMissing())
            return False
        return valid

    def description(self) -> dict[str, Any]:
        """What `create_group` and `edit_group` take."""
        rules: dict[str, Any] = {name: int(self[name].data) for name in _NUMBERS if name in self}
        if "join_policy" in self:
            rules |= {
                "join_policy": JoinPolicy(self.join_policy.data),
                "visibility": Visibility(self.visibility.data),
            }
        return rules | {
            "names": {code: self[f"name_{code}"].data for code in LANGUAGES},
            "purposes": {code: self[f"purpose_{code}"].data for code in LANGUAGES},
            "commitments": [int(number) for number in self.commitments.data or ()],
            "questions": {code: _lines(self[f"questions_{code}"].data) for code in LANGUAGES},
            "professions": self.professions.data or (),
            "working_language": self.working_language.data,
            "region": self.region.data,
        }


class JoinForm(BaseForm):
    """Asking to join: one answer for each of the group's questions."""

    questions: tuple[str, ...] = ()

    @classmethod
    def asking(cls, questions: list[str]) -> "JoinForm":
        """The form with these questions."""
        answers = {
            f"answer_{number}": LongText(
                question, [required(lazy("Write a few words here.")), length(0, ANSWER_LENGTH)]
            )
            for number, question in enumerate(questions, 1)
        }
        form: JoinForm = type("AskingForm", (cls,), {**answers, "questions": tuple(questions)})()
        return form

    def answers(self) -> list[tuple[str, str]]:
        """Each question with its answer."""
        return [(question, self[f"answer_{n}"].data) for n, question in enumerate(self.questions, 1)]
