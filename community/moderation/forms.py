"""The forms of the desk."""

import re
from collections.abc import Collection
from typing import Self

import wtforms

from community.accounts.models import Role
from community.forms import BaseForm, Choice, Flag, LongText, RadioChoice, Text, length, optional, plain, required
from community.groups.forms.running import GroupForm
from community.groups.operations.describing import SLUG_LENGTH
from community.i18n import _, lazy
from community.members.operations.help import LONGEST_CODE
from community.members.wording import FIELDS
from community.moderation.opening import OPENABLE
from community.moderation.wording import ROLES

_AS_TYPED = {"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}
_CODE = re.compile("[a-z]+(?:-[a-z]+)*")


def _code(form: BaseForm, field: wtforms.Field) -> None:
    field.data = field.data.lower()
    if not _CODE.fullmatch(field.data):
        raise wtforms.ValidationError(_("Use letters a–z and hyphens, as in teaching-english."))


class SuspendForm(BaseForm):
    """Suspending a member."""

    reason = LongText(
        lazy("Reason"),
        [required(lazy("Write the reason: the member has a right to know it.")), length(0, 500)],
        description=lazy("The member reads it in a mail; other moderators read it here."),
    )


class SetAsideForm(BaseForm):
    """Why something is done to an endorsement, or to many."""

    reason = LongText(
        lazy("Reason"),
        [required(lazy("Write the reason: other moderators read it in the trail.")), length(0, 500)],
        description=lazy("Other moderators read it in the trail. Name nobody."),
    )


class RoleForm(BaseForm):
    """Changing what a member is to the site."""

    role = RadioChoice(lazy("Role"), choices=lambda: [(role.value, words) for role, words in ROLES.items()])

    def chosen_role(self) -> Role:
        """The role that was chosen."""
        return Role(self.role.data)


class OpenFieldForm(BaseForm):
    """Opening one closed field of a profile."""

    field = Choice(
        lazy("Field"),
        [required(lazy("Choose the one field that you need to see."))],
        choices=lambda: [("", lazy("Choose a field")), *((field, FIELDS[field]) for field in OPENABLE)],
    )
    reason = LongText(
        lazy("Reason"),
        [required(lazy("Write the reason: the member has a right to know it.")), length(10, 500)],
        description=lazy(
            "A mail tells the member at once that they can read it here; moderators read it in the trail."
        ),
        id="open-reason",
    )

    def leave_out(self, seen: Collection[str]) -> Self:
        """Offer only what the one who asks does not see anyway."""
        self.field.choices = [choice for choice in self.field.choices if choice[0] not in seen]
        return self


class SettleForm(BaseForm):
    """Deciding about a report."""

    outcome = LongText(
        lazy("What was decided"),
        [required(lazy("Write what was decided: the reporter has waited for it.")), length(10, 1000)],
        description=lazy("The reporter reads it on this site. Name nobody but the member whom they reported."),
    )


class FoundingForm(GroupForm):
    """Founding a working group: what it says of itself, its address, and its first coordinator."""

    slug = Text(
        lazy("Address"),
        [required(lazy("Choose the last part of the group’s address.")), length(2, SLUG_LENGTH)],
        description=lazy("The last part of the group’s address on this site, as in film-nights. It stays."),
        render_kw=_AS_TYPED,
    )
    coordinator = Text(
        lazy("First coordinator"),
        [required(lazy("Every group has a coordinator from its first day."))],
        description=lazy("The handle of a member. It can be you."),
        render_kw=_AS_TYPED,
    )


class EditHelpKindForm(BaseForm):
    """What a kind of help is called, and whether it can be chosen."""

    name_en = Text(lazy("Name in English"), [required(), length(2, 60), plain()])
    name_ko = Text(lazy("Name in Korean"), [required(), length(2, 60), plain()])
    is_retired = Flag(
        lazy("Retired"), description=lazy("Nobody can choose it from now on. Those who have chosen it keep it.")
    )


class HelpKindForm(BaseForm):
    """A new kind of help."""

    name_en = Text(lazy("Name in English"), [required(), length(2, 60), plain()])
    name_ko = Text(lazy("Name in Korean"), [required(), length(2, 60), plain()])
    code = Text(
        lazy("Code"),
        [optional(), length(2, LONGEST_CODE), _code],
        description=lazy("Letters a–z and hyphens, as in teaching-english. Left empty, it is made of the name."),
        render_kw=_AS_TYPED,
    )
