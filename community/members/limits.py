"""Counting what one member does on one day.

Whoever comes to a limit is sent away until the day is over, and moderators see it.
"""

from datetime import UTC, datetime

from werkzeug.exceptions import TooManyRequests

from community import limits
from community.accounts.models import Member
from community.crypto import blind_index
from community.db import at_once
from community.forms import BaseForm
from community.i18n import _, ngettext
from community.members.models import Limit
from community.members.operations import LOOKING, note_reached, notice_looking
from community.members.probation import A_DAY, most_a_day, probation_days


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
        days=probation_days(),
    )
    return str(words)


def _note(member: Member, limit: Limit) -> None:
    today = datetime.now(UTC).date()
    if limit in LOOKING:
        notice_looking(member, limit, today)
    else:
        at_once(note_reached(member.id, limit, today))
