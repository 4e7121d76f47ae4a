"""The forms of working groups."""

from typing import Any

import wtforms

from community.declaration.texts import COMMITMENTS, text
from community.forms import (
    BaseForm,
    Choice,
    Choices,
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
    REASON_LENGTH,
    Group,
    JoinPolicy,
    Visibility,
)
from community.groups.operations import MOST_USES, NameMissing
from community.i18n import LANGUAGES, _, current_language, lazy, ngettext
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
# Who may know of a group and come in: for its coordinators to say.
RULES = ("visibility", "join_policy", "vouches_needed")
DAYS = (1, 3, 7, 14, 30)


def _lines(value: str | None) -> list[str]:
    return [line.strip() for line in (value or "").split("\n") if line.strip()]


def _questions(form: BaseForm, field: wtforms.Field) -> None:
    lines = _lines(field.data)
    if len(lines) > QUESTIONS:
        raise wtforms.ValidationError(_("Ask at most %(most)d questions.", most=QUESTIONS))
    if any(len(line) > QUESTION_LENGTH for line in lines):
        raise wtforms.ValidationError(_("Keep each question under %(most)d characters.", most=QUESTION_LENGTH))


def _few_professions(form: BaseForm, field: wtforms.Field) -> None:
    if len(field.data or ()) > PROFESSIONS_SOUGHT:
        raise wtforms.ValidationError(
            _("Choose at most %(most)d; none means that everybody is welcome alike.", most=PROFESSIONS_SOUGHT)
        )


def _at_least_one(form: BaseForm, field: wtforms.Field) -> None:
    if not field.data:
        raise wtforms.ValidationError(_("Choose at least one commitment that the group serves."))


def _number_of_people(form: BaseForm, field: wtforms.Field) -> None:
    if not (field.data.isdecimal() and len(field.data) <= 3 and 1 <= int(field.data) <= MOST_USES):
        raise wtforms.ValidationError(_("Enter a number from 1 to %(most)d.", most=MOST_USES))


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

    @classmethod
    def about(cls, group: Group, *, with_rules: bool) -> "GroupForm":
        """The form filled in with what a group says now; who comes in only for those who decide about that."""
        said: dict[str, Any] = {"commitments": [str(number) for number in group.commitments]}
        said["professions"] = group.professions
        said |= {"join_policy": group.join_policy.value, "visibility": group.visibility.value}
        said["vouches_needed"] = str(group.vouches_needed)
        for code in LANGUAGES:
            said |= {name: getattr(group, name) for name in (f"name_{code}", f"purpose_{code}")}
            said[f"questions_{code}"] = "\n".join(getattr(group, f"questions_{code}"))
        form = cls(data=said)
        if not with_rules:
            for name in RULES:
                del form[name]
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, and that the group has a name."""
        valid = bool(super().validate(extra_validators))
        if valid and not (self.name_en.data or self.name_ko.data):
            self.refuse(NameMissing())
            return False
        return valid

    def description(self) -> dict[str, Any]:
        """What `create_group` and `edit_group` take."""
        rules = (
            {
                "join_policy": JoinPolicy(self.join_policy.data),
                "vouches_needed": int(self.vouches_needed.data),
                "visibility": Visibility(self.visibility.data),
            }
            if "join_policy" in self
            else {}
        )
        return rules | {
            "names": {code: self[f"name_{code}"].data for code in LANGUAGES},
            "purposes": {code: self[f"purpose_{code}"].data for code in LANGUAGES},
            "commitments": [int(number) for number in self.commitments.data or ()],
            "questions": {code: _lines(self[f"questions_{code}"].data) for code in LANGUAGES},
            "professions": self.professions.data or (),
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


class ReasonForm(BaseForm):
    """A reason that the person concerned will read."""

    reason = LongText(
        lazy("Reason"),
        [length(0, REASON_LENGTH)],
        description=lazy("The person will read it. You can leave it empty."),
    )


class InvitationForm(BaseForm):
    """A new invitation."""

    days = Choice(
        lazy("Valid for"),
        choices=lambda: [(str(days), ngettext("%(num)d day", "%(num)d days", days)) for days in DAYS],
        default="7",
    )
    max_uses = Text(
        lazy("How many people may use it"),
        [_number_of_people],
        default="1",
        description=lazy("A number from 1 to 100."),
        render_kw={"inputmode": "numeric"},
    )
    note = Text(
        lazy("Note"),
        [length(0, 200)],
        description=lazy("Whom it is for. Only coordinators see this."),
    )
