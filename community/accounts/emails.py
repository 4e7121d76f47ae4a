"""The mails of accounts."""

from community import mail
from community.accounts.models import EventKind, Member
from community.accounts.wording import EVENTS


def send_confirmation(member: Member, token: str) -> None:
    """Ask the owner of an address to confirm that they signed up."""
    _send(member, "confirm", url=mail.link("accounts.confirm", member.language, token=token))


def send_account_exists(member: Member) -> None:
    """Tell the owner of an address that somebody signed up with it again, and how to get in."""
    _send(
        member,
        "account_exists",
        login_url=mail.link("accounts.login", member.language),
        forgot_url=mail.link("accounts.forgot_password", member.language),
    )


def send_password_reset(member: Member, token: str) -> None:
    """Send the link behind which a new password can be chosen."""
    _send(member, "reset_password", url=mail.link("accounts.reset_password", member.language, token=token))


def send_security_notice(member: Member, kind: EventKind, codes_left: int | None = None) -> None:
    """Tell the owner what happened to the account, and what to do if it was not them.

    codes_left: how many recovery codes there still are, where one was used.
    """
    url = mail.link("accounts.security", member.language)
    _send(member, "security_notice", url=url, happened=EVENTS[kind], codes_left=codes_left)


def send_wrong_attempts(member: Member) -> None:
    """Tell the owner that somebody tried many wrong passwords, and that nobody got in by it."""
    _send(member, "wrong_attempts", url=mail.link("accounts.security", member.language))


def _send(member: Member, name: str, **context: object) -> None:
    wishes = {"language": member.language, "discreet": member.discreet}
    mail.send(f"accounts/mail/{name}", to=member.email, member=member, **wishes, **context)
