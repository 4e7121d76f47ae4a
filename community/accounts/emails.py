"""The mails of accounts."""

from typing import Any

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


def send_new_device(member: Member, device: str) -> None:
    """Tell a member that somebody logged in on a browser where they have not before."""
    _send(member, "new_device", device=device, url=mail.link("accounts.security", member.language))


def send_password_changed(member: Member) -> None:
    """Tell the owner that the password is another now, and how to get the account back if it was not them."""
    _send(
        member,
        "password_changed",
        forgot_url=mail.link("accounts.forgot_password", member.language),
        security_url=mail.link("accounts.security", member.language),
    )


def send_new_address(member: Member, address: str, token: str) -> None:
    """Ask the owner of an address to confirm that it is to be a member's from now on."""
    url = mail.link("accounts.confirm_email", member.language, token=token)
    _send_to(address, member, "new_address", url=url)


def send_address_wanted(owner: Member) -> None:
    """Tell the owner of an address that somebody wanted to give it to another account."""
    _send(owner, "address_wanted", login_url=mail.link("accounts.login", owner.language))


def send_address_changed(member: Member, earlier: str, token: str) -> None:
    """Tell the earlier address that it is not the member's any more, and how to bring it back."""
    url = mail.link("accounts.restore_email", member.language, token=token)
    _send_to(earlier, member, "address_changed", url=url)


def send_address_restored(member: Member, replaced: str) -> None:
    """Tell the address that was in the place of an earlier one that the earlier one is back."""
    _send_to(replaced, member, "address_restored")


def send_closing(member: Member, token: str) -> None:
    """Tell a member that the account will be deleted, when, and how to call it off."""
    url = mail.link("accounts.cancel_closing", member.language, token=token)
    _send(member, "closing", url=url, closes_at=member.closes_at)


def send_closed(member: Member) -> None:
    """Tell a member for the last time: the account is deleted."""
    _send(member, "closed")


def send_copy_ready(member: Member) -> None:
    """Tell a member that the copy of their data waits in the settings; the mail itself opens nothing."""
    _send(member, "copy_ready", url=mail.link("accounts.data", member.language))


def _send(member: Member, name: str, **context: Any) -> None:
    _send_to(member.email, member, name, **context)


def _send_to(address: str, member: Member, name: str, **context: Any) -> None:
    language, discreet = member.language, member.discreet
    mail.send(f"accounts/mail/{name}", to=address, language=language, discreet=discreet, member=member, **context)
