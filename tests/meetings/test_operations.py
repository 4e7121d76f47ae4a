"""Calling, changing, answering, writing minutes: what is refused, who is told, what becomes of it."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

from community.accounts.operations import close, delete_closed
from community.db import db, now
from community.errands import Errand
from community.groups.models import GroupState, Membership
from community.groups.operations import GroupAtRest, NotTakingPart, leave
from community.meetings import operations, queries
from community.meetings.models import Answer, Attendance, Calendar, Meeting, Minutes
from community.meetings.operations import (
    MeetingCancelled,
    MeetingNotBegun,
    MeetingOver,
    MinutesChanged,
    StartsInPast,
    TooFarAhead,
    TooManyCalendars,
)
from tests.factories import MemberFactory
from tests.groups.factories import MembershipFactory
from tests.meetings.factories import AttendanceFactory, CalendarFactory, MeetingFactory, MinutesFactory


def described(**more):
    starts_at = more.pop("starts_at", now() + timedelta(days=3))
    fields = {"zone": "Asia/Seoul", "language": "ko", "title": "모임", "agenda": "", "place": "", "link": ""}
    return fields | {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=1)} | more


def told():
    """The errands that tell people, each as what it tells of, whom it concerns and whom alone it tells."""
    db.session.rollback()
    rows = db.session.scalars(
        sa.select(Errand).where(Errand.kind == "notifications.spread").order_by(Errand.created_at)
    )
    return [json.loads(row.payload) for row in rows]


def test_a_meeting_is_called_and_the_group_is_told(group, haru):
    meeting = operations.call(actor=haru, group=group, **described())
    assert (meeting.caller_id, meeting.sequence, meeting.is_called) == (haru.id, 0, True)
    [only] = told()
    assert (only["about"], only["subject"], only["only"]) == ("meeting", meeting.id.hex, None)


@pytest.mark.parametrize(
    ("ahead", "refusal"),
    [(timedelta(seconds=-1), StartsInPast), (timedelta(days=800), TooFarAhead)],
)
def test_nobody_is_called_to_the_past_or_to_a_far_year(group, haru, ahead, refusal):
    with pytest.raises(refusal):
        operations.call(actor=haru, group=group, **described(starts_at=now() + ahead))


@pytest.mark.parametrize("state", [GroupState.PAUSED, GroupState.ARCHIVED])
def test_nothing_is_written_in_a_group_at_rest(group, haru, state):
    meeting, past = MeetingFactory(group=group, caller=haru), MeetingFactory(group=group, past=True)
    group.state = state
    db.session.commit()
    for act in (
        lambda: operations.call(actor=haru, group=group, **described()),
        lambda: operations.change(actor=haru, meeting=meeting, **described()),
        lambda: operations.cancel(actor=haru, meeting=meeting),
        lambda: operations.attend(actor=haru, meeting=meeting, answer=Answer.YES),
        lambda: operations.write_minutes(actor=haru, meeting=past, body="x", language="en", seen=0),
    ):
        with pytest.raises(GroupAtRest):
            act()


def test_whoever_was_removed_a_moment_ago_writes_nothing(group, haru, mina):
    meeting = operations.call(actor=haru, group=group, **described())
    db.session.execute(sa.delete(Membership).where(Membership.member_id == mina.id))
    db.session.commit()
    for write in (
        lambda: operations.call(actor=mina, group=group, **described()),
        lambda: operations.attend(actor=mina, meeting=meeting, answer=Answer.YES),
        lambda: operations.change(actor=mina, meeting=meeting, **described(title="Another")),
        lambda: operations.cancel(actor=mina, meeting=meeting),
        lambda: operations.write_minutes(actor=mina, meeting=meeting, body="x", language="en", seen=0),
    ):
        with pytest.raises(NotTakingPart):
            write()


def test_a_change_tells_those_who_come_and_only_where_it_matters(group, haru, mina):
    meeting = MeetingFactory(group=group, caller=haru)
    AttendanceFactory(meeting=meeting, member=mina, answer=Answer.MAYBE)
    same = {name: getattr(meeting, name) for name in described()}
    operations.change(actor=haru, meeting=meeting, **same)
    assert (told(), meeting.sequence) == ([], 0)
    operations.change(actor=haru, meeting=meeting, **same | {"agenda": "Another one"})
    assert (told(), meeting.sequence) == ([], 1)
    operations.change(actor=haru, meeting=meeting, **same | {"agenda": "Another one", "place": "The red room"})
    [only] = told()
    assert (only["concerns"], meeting.sequence) == ([mina.id.hex], 2)


def test_what_is_cancelled_stays_so(group, haru):
    meeting = MeetingFactory(group=group, caller=haru)
    operations.cancel(actor=haru, meeting=meeting)
    assert meeting.sequence == 1
    for act in (
        lambda: operations.cancel(actor=haru, meeting=meeting),
        lambda: operations.change(actor=haru, meeting=meeting, **described()),
        lambda: operations.attend(actor=haru, meeting=meeting, answer=Answer.YES),
    ):
        with pytest.raises(MeetingCancelled):
            act()


def test_nobody_answers_or_cancels_what_is_over(group, haru):
    meeting = MeetingFactory(group=group, caller=haru, past=True)
    with pytest.raises(MeetingOver):
        operations.attend(actor=haru, meeting=meeting, answer=Answer.YES)
    with pytest.raises(MeetingOver):
        operations.cancel(actor=haru, meeting=meeting)


def test_the_last_answer_counts_and_only_of_those_in_the_group(group, haru, mina):
    meeting = MeetingFactory(group=group, caller=haru)
    operations.attend(actor=mina, meeting=meeting, answer=Answer.YES)
    operations.attend(actor=mina, meeting=meeting, answer=Answer.NO)
    operations.attend(actor=haru, meeting=meeting, answer=Answer.YES)
    AttendanceFactory(meeting=meeting, member=MemberFactory())
    assert queries.count_answers(meeting) == {Answer.YES: 1, Answer.MAYBE: 0, Answer.NO: 1}
    assert queries.list_coming(meeting) == [haru.id]
    past = MeetingFactory(group=group, past=True)
    AttendanceFactory(meeting=past, member=mina)
    leave(actor=mina, group=group)
    assert db.session.scalars(sa.select(Attendance.meeting_id).where(Attendance.member_id == mina.id)).all() == [
        past.id
    ]
    assert queries.count_answers(meeting)[Answer.NO] == 0


def test_two_answers_of_one_member_at_once_are_one(group, mina, race):
    meeting = MeetingFactory(group=group)

    def answer(which):
        return lambda: operations.attend(
            actor=db.session.merge(mina), meeting=db.session.get(Meeting, meeting_id), answer=which
        )

    meeting_id = meeting.id
    assert race(answer(Answer.YES), answer(Answer.NO)) == [None, None]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Attendance)) == 1


def test_minutes_keep_every_version(group, haru, mina):
    meeting = MeetingFactory(group=group, past=True)
    operations.write_minutes(actor=haru, meeting=meeting, body="We met.", language="en", seen=0)
    operations.write_minutes(actor=mina, meeting=meeting, body="만났습니다.", language="ko", seen=1)
    operations.write_minutes(actor=mina, meeting=meeting, body="만났습니다.", language="ko", seen=2)
    rows = db.session.scalars(sa.select(Minutes).order_by(Minutes.number)).all()
    assert [(row.number, row.body, row.author_id) for row in rows] == [
        (1, "We met.", haru.id),
        (2, "만났습니다.", mina.id),
    ]
    assert [(one["about"], one["subject"]) for one in told()] == [("minutes", rows[0].id.hex)]
    [(found, latest)] = queries.load_minutes([row.id for row in rows]).values()
    assert (found.id, latest.number) == (meeting.id, 2)


def test_no_text_of_two_who_write_at_once_is_lost(group, haru, mina, race):
    meeting_id = MeetingFactory(group=group, past=True).id

    def write(member, body):
        return lambda: operations.write_minutes(
            actor=db.session.merge(member),
            meeting=db.session.get(Meeting, meeting_id),
            body=body,
            language="en",
            seen=0,
        )

    results = race(write(haru, "Haru's"), write(mina, "Mina's"))
    assert sorted(type(result) for result in results if result is not None) == [MinutesChanged]
    assert db.session.scalar(sa.select(sa.func.count(Minutes.id))) == 1


def test_minutes_are_of_what_was(group, haru):
    with pytest.raises(MeetingNotBegun):
        operations.write_minutes(actor=haru, meeting=MeetingFactory(group=group), body="x", language="en", seen=0)


def test_a_reminder_comes_once_to_those_who_come_or_may(group, haru, mina):
    soon = MeetingFactory(group=group, starts_at=now() + timedelta(hours=23))
    later = MeetingFactory(group=group, starts_at=now() + timedelta(hours=25))
    cancelled = MeetingFactory(group=group, starts_at=now() + timedelta(hours=23), cancelled=True)
    for meeting in (soon, later, cancelled):
        AttendanceFactory(meeting=meeting, member=haru)
        AttendanceFactory(meeting=meeting, member=mina, answer=Answer.NO)
    assert (operations.remind(), operations.remind()) == (1, 0)
    [only] = told()
    assert (only["subject"], only["only"]) == (soon.id.hex, [haru.id.hex])


def test_who_is_called_within_a_day_is_not_reminded_of_it_as_well(group, haru):
    meeting = operations.call(actor=haru, group=group, **described(starts_at=now() + timedelta(hours=3)))
    operations.attend(actor=haru, meeting=meeting, answer=Answer.YES)
    assert operations.remind() == 0
    later = described(starts_at=now() + timedelta(days=2))
    operations.change(actor=haru, meeting=meeting, **later)
    assert meeting.reminded_at is None


def test_calendars_are_few(haru):
    for _number in range(20):
        CalendarFactory(member=haru)
    with pytest.raises(TooManyCalendars):
        operations.make_calendar(actor=haru, group=None, is_discreet=True)


def test_nobody_revokes_the_calendar_of_another(haru, mina):
    calendar = CalendarFactory(member=haru)
    operations.revoke_calendar(actor=mina, calendar=calendar)
    assert db.session.scalar(sa.select(sa.func.count(Calendar.id))) == 1


def test_who_deletes_the_account_leaves_the_work_and_nothing_else(group, haru, mina):
    MembershipFactory(group=group, coordinator=True)
    meeting = MeetingFactory(group=group, caller=haru, past=True)
    MinutesFactory(meeting=meeting, author=haru)
    AttendanceFactory(meeting=meeting, member=haru)
    CalendarFactory(member=haru)
    close(actor=haru, device="", at_once=True)
    delete_closed()
    db.session.expire_all()
    assert db.session.get(Meeting, meeting.id).caller_id is None
    assert db.session.scalars(sa.select(Minutes.author_id)).all() == [None]
    assert db.session.scalars(sa.select(Attendance)).all() == []
    assert db.session.scalars(sa.select(Calendar)).all() == []
