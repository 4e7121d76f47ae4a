"""The forms of accounts."""

import wtforms

from community.accounts.passwords import MAXIMUM, MINIMUM
from community.forms import BaseForm, EmailAddress, Flag, Password, Text, length, plain, required
from community.i18n import _, lazy


def _long_enough(form: BaseForm, field: wtforms.Field) -> None:
    count = len(field.data or "")
    if count < MINIMUM:
        sentence = _("Use at least %(least)d characters. Three or four words in a row are good.", least=MINIMUM)
        raise wtforms.ValidationError(sentence)
    if count > MAXIMUM:
        raise wtforms.ValidationError(_("Use at most %(most)d characters.", most=MAXIMUM))


class NewPassword(Password):
    """A password that is being chosen."""

    def __init__(self, label: str, **options: object) -> None:
        hint = lazy("At least 10 characters; 15 or more are better. Any letters, any language.")
        options.setdefault("description", hint)
        options.setdefault("render_kw", {"autocomplete": "new-password"})
        super().__init__(label, [required(lazy("Choose a password.")), _long_enough], **options)


class SignupForm(BaseForm):
    """Signing up."""

    display_name = Text(
        lazy("Display name"),
        [required(lazy("Choose the name that others will see.")), length(2, 60), plain()],
        description=lazy("A name of your choice. It does not have to be the one in your passport."),
        render_kw={"autocomplete": "nickname"},
    )
    email = EmailAddress(lazy("E-mail address"), description=lazy("Other members never see it."))
    password = NewPassword(lazy("Password"))


class LoginForm(BaseForm):
    """Logging in."""

    email = EmailAddress(
        lazy("E-mail address"), render_kw={"autocomplete": "username", "inputmode": "email", "spellcheck": "false"}
    )
    password = Password(
        lazy("Password"),
        [required(lazy("Enter your password."))],
        render_kw={"autocomplete": "current-password"},
    )
    remember = Flag(
        lazy("Stay logged in on this device"),
        description=lazy("For up to 60 days, on a device that only you use."),
    )


class ProofForm(BaseForm):
    """Proving once more who one is."""

    proof_password = Password(
        lazy("Your password"),
        [required(lazy("Enter your password."))],
        render_kw={"autocomplete": "current-password"},
    )


class ForgotPasswordForm(BaseForm):
    """Asking for a link to choose a new password."""

    email = EmailAddress(lazy("E-mail address"))


class ResetPasswordForm(BaseForm):
    """Choosing a new password."""

    password = NewPassword(lazy("New password"))
