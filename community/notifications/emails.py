"""The mails that tell of something new. They name no person, and of a hidden group nothing at all.

Whoever wants discreet mails reads in them only that there is something.
"""

from collections.abc import Sequence
from itertools import groupby

from community import mail
from community.accounts.models import Member
from community.groups.models import Group, Visibility
from community.groups.works import Found
from community.notifications.queries import Line
from community.notifications.tokens import Subscription, seal_subscription

MOST_LINES = 40  # of one digest; of the rest stands how many they are


def send_news(member: Member, found: Found, *, about: str, whole: bool) -> None:
    """Tell a member of one thing. about: see `mail.send`. whole: whether its text may stand in the mail."""
    is_open = may_quote(member, found.group)
    _send(
        member,
        "news",
        Subscription(member.id, found.group.id, found.kind.name),
        about,
        is_open=is_open,
        kind=found.kind,
        group=found.group,
        work=found.work,
        title=_title_of(found),
        text=_text_of(found) if whole and is_open and found.kind.mailed_whole else "",
        url=_url_of(member, found) if is_open else mail.link("notifications.index", member.language),
    )


def send_digest(member: Member, lines: Sequence[Line], *, about: str) -> None:
    """Tell a member, in one mail, of everything that is new; of more than MOST_LINES, the newest.

    about: see `mail.send`.
    """
    newest_first = sorted(lines, key=lambda line: line.notice.at, reverse=True)
    quoted = [line for line in newest_first if may_quote(member, line.found.group)]
    shown = sorted(quoted[:MOST_LINES], key=lambda line: (line.found.group.slug, -line.notice.at.timestamp()))
    groups = [
        (group, [(line, _title_of(line.found), _url_of(member, line.found)) for line in of_group])
        for group, of_group in groupby(shown, key=lambda line: line.found.group)
    ]
    _send(
        member,
        "digest",
        Subscription(member.id),
        about,
        groups=groups,
        more=len(quoted) - len(shown),
        untold=len(lines) - len(quoted),
        url=mail.link("notifications.index", member.language),
    )


def may_quote(member: Member, group: Group) -> bool:
    """Whether a mail to a member may name a group and what is new in it."""
    return not member.discreet and group.visibility is not Visibility.HIDDEN


def _title_of(found: Found) -> str:
    # In one line, whoever wrote it: a title is not to look like lines of ours.
    return " ".join(found.work.title.split())


def _text_of(found: Found) -> str:
    return found.work.text.strip().removeprefix(found.work.title).strip()


def _url_of(member: Member, found: Found) -> str:
    return mail.link(found.kind.action, member.language, **found.values)


def _send(member: Member, name: str, subscription: Subscription, about: str, **context: object) -> None:
    token = seal_subscription(subscription)
    mail.send(
        f"notifications/mail/{name}",
        to=member.email,
        language=member.language,
        discreet=member.discreet,
        unsubscribe=mail.link("notifications.unsubscribe", member.language, token=token),
        about=about,
        member=member,
        settings_url=mail.link("notifications.settings", member.language),
        **context,
    )
