"""What accounts keep of a member, told to that member."""

from community.accounts import queries
from community.accounts.archive import Fact, Part
from community.accounts.models import Member
from community.accounts.wording import EVENTS, EXITS, ROLES, device_name
from community.i18n import LANGUAGE_NAMES, Words, lazy


def tell_account(member: Member) -> list[Part]:
    """The account itself, what opens it, where it is open, and what happened to it."""
    return [
        Part("account", lazy("Your account"), [_account(member)]),
        Part("second-factors", lazy("What you log in with besides a password"), _factors(member)),
        Part("sessions", lazy("Where you are logged in"), _sessions(member)),
        Part("events", lazy("What happened to your account"), _events(member)),
    ]


def _account(member: Member) -> list[Fact]:
    return [
        Fact("email", lazy("E-mail address"), member.email),
        Fact("display_name", lazy("Display name"), member.display_name),
        Fact("handle", lazy("Handle"), member.handle),
        Fact("language", lazy("Language"), member.language, LANGUAGE_NAMES[member.language]),
        Fact("role", lazy("Role"), member.role, ROLES[member.role]),
        Fact("signed_up", lazy("Signed up"), member.created_at.date()),
        Fact("confirmed", lazy("Address confirmed"), member.confirmed_at.date() if member.confirmed_at else None),
        Fact("discreet_mode", lazy("Discreet mode"), member.discreet, _yes_or_no(member.discreet)),
        Fact("quick_exit_to", lazy("Where the quick exit leads"), member.exit_to, EXITS[member.exit_to]),
        Fact(
            "quick_exit_logs_out",
            lazy("The quick exit logs out"),
            member.exit_ends_session,
            _yes_or_no(member.exit_ends_session),
        ),
    ]


def _factors(member: Member) -> list[list[Fact]]:
    app = queries.find_totp(member)
    found = [
        [
            Fact("kind", lazy("Kind"), "passkey", lazy("Passkey")),
            Fact("name", lazy("Name"), passkey.name),
            Fact("since", lazy("Since"), passkey.created_on),
            Fact("last_used", lazy("Last used"), passkey.used_on),
        ]
        for passkey in queries.list_passkeys(member)
    ]
    if app is not None and app.confirmed_at is not None:
        found.append(
            [
                Fact("kind", lazy("Kind"), "authenticator_app", lazy("Authenticator app")),
                Fact("since", lazy("Since"), app.confirmed_at.date()),
                Fact("recovery_codes_left", lazy("Recovery codes left"), queries.count_recovery_codes(member)),
            ]
        )
    return found


def _sessions(member: Member) -> list[list[Fact]]:
    return [
        [
            Fact("device", lazy("Device"), session.device, device_name(session.device)),
            Fact("opened", lazy("Logged in"), session.opened_at.date()),
            Fact("last_used", lazy("Last used"), session.seen_at.date()),
        ]
        for session in queries.list_sessions(member)
    ]


def _events(member: Member) -> list[list[Fact]]:
    return [
        [
            Fact("day", lazy("Day"), event.at.date()),
            Fact("kind", lazy("What happened"), event.kind, EVENTS[event.kind]),
            Fact("device", lazy("Device"), event.device, device_name(event.device) if event.device else None),
        ]
        for event in queries.list_events(member, most=1000)
    ]


def _yes_or_no(answer: bool) -> Words:
    return lazy("yes") if answer else lazy("no")
