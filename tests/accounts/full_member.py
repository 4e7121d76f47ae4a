"""A member of whom the site keeps everything that it can keep, each thing marked so that it can be looked for."""

import uuid
from datetime import timedelta

import sqlalchemy as sa

from community import audit
from community.accounts.models import EventKind, Passkey, RecoveryCode, Role
from community.accounts.operations import (
    begin_totp,
    open_session,
)
from community.accounts.operations.events import note
from community.contacts import operations as contacts
from community.contacts.models import WhoMayAsk
from community.db import atomic, db, now
from community.discussions.models import PostEdition, PostReport, TopicReading
from community.endorsements.models import BulkAction, BulkKind, BulkState, Shown
from community.endorsements.operations import endorse_as_member
from community.exports.models import Export, ExportContent, ExportFormat
from community.members.models import (
    FIELDS,
    Audience,
    Belonging,
    DirectoryAlarm,
    Limit,
    Picture,
    Profile,
    ReachedLimit,
    RetiredHandle,
)
from community.members.operations import block
from community.members.queries.handles import handle_mark, owner_mark
from community.moderation.models import FieldOpening
from community.notifications.models import DigestSent, Level, Mailing, NoticePreference, NoticeSettings
from community.vouching.models import Vouch
from tests.accounts.full_member_groups import FullMember, join_groups
from tests.contacts.factories import ContactRequestFactory, ConversationFactory, MessageFactory
from tests.decisions.factories import PositionFactory, ProposalFactory
from tests.discussions.factories import TopicFactory, fill
from tests.factories import MemberFactory
from tests.groups.factories import (
    GroupFactory,
)
from tests.library.factories import LinkFactory
from tests.meetings.factories import AttendanceFactory, CalendarFactory, MeetingFactory, MinutesFactory
from tests.notifications.factories import NoticeFactory
from tests.reports.factories import ReportFactory
from tests.tasks.factories import TaskFactory, TaskStepFactory


def full_member(name: str, role: Role = Role.MODERATOR) -> FullMember:
    """Make the member; `name` marks everything that is theirs."""
    mark = f"canary-{name}"
    member = MemberFactory(
        address=f"{mark}-address@example.org", handle=f"{mark}-handle", display_name=f"{mark}-name", role=role
    )
    full = FullMember(member, {f"{mark}-address@example.org", f"{mark}-handle", f"{mark}-name"})
    _fill_profile(full, mark)
    _endorse(full, mark)
    join_groups(full, mark)
    _meet(full, mark)
    _work(full, mark)
    _talk(full, mark)
    _be_told(full)
    _vouch(full, mark)
    _contact(full, mark)
    _report(full, mark)
    _log_in(full, mark)
    _export(full, mark)
    _leave_traces(full, mark)
    return full


@atomic
def _fill_profile(full: FullMember, mark: str) -> None:
    texts = ("pronouns", "bio_text", "second_bio_text", "profession_words", "skills", "city")
    values = {name: f"{mark}-{name}" for name in texts}
    links = [f"https://example.org/{mark}-link"]
    profile = Profile(
        member_id=full.member.id,
        bio_language="en",
        second_bio_language="ko",
        profession_group="2",
        spoken=[("ko", "first")],
        affiliations=[f"{mark}-affiliation"],
        links=links,
        country="KR",
        **values,
    )
    profile.belonging = Belonging.DEFECTOR_COMMUNITY
    profile.open_to(dict.fromkeys(FIELDS, Audience.EVERYONE))
    picture = Picture(member_id=full.member.id)
    picture.keep(f"{mark}-small-face".encode(), f"{mark}-face".encode())
    profile.picture = "a-mark-in-its-address"
    db.session.add_all([profile, picture])
    full.told |= {*values.values(), *links, f"{mark}-affiliation", "defector_community"}


def _endorse(full: FullMember, mark: str) -> None:
    endorse_as_member(
        actor=full.member,
        shown=Shown.NAMED,
        name=f"{mark}-pen-name",
        country="KR",
        affiliation=f"{mark}-choir",
        language="en",
        commitments={1: f"{mark}-pledge", 2: None},
    )
    full.told |= {f"{mark}-pen-name", f"{mark}-choir", f"{mark}-pledge"}


