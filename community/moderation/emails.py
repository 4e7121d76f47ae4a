"""The mails of the desk: whoever is judged is told, in their own language."""

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


def _send(member: Member, name: str, **context: object) -> None:
    language, discreet = member.language, member.discreet
    mail.send(
        f"moderation/mail/{name}", to=member.email, language=language, discreet=discreet, member=member, **context
    )
