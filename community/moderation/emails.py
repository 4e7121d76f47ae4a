"""The mails of the desk: whoever is judged is told, in their own language."""

from typing import Any

from community import mail
from community.accounts.models import Member


def send_suspended(member: Member) -> None:
    """Tell a member that they are suspended, and why."""
    _send(member, "suspended", reason=member.suspended_reason)


def send_restored(member: Member) -> None:
    """Tell a member that they can log in again."""
    _send(member, "restored", url=mail.link("accounts.login", member.language))


def send_role(member: Member) -> None:
    """Tell a member what they may do from now on."""
    _send(member, "role", url=mail.link("home.roles", member.language))


def send_opened(member: Member) -> None:
    """Tell a member at once that a moderator looked at a closed field of their profile; which and why, the site says.

    A mail lies open on phones and servers, and a reason may say what nobody but the member should read.
    """
    _send(member, "opened", url=mail.link("looked.index", member.language))


def send_waiting(moderator: Member) -> None:
    """Tell a moderator that something waits at the desk, and nothing more."""
    _send(moderator, "waiting", url=mail.link("moderation.reports", moderator.language))


def send_exhausted(moderator: Member) -> None:
    """Tell a moderator that somebody came to the limit of looking at others, and not who."""
    _send(moderator, "exhausted", url=mail.link("moderation.limits", moderator.language))


def _send(member: Member, name: str, **context: Any) -> None:
    language, discreet = member.language, member.discreet
    mail.send(
        f"moderation/mail/{name}", to=member.email, language=language, discreet=discreet, member=member, **context
    )
