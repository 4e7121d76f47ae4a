"""The forms of accounts."""

from typing import Any
from urllib.parse import urlsplit

import wtforms
from flask import current_app
from wtforms.validators import StopValidation

from community.accounts.exits import exit_page
from community.accounts.guessing import weakness
from community.accounts.models import ExitTo, Member
from community.accounts.models.passkeys import NAME_LENGTH
from community.accounts.passwords import MAXIMUM, MINIMUM
from community.accounts.wording import EXITS
from community.config import Config
from community.forms import BaseForm, EmailAddress, Flag, Hidden, Password, RadioChoice, Text, length, plain, required
from community.i18n import _, current_language, lazy
from community.public_forms import PublicForm


def _long_enough(form: BaseForm, field: wtforms.Field) -> None:
    count = len(field.data or "")
    if count < MINIMUM:
        sentence = _("Use at least %(least)d characters. Three or four words in a row are good.", least=MINIMUM)
        raise StopValidation(sentence)
    if count > MAXIMUM:
        raise StopValidation(_("Use at most %(most)d characters.", most=MAXIMUM))


def _hard_to_guess(form: "NewPasswordForm | SignupForm", field: wtforms.Field) -> None:
    config: Config = current_app.config["COMMUNITY"]
    sentence = weakness(field.data, [config.host, *form.known()])
    if sentence is not None:
        raise StopValidation(str(sentence))


class NewPassword(Password):
    """A password that is being chosen, in a form that says by `known()` what others know of its owner."""

    def __init__(self, label: str, **options: object) -> None:
        hint = lazy("At least 10 characters; 15 or more are better. Any letters, any language.")
        options.setdefault("description", hint)
        options.setdefault("render_kw", {"autocomplete": "new-password"})
        super().__init__(label, [required(lazy("Choose a password.")), _long_enough, _hard_to_guess], **options)


class SignupForm(PublicForm):
    """Signing up."""

    kind = "signup"

    display_name = Text(
        lazy("Display name"),
        [required(lazy("Choose the name that others will see.")), length(2, 60), plain()],
        description=lazy("A name of your choice. It does not have to be the one in your passport."),
        render_kw={"autocomplete": "nickname"},
    )
    email = EmailAddress(lazy("E-mail address"), description=lazy("Other members never see it."))
    password = NewPassword(lazy("Password"))

    def known(self) -> list[str]:
        """What the password must not be made of."""
        return [self.display_name.data or "", self.email.data or ""]


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


class AppCodeForm(BaseForm):
    """Showing that an authenticator app holds the secret."""

    code = Text(
        lazy("The six digits that the app shows"),
        [required(lazy("Type the six digits that the app shows."))],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )


class SecondStepForm(BaseForm):
    """The second step of logging in: a code of the app, or one of those that were written down."""

    code = Text(
        lazy("The six digits that your app shows"), render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"}
    )
    recovery_code = Text(
        lazy("A recovery code"),
        description=lazy("One of those that you kept, as in 7K2M-QX9D-0BVA. Each works once."),
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )


class ForgotPasswordForm(BaseForm):
    """Asking for a link to choose a new password."""

    email = EmailAddress(lazy("E-mail address"))


class NewPasswordForm(BaseForm):
    """A member chooses a new password."""

    password = NewPassword(lazy("New password"))

    def __init__(self, member: Member) -> None:
        super().__init__()
        self._member = member

    def known(self) -> list[str]:
        """What the password must not be made of."""
        return [self._member.display_name, self._member.handle, self._member.email]


def _exits() -> list[tuple[str, str]]:
    """Where the quick exit can lead, each with the host that will stand in the address bar."""
    config: Config = current_app.config["COMMUNITY"]
    pages = ((choice, exit_page(choice, current_language(), config.exit_url)) for choice in ExitTo)
    return [(choice.value, f"{EXITS[choice]} ({urlsplit(page).hostname})") for choice, page in pages]


class PrivacyForm(BaseForm):
    """How little is seen of somebody who uses this site."""

    exit_to = RadioChoice(lazy("It leads to"), choices=_exits)
    exit_ends_session = Flag(
        lazy("Log me out when I leave that way"),
        description=lazy("Then nobody who comes after you on this device is in your account."),
    )
    discreet = Flag(
        lazy("Be discreet"),
        description=lazy(
            "Mails to you come from “Notice”, with subjects such as “You have a message”, and their first lines say "
            "nothing of what they are about. The tab of your browser shows “Notes” and a plain icon while you are "
            "logged in."
        ),
    )

    def choices(self) -> dict[str, Any]:
        """What the member chose."""
        return {
            "discreet": self.discreet.data,
            "exit_to": ExitTo(self.exit_to.data),
            "exit_ends_session": self.exit_ends_session.data,
        }


class PasskeyAnswer(Hidden):
    """What a device said, put here by the script of the page."""

    def __init__(self, **options: object) -> None:
        sentence = lazy("The passkey did not answer. It needs JavaScript, which does not run here.")
        super().__init__("", [required(sentence)], **options)


class PasskeyForm(BaseForm):
    """Logging in with a passkey."""

    credential = PasskeyAnswer()
    remember = Flag(lazy("Stay logged in on this device"))


class PasskeyProofForm(BaseForm):
    """Proving once more who one is, with a passkey."""

    proof_credential = PasskeyAnswer()


class AddPasskeyForm(BaseForm):
    """Adding a passkey."""

    name = Text(
        lazy("What you want to call it"),
        [length(0, NAME_LENGTH), plain()],
        description=lazy("So that you can tell your passkeys apart, such as “my phone”. Only you see it."),
        render_kw={"autocomplete": "off"},
    )
    credential = PasskeyAnswer()


class RenamePasskeyForm(BaseForm):
    """Calling a passkey something else."""

    name = Text(
        lazy("What you want to call it"),
        [required(lazy("Give it a name.")), length(1, NAME_LENGTH), plain()],
        description=lazy("So that you can tell your passkeys apart, such as “my phone”. Only you see it."),
        render_kw={"autocomplete": "off"},
    )


class ChangeEmailForm(BaseForm):
    """Asking for another address."""

    email = EmailAddress(lazy("New e-mail address"), description=lazy("Other members never see it."))
