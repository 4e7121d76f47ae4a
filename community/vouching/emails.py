"""The mail of vouching: it names nobody, as a mailbox is read by others more easily than this site."""

from community import mail
from community.accounts.models import Member


def send_vouched(member: Member) -> None:
    """Tell a member that somebody vouches for them."""
    url = mail.link("vouching.received", member.language)
    language, discreet = member.language, member.discreet
    mail.send("vouching/mail/vouched", to=member.email, language=language, discreet=discreet, member=member, url=url)
