"""The one mail of contacts. It says that something waits: not what, and not from whom."""

from community import mail
from community.accounts.models import Member


def send_something_waits(member: Member) -> None:
    """Tell a member that something waits for them."""
    mail.send(
        "contacts/mail/waiting",
        to=member.email,
        language=member.language,
        discreet=member.discreet,
        member=member,
        url=mail.link("contacts.index", member.language),
        settings_url=mail.link("contacts.settings", member.language),
    )