def _talk(full: FullMember, mark: str) -> None:
    """A topic, which stays as somebody else answered; posts with what they said before, and a report, which go."""
    topic = TopicFactory(author=full.member, title=f"{mark}-topic")
    (own,) = fill(topic, full.member, 1, f"{mark}-post")
    fill(topic, MemberFactory(), 1, f"post-of-somebody-else-{mark}")
    edition = PostEdition(post_id=own.id, number=1, language="en", written_at=own.created_at)
    edition.title, edition.body = f"{mark}-topic-before", f"{mark}-post-before"
    (other,) = fill(TopicFactory(), MemberFactory(), 1)
    told, about = (PostReport(post_id=other.id, reporter_id=full.member.id), PostReport(post_id=own.id))
    told.words, about.words = f"{mark}-post-report", f"report-of-somebody-else-{mark}"
    about.reporter_id = MemberFactory().id
    reading = TopicReading(topic_id=topic.id, member_id=full.member.id, until=1)
    db.session.add_all([edition, told, about, reading])
    db.session.commit()
    full.told |= {f"{mark}-{name}" for name in ("topic", "post", "topic-before", "post-before", "post-report")}
    full.others |= {f"post-of-somebody-else-{mark}", f"report-of-somebody-else-{mark}"}


def _work(full: FullMember, mark: str) -> None:
    """Tasks and proposals, which are the group's; what the member said to proposals, which goes."""
    own = TaskFactory(author=full.member, title=f"{mark}-task", description=f"{mark}-task-text")
    TaskStepFactory(task=own, by=full.member)
    TaskFactory(assignee=full.member, title=f"task-of-somebody-else-{mark}")
    made = ProposalFactory(
        author=full.member, title=f"{mark}-proposal", text=f"{mark}-proposal-text", outcome_by_id=full.member.id
    )
    made.outcome = f"{mark}-outcome"
    db.session.commit()
    PositionFactory(proposal=made, reason=f"reason-of-somebody-else-{mark}")
    PositionFactory(proposal=made, voter=full.member, reason=f"{mark}-open-reason")
    PositionFactory(proposal=ProposalFactory(closed=True), voter=full.member, reason=f"{mark}-closed-reason")
    full.told |= {f"{mark}-task", f"{mark}-task-text", f"{mark}-proposal", f"{mark}-proposal-text"}
    full.told |= {f"{mark}-outcome", f"{mark}-open-reason", f"{mark}-closed-reason"}
    full.others |= {f"task-of-somebody-else-{mark}", f"reason-of-somebody-else-{mark}"}


def _meet(full: FullMember, mark: str) -> None:
    """Meetings and minutes, which are the group's; what the member said of coming, and a calendar, which go."""
    own = MeetingFactory(caller=full.member, title=f"{mark}-meeting")
    AttendanceFactory(meeting=own, member=full.member)
    MinutesFactory(meeting=own, author=full.member, body=f"{mark}-minutes")
    LinkFactory(author=full.member, title=f"{mark}-link-title", place=f"https://example.org/{mark}-shared")
    CalendarFactory(member=full.member, token=f"{mark}-calendar-token")
    other = MeetingFactory(title=f"meeting-of-somebody-else-{mark}")
    AttendanceFactory(meeting=other, member=MemberFactory())
    db.session.commit()
    full.told |= {f"{mark}-meeting", f"{mark}-minutes", f"{mark}-link-title", f"{mark}-shared"}
    full.others |= {f"{mark}-calendar-token", f"meeting-of-somebody-else-{mark}"}


def _be_told(full: FullMember) -> None:
    """Notices, what the member chose about them, and which digests they got."""
    member, group = full.member, GroupFactory()
    NoticeFactory(group=group, member=member)
    choice = NoticePreference(member_id=member.id, group_id=group.id, kind="topic", level=Level.WEEKLY)
    settings = NoticeSettings(member_id=member.id, paused_until=now().date())
    digest = DigestSent(member_id=member.id, mailing=Mailing.DAILY, day=now().date())
    db.session.add_all([choice, settings, digest])
    db.session.commit()


def _vouch(full: FullMember, mark: str) -> None:
    member = full.member
    given = Vouch(voucher_id=member.id, member_id=MemberFactory().id)
    given.note = f"{mark}-vouch"
    received = Vouch(voucher_id=MemberFactory().id, member_id=member.id)
    received.note = f"vouch-of-somebody-else-{mark}"
    declined = Vouch(voucher_id=MemberFactory().id, member_id=member.id)
    declined.decline()
    db.session.add_all([given, received, declined])
    db.session.commit()
    full.told.add(f"{mark}-vouch")
    full.others.add(f"vouch-of-somebody-else-{mark}")


