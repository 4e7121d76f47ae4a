"""The mail about exports: it says that something happened, and neither what nor who."""

from community import mail
from community.accounts.models import Member


def send_moved(member: Member) -> None:
    """Tell somebody at the desk that an export was asked for, decided about or downloaded."""
    mail.send(
        "exports/mail/moved",
        to=member.email,
        language=member.language,
        discreet=member.discreet,
        member=member,
        url=mail.link("exports.index", member.language),
    )
