"""The forms of the desk."""

from community.accounts.models import Role
from community.forms import BaseForm, LongText, RadioChoice, Text, length, required
from community.groups.forms import GroupForm
from community.groups.operations.describing import SLUG_LENGTH
from community.i18n import lazy
from community.moderation.wording import ROLES

_AS_TYPED = {"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}


class SuspendForm(BaseForm):
    """Suspending a member."""

    reason = LongText(
        lazy("Reason"),
        [required(lazy("Write the reason: the member has a right to know it.")), length(0, 500)],
        description=lazy("The member reads it in a mail; other moderators read it here."),
    )


class RoleForm(BaseForm):
    """Changing what a member is to the site."""

    role = RadioChoice(lazy("Role"), choices=lambda: [(role.value, words) for role, words in ROLES.items()])

    def chosen_role(self) -> Role:
        """The role that was chosen."""
        return Role(self.role.data)


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
