"""The mails of reports. They name nobody and repeat nothing: the words stay on the site."""

from community import mail
from community.accounts.models import Member


def send_settled(reporter: Member) -> None:
    """Tell a reporter that a moderator has decided; what, they read on the site."""
    url = mail.link("reports.mine", reporter.language)
    language, discreet = reporter.language, reporter.discreet
    mail.send("reports/mail/settled", to=reporter.email, language=language, discreet=discreet, member=reporter, url=url)
