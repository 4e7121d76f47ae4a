"""What one member may do on one day, and less of what reaches others while the account is new.

Whoever comes to a limit is sent away until the day is over, and moderators see it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app
from werkzeug.exceptions import TooManyRequests

from community import limits
from community.accounts.models import Member, Role
from community.config import Config
from community.crypto import blind_index
from community.db import at_once, now
from community.forms import BaseForm
from community.i18n import _, ngettext
from community.members.models import Limit
from community.members.operations import LOOKING, note_reached, notice_looking

# How often a day; generous to people, far too little for whoever copies the directory or writes to everybody.
A_DAY = {
    Limit.DIRECTORY: 100,
    Limit.PROFILES: 200,
    Limit.CONTACTS: 20,
    Limit.JOIN_REQUESTS: 20,
    Limit.INVITATIONS: 30,
    Limit.VOUCHES: 20,
    Limit.REPORTS: 20,
    Limit.PICTURES: 20,
    Limit.OPENINGS: 20,
}


# Whoever is new looks around; whoever makes accounts in order to copy the directory gets little with each.
LOOKING_ON_PROBATION = {Limit.DIRECTORY: 30, Limit.PROFILES: 60}


def is_on_probation(member: Member) -> bool:
    """Whether an account is so new that it may reach few others; nobody who was given a role is."""
    return member.role is Role.MEMBER and (member.confirmed_at is None or member.confirmed_at > _newest_settled())


def is_past_probation(member: Any = Member) -> sa.ColumnElement[bool]:
    """The condition, for the database, that an account is not on probation: the other side of `is_on_probation`.

    member: the class, or an alias of it in a query that asks of several members.
    """
    return sa.or_(member.role != Role.MEMBER, member.confirmed_at <= _newest_settled())


def _newest_settled() -> datetime:
    """When somebody came whose probation ends at this moment."""
    return now() - timedelta(days=_config().probation_days)


@dataclass(frozen=True)
class Probation:
    """Until when an account counts as new, and how often a day it may reach others meanwhile."""

    until: datetime
    contacts: int
    requests: int
    invitations: int


def find_probation(member: Member) -> Probation | None:
    """What holds for an account as long as it is new; None for one that is not."""
    if not is_on_probation(member) or member.confirmed_at is None:
        return None
    return Probation(
        until=member.confirmed_at + timedelta(days=_config().probation_days),
        contacts=most_a_day(member, Limit.CONTACTS),
        requests=most_a_day(member, Limit.JOIN_REQUESTS),
        invitations=most_a_day(member, Limit.INVITATIONS),
    )


def most_a_day(member: Member, limit: Limit) -> int:
    """How often a member may do something on one day."""
    return min(A_DAY[limit], _on_probation().get(limit, A_DAY[limit])) if is_on_probation(member) else A_DAY[limit]


def count(member: Member, limit: Limit) -> None:
    """Count that a member does something once more today; call it outside operations.

    Raises TooManyRequests where it was too often, which is noted for moderators.
    """
    most = most_a_day(member, limit)
    try:
        limits.hit(
            f"member {limit}",
            key_of(member),
            f"{most} per day",
            reason=_reason(limit, most),
        )
    except TooManyRequests:
        _note(member, limit)
        raise


def count_look(viewer: Member | None, member: Member) -> None:
    """Count that somebody reads the name of another member on a page of theirs; to be called wherever one shows it.

    Raises TooManyRequests where it was too often.
    """
    if viewer is not None and viewer.id != member.id:
        count(viewer, Limit.PROFILES)


def key_of(member: Member) -> str:
    """Under what attempts of a member are counted: whoever reads the store learns of nobody what they do."""
    return blind_index("member", member.id.hex).hex()


def allows(form: BaseForm, member: Member, limit: Limit) -> bool:
    """Count like `count`; where it was too often, the form says so, so that what was typed is not lost."""
    try:
        count(member, limit)
    except TooManyRequests as error:
        form.send_away(error)
        return False
    return True


def _reason(limit: Limit, most: int) -> str:
    if most == A_DAY[limit]:
        return str(_("You have done this very often today. To protect everybody here, there is a limit for each day."))
    words = ngettext(
        "Your account is new: in its first %(days)d days this is possible %(num)d time a day.",
        "Your account is new: in its first %(days)d days this is possible %(num)d times a day.",
        most,
        days=_config().probation_days,
    )
    return str(words)


def _on_probation() -> dict[Limit, int]:
    config = _config()
    return {
        **LOOKING_ON_PROBATION,
        Limit.CONTACTS: config.probation_contacts,
        Limit.JOIN_REQUESTS: config.probation_requests,
        Limit.INVITATIONS: config.probation_invitations,
    }


def _note(member: Member, limit: Limit) -> None:
    today = datetime.now(UTC).date()
    if limit in LOOKING:
        notice_looking(member, limit, today)
    else:
        at_once(note_reached(member.id, limit, today))


def _config() -> Config:
    config: Config = current_app.config["COMMUNITY"]
    return config
