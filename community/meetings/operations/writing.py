"""Writing minutes. Every version stays; of two that were written at once, the second is asked to look at the first."""

from community.accounts.models import Member
from community.db import atomic, db, lock
from community.finding.operations import renew
from community.groups.operations import take_part
from community.meetings import queries
from community.meetings.models import Meeting, Minutes
from community.meetings.operations.refusals import MeetingNotBegun, MinutesChanged
from community.notifications.operations import notify


@atomic
def write_minutes(*, actor: Member, meeting: Meeting, body: str, language: str, seen: int) -> None:
    """Write down what was said, as a new version; the group is told of the first one.

    seen: the number of the version that the writer had before them, 0 for none.
    Refuses with GroupAtRest, NotTakingPart, MeetingNotBegun, MinutesChanged.
    """
    take_part(actor, meeting.group_id)
    lock(meeting)
    if not meeting.has_begun:
        raise MeetingNotBegun
    if meeting.minutes_number != seen:
        raise MinutesChanged
    latest = queries.find_minutes_version(meeting, seen)
    if latest is not None and (latest.body, latest.language) == (body, language):
        return
    meeting.minutes_number = seen + 1
    written = {"body": body, "language": language, "author_id": actor.id}
    db.session.add(Minutes(meeting_id=meeting.id, number=meeting.minutes_number, **written))
    db.session.flush()
    first_id = queries.find_first_minutes(meeting)
    if first_id is None:
        raise LookupError(f"The minutes of {meeting.id} have no first version.")
    renew("minutes", first_id)
    if seen == 0:
        notify("minutes", first_id, meeting.group_id, actor=actor, concerns=queries.list_coming(meeting))
