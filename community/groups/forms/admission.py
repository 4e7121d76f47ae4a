"""The forms by which coordinators take in, turn down, remove and invite."""

from collections.abc import Mapping
from typing import Any

import wtforms

from community.forms import BaseForm, Choice, EmailAddress, LongText, Text, length, required
from community.groups.models import REASON_LENGTH
from community.groups.operations import MOST_USES
from community.groups.reasons import Declined, Ended
from community.groups.wording import DECLINED, ENDED
from community.i18n import LANGUAGE_NAMES, Words, _, lazy, ngettext

DAYS = (1, 3, 7, 14, 30)


def _offered(reasons: Mapping[Any, Words]) -> list[tuple[str, str]]:
    return [("", _("No sentence from the list")), *((code.value, str(words)) for code, words in reasons.items())]


def _number_of_people(form: BaseForm, field: wtforms.Field) -> None:
    if not (field.data.isdecimal() and len(field.data) <= 3 and 1 <= int(field.data) <= MOST_USES):
        raise wtforms.ValidationError(_("Enter a number from 1 to %(most)d.", most=MOST_USES))


class ReasonForm(BaseForm):
    """Why somebody is turned down or removed: they will read it."""

    kind: type[Declined] | type[Ended]
    code: Choice
    reason = LongText(
        lazy("Reason in your words"),
        [length(0, REASON_LENGTH)],
        description=lazy("The person will read it. You can leave it empty."),
    )

    def why(self) -> dict[str, Any]:
        """What operations take of it."""
        return {"code": self.kind(self.code.data) if self.code.data else None, "reason": self.reason.data}


class DeclineForm(ReasonForm):
    """Why a request is declined."""

    kind = Declined
    code = Choice(
        lazy("Sentence"),
        choices=lambda: _offered(DECLINED),
        default="",
        description=lazy("Everybody reads it in their own language."),
    )


class EndForm(ReasonForm):
    """Why somebody is removed or kept out."""

    kind = Ended
    code = Choice(
        lazy("Sentence"),
        choices=lambda: _offered({code: words for code, words in ENDED.items() if code != Ended.BRANCH}),
        default="",
        description=lazy("Everybody reads it in their own language."),
    )


class InvitationForm(BaseForm):
    """A new link."""

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


class MailInvitationForm(BaseForm):
    """An invitation by e-mail."""

    email = EmailAddress(lazy("E-mail address"), render_kw={"autocomplete": "off", "spellcheck": "false"})
    language = Choice(lazy("Language of the mail"), choices=lambda: list(LANGUAGE_NAMES.items()))


class HandleInvitationForm(BaseForm):
    """An invitation by handle."""

    handle = Text(
        lazy("Handle"),
        [required(lazy("Enter a handle, as in @haru.")), length(2, 40)],
        description=lazy("As it stands under a name, beginning with @."),
        render_kw={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"},
    )