def _contact(full: FullMember, mark: str) -> None:
    """Requests in both directions, and a conversation; what the other one writes to the member is kept for both."""
    member, others = full.member, [MemberFactory(handle=f"{mark}-contact-{number}") for number in range(3)]
    ContactRequestFactory(asker=member, asked=others[0], words=f"{mark}-asked")
    ContactRequestFactory(asker=others[1], asked=member, words=f"{mark}-was-asked")
    ContactRequestFactory(asker=others[2], asked=member, words=f"{mark}-ignores", ignored=True)
    # With two, so that the member is the first of one conversation and the second of the other.
    for step in (-1, 1):
        other = MemberFactory(id=uuid.UUID(int=member.id.int + step))
        talk = ConversationFactory(one=member, other=other)
        MessageFactory(conversation=talk, author=member, words=f"{mark}-wrote")
        MessageFactory(conversation=talk, author=other, words="What others wrote stays theirs.")
    contacts.choose(actor=member, who_may_ask=WhoMayAsk.GROUPS, mails=True)
    block(actor=member, member=MemberFactory(handle=f"{mark}-blocked"))
    block(actor=MemberFactory(), member=member)
    full.told |= {f"{mark}-asked", f"{mark}-was-asked", f"{mark}-ignores", f"{mark}-wrote"}


def _report(full: FullMember, mark: str) -> None:
    """What the member told moderators, and did as one; and what others told of the member, who is not told of it."""
    member, about = full.member, MemberFactory()
    ReportFactory(reporter=member, about=about, words=f"{mark}-reported", evidence=f"{mark}-was-sent")
    told = f"report-of-somebody-else-{mark}"
    ReportFactory(reporter=MemberFactory(), about=member, words=told, evidence=f"evidence-of-{told}")
    ReportFactory(settled=True, settled_by_id=member.id)
    opener = MemberFactory(handle=f"{mark}-opener")
    opened = FieldOpening(member_id=member.id, opener_id=opener.id, field="city", reason=f"{mark}-why-opened")
    opened_by = FieldOpening(member_id=about.id, opener_id=member.id, field="bio", reason="They may be in danger.")
    reached = ReachedLimit(member_id=member.id, reached=Limit.PROFILES, day=now().date())
    alarm = DirectoryAlarm(member_id=member.id, day=now().date())
    db.session.add_all([opened, opened_by, reached, alarm])
    db.session.commit()
    full.told |= {f"{mark}-reported", f"{mark}-was-sent", f"{mark}-why-opened"}
    full.others |= {told, f"evidence-of-{told}", f"{mark}-opener"}


def _export(full: FullMember, mark: str) -> None:
    """Exports asked for and decided about; what was done to many endorsements, which stays without who did it."""
    last = db.session.scalar(sa.select(sa.func.max(Export.number))) or 0
    a_file = {"content": ExportContent.NAMES, "form": ExportFormat.CSV}
    mine = Export(number=last + 1, asker_id=full.member.id, reason=f"{mark}-export", **a_file)
    others = Export(number=last + 2, decider_id=full.member.id, decided_at=now(), reason="For the archive.", **a_file)
    bulk = BulkAction(kind=BulkKind.SET_ASIDE, state=BulkState.DONE, actor_id=full.member.id)
    db.session.add_all([mine, others, bulk])
    db.session.commit()
    full.told.add(f"{mark}-export")


def _log_in(full: FullMember, mark: str) -> None:
    member = full.member
    open_session(member=member, device=f"{mark}-device")
    begin_totp(member=member)
    db.session.add(RecoveryCode(member_id=member.id, digest=b"digest"))
    db.session.add(
        Passkey(
            member_id=member.id,
            credential_id=mark.encode(),
            public_key=b"",
            sign_count=0,
            name=f"{mark}-passkey",
            transports=[],
            backed_up=False,
        )
    )
    db.session.commit()
    full.told |= {f"{mark}-device", f"{mark}-passkey"}


@atomic
def _leave_traces(full: FullMember, mark: str) -> None:
    member, judge = full.member, MemberFactory.build(handle=f"{mark}-judge")
    target = MemberFactory.build(handle=f"{mark}-target")
    note(member, EventKind.NEW_DEVICE, f"{mark}-place")
    marks = {"handle_mark": handle_mark(f"{mark}-earlier"), "owner_mark": owner_mark(member)}
    db.session.add(RetiredHandle(**marks, free_at=now() + timedelta(days=1)))
    audit.record(judge, "moderation.suspend", member, reason=f"{mark}-sentence")
    audit.record(member, "moderation.suspend", target, reason="They sent spam.")
    audit.record(member, "announcements.announce", GroupFactory.build(slug="a-group"), title="First meeting")
    full.told |= {f"{mark}-place", f"{mark}-sentence"}
    full.others |= {f"{mark}-judge", f"{mark}-target", "They sent spam."}
