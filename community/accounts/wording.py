"""The words of accounts: devices, roles, and a sentence for everything that can happen to one."""

from community.accounts.devices import device_names
from community.accounts.models import EventKind, ExitTo, Role
from community.i18n import Words, _, lazy

EVENTS: dict[EventKind, Words] = {
    EventKind.LOGGED_IN: lazy("You logged in."),
    EventKind.NEW_DEVICE: lazy("Somebody logged in from a device that was not seen before."),
    EventKind.WRONG_ATTEMPTS: lazy("Somebody tried wrong passwords many times."),
    EventKind.SESSION_ENDED: lazy("A device was logged out."),
    EventKind.SESSIONS_ENDED: lazy("Every other device was logged out."),
    EventKind.PASSWORD_CHANGED: lazy("The password was changed."),
    EventKind.PASSWORD_RESET: lazy("A new password was chosen through a mailed link."),
    EventKind.EMAIL_ASKED: lazy("A change of the e-mail address was asked for."),
    EventKind.EMAIL_CHANGED: lazy("The e-mail address was changed."),
    EventKind.EMAIL_RESTORED: lazy("The earlier e-mail address was brought back."),
    EventKind.TOTP_ADDED: lazy("An authenticator app was set up."),
    EventKind.TOTP_REMOVED: lazy("The authenticator app was removed."),
    EventKind.CODES_MADE: lazy("New recovery codes were made."),
    EventKind.CODE_USED: lazy("A recovery code was used."),
    EventKind.PASSKEY_ADDED: lazy("A passkey was added."),
    EventKind.PASSKEY_REMOVED: lazy("A passkey was removed."),
    EventKind.PASSKEY_COPIED: lazy("A passkey was refused, because there seems to be a copy of it."),
    EventKind.HIDDEN: lazy("Everything on the profile was hidden."),
    EventKind.DATA_ASKED: lazy("A copy of all data was asked for."),
    EventKind.CLOSING_ASKED: lazy("Deleting the account was asked for."),
    EventKind.CLOSING_CANCELLED: lazy("Deleting the account was called off."),
    EventKind.ROLE_CHANGED: lazy("The rights on this site were changed."),
}

ROLES: dict[Role, Words] = {
    Role.MEMBER: lazy("Member"),
    Role.MODERATOR: lazy("Moderator"),
    Role.ADMINISTRATOR: lazy("Administrator"),
}

EXITS: dict[ExitTo, Words] = {
    ExitTo.SITE: lazy("The page that this site has chosen"),
    ExitTo.ENCYCLOPEDIA: lazy("An encyclopedia"),
    ExitTo.WEATHER: lazy("The weather"),
    ExitTo.PORTAL: lazy("A search page"),
}


def device_name(device: str) -> str:
    """A device in the reader's words, as in "Firefox on Android"."""
    browser, system = device_names(device)
    if browser and system:
        return str(_("%(browser)s on %(system)s", browser=browser, system=system))
    return browser or system or str(_("Unknown device"))


def event_sentence(kind: EventKind) -> Words:
    """What happened, in a sentence."""
    return EVENTS[kind]
