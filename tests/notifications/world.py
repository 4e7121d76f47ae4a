"""What the laws' small world has of notices, and of mails and errands that were given up."""

import sqlalchemy as sa

from community.accounts.models import Member
from community.announcements.models import Announcement
from community.db import atomic, db
from community.errands import Errand, ErrandState
from community.groups.models import Group
from community.mail import MailState, OutboxMail
from community.notifications.operations import unsubscribe
from community.notifications.tokens import Subscription, seal_subscription
from tests.notifications.factories import NoticeFactory


def build(group: Group, members: dict[str, Member]) -> dict[str, str]:
    """A notice of the group's announcement, links that end mails and bring them back, a dead mail and errand."""
    member, other = members["group_member"], members["coordinator"]
    announcement = db.session.scalars(sa.select(Announcement.id).where(Announcement.group_id == group.id)).first()
    notice = NoticeFactory(group=group, member=member, subject_id=announcement)
    ended = Subscription(other.id, group.id, "announcement")
    unsubscribe(ended)
    mail, errand = _give_up()
    return {
        "notice": str(notice.id),
        "unsubscribe_token": seal_subscription(Subscription(member.id, group.id, "announcement")),
        "ended_token": seal_subscription(ended),
        "dead_mail": str(mail.id),
        "dead_errand": str(errand.id),
    }


@atomic
def _give_up() -> tuple[OutboxMail, Errand]:
    mail = OutboxMail(template="contacts/mail/waiting", language="en", state=MailState.DEAD, attempts=8)
    mail.recipient, mail.subject, mail.text, mail.html = "somebody@example.org", "Hello", "Hello", "<p>Hello</p>"
    mail.failure = "SMTPRecipientsRefused 550"
    errand = Errand(kind="contacts.tell", payload='{"member": "nobody"}', state=ErrandState.DEAD, attempts=10)
    db.session.add_all([mail, errand])
    return mail, errand
