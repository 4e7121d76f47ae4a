"""Law: what a page costs the database does not grow with its rows."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from community import audit
from community.access import actor, guard
from community.accounts.models import Member
from community.contacts import operations as contacts
from community.contacts.models import Conversation
from community.db import db, now
from community.decisions.models import Proposal
from community.discussions.models import Post, PostReport, Topic
from community.endorsements.models import BulkAction, BulkKind, Flood, Pace, Sign
from community.errands import Errand, ErrandState
from community.exports.models import ExportContent, ExportFormat
from community.exports.operations import ask
from community.finding.operations import complete
from community.groups.models import Group, JoinPolicy, MemberNote, MembershipState, Visibility
from community.groups.queries import find_group_by_slug
from community.mail import MailState, OutboxMail
from community.meetings.models import Meeting
from community.members.models import FIELDS, Audience, Limit, ReachedLimit
from community.members.operations import block
from community.members.queries import Wanted, get_profile, search
from community.moderation.models import FieldOpening
from community.tasks.models import Task
from community.vouching.models import Vouch
from tests.announcements.factories import AnnouncementFactory
from tests.decisions import factories as decisions
from tests.discussions.factories import TopicFactory, fill
from tests.endorsements.factories import EndorsementFactory
from tests.groups.factories import (
    CharterFactory,
    GroupProposalFactory,
    NoteFactory,
    NoteWritingFactory,
    RosterExportFactory,
)
from tests.laws.samples import GETS, sample_of, sample_url
from tests.laws.world import World, join, new_group, new_invitation, new_member, new_vouch
from tests.library.factories import LinkFactory
from tests.meetings.factories import AttendanceFactory, CalendarFactory, MeetingFactory, MinutesFactory
from tests.notifications.factories import NoticeFactory
from tests.reports.factories import ReportFactory
from tests.statements import statements
from tests.tasks.factories import TaskFactory, TaskStepFactory

FEW, MANY = 3, 30

# How many statements a page may take at most; every page stands here. One of them finds the one who is looking.
BOUNDS = {
    "static": 0,
    "machines.healthz": 0,
    "machines.readyz": 4,
    "machines.metrics": 4,
    "mailbox.index": 0,
    "mailbox.message": 0,
    "styleguide.index": 0,
    "home.index": 11,
    "home.about": 0,
    "home.privacy": 0,
    "home.roles": 0,
    "home.steps": 5,
    "ledger.index": 2,
    "downloads.checkpoint": 1,
    "downloads.key": 1,
    "downloads.tile": 2,
    "downloads.bundle": 3,
    "downloads.entries": 2,
    "downloads.inclusion": 2,
    "downloads.consistency": 2,
    "downloads.verifier": 0,
    "declaration.read": 0,
    "declaration.commitment": 6,
    "declaration.version": 1,
    "endorsements.endorse": 0,
    "endorsements.sent": 0,
    "endorsements.thanks": 1,
    "endorsements.index": 5,
    "endorsements.figures": 3,
    "endorsements.embed": 2,
    "endorsements.feed": 2,
    "embeds.count": 2,
    "embeds.badge": 1,
    "pictures.picture": 2,
    "api.index": 0,
    "api.declaration": 2,
    "api.commitments": 1,
    "api.counts": 4,
    "api.endorsements": 2,
    "api.openapi": 0,
    "endorsements.confirm": 2,
    "endorsements.refuse": 1,
    "endorsements.withdraw_by_mail": 2,
    "endorsements.yours": 2,
    "endorsements.certificate_by_mail": 8,
    "endorsements.receipt_by_mail": 4,
    "endorsements.by": 2,
    "share.declaration": 2,
    "share.commitment": 3,
    "share.by": 4,
    "endorsements.certificate": 9,
    "endorsements.receipt": 5,
    "endorsements.mine": 7,
    "accounts.signup": 0,
    "accounts.signup_sent": 0,
    "accounts.confirm": 1,
    "accounts.login": 0,
    "accounts.second_step": 0,
    "accounts.login_with_passkey": 0,
    "accounts.change_email": 1,
    "accounts.confirm_email": 1,
    "accounts.restore_email": 1,
    "accounts.data": 2,
    "accounts.download_data": 2,
    "accounts.closed": 0,
    "accounts.cancel_closing": 1,
    "accounts.prove": 2,
    "accounts.security": 7,
    "accounts.change_password": 1,
    "accounts.privacy": 2,
    "accounts.choose_factor": 2,
    "accounts.add_totp": 2,
    "accounts.add_passkey": 2,
    "accounts.rename_passkey": 2,
    "accounts.forgot_password": 0,
    "accounts.forgot_password_sent": 0,
    "accounts.reset_password": 1,
    "members.matches": 2,
    "members.index": 4,
    "members.profile": 8,
    "members.settings_profile": 3,
    "members.others_see_me": 2,
    "members.picture": 5,
    "members.settings_picture": 3,
    "reports.report": 4,
    "reports.mine": 2,
    "looked.index": 2,
    "contacts.index": 9,
    "contacts.requests": 5,
    "contacts.sent": 2,
    "contacts.ask": 9,
    "contacts.conversation": 8,
    "contacts.report_request": 5,
    "contacts.report": 7,
    "contacts.settings": 2,
    "notifications.index": 6,
    "notifications.settings": 5,
    "notifications.group_settings": 6,
    "notifications.unsubscribe": 3,
    "contacts.block": 4,
    "contacts.blocked": 5,
    "vouching.vouch": 7,
    "vouching.made": 5,
    "vouching.received": 6,
    "groups.index": 6,
    "groups.page": 22,
    "groups.join": 4,
    "groups.roster": 9,
    "groups.invitation": 6,
    "groups.mine": 3,
    "groups.propose": 2,
    "groups.proposals": 2,
    "groups.change_proposal": 3,
    "groups.state": 4,
    "groups.archive": 5,
    "groups.subgroups": 5,
    "groups.charter": 8,
    "groups.edit_charter": 7,
    "groups.charter_versions": 7,
    "groups.charter_version": 9,
    "groups.charter_changes": 9,
    "groups.edit": 5,
    "groups.coordinators": 8,
    "groups.hand_over": 3,
    "groups.name_successor": 3,
    "groups.succession": 7,
    "groups.trail": 7,
    "finding.index": 5,
    "groups.requests": 8,
    "groups.desk": 8,
    "groups.note": 10,
    "groups.numbers": 7,
    "groups.rosters": 9,
    "groups.ask_for_roster": 3,
    "groups.decline": 6,
    "groups.remove": 6,
    "groups.ban": 6,
    "groups.invitations": 7,
    "groups.decided": 7,
    "groups.invite_by_mail": 3,
    "groups.invite_by_handle": 3,
    "groups.invite_coordinator": 3,
    "groups.report_invitation": 1,
    "announcements.index": 5,
    "announcements.announcement": 8,
    "announcements.news": 4,
    "announcements.published": 5,
    "announcements.feed": 4,
    "announcements.announce": 3,
    "announcements.edit": 4,
    "discussions.index": 10,
    "discussions.topic": 10,
    "discussions.start": 3,
    "discussions.edit": 4,
    "discussions.editions": 9,
    "discussions.report": 8,
    "discussions.reports": 9,
    "tasks.index": 8,
    "tasks.make": 4,
    "tasks.task": 8,
    "tasks.edit": 5,
    "decisions.index": 6,
    "decisions.propose": 3,
    "decisions.proposal": 11,
    "decisions.edit": 4,
    "decisions.extend": 4,
    "decisions.outcome": 4,
    "meetings.index": 4,
    "meetings.past": 4,
    "meetings.call": 3,
    "meetings.meeting": 11,
    "meetings.edit": 4,
    "meetings.file": 3,
    "meetings.minutes": 9,
    "meetings.write_minutes": 5,
    "meetings.calendars": 3,
    "calendars.feed": 2,
    "library.index": 7,
    "library.item": 7,
    "library.share_link": 3,
    "library.share_file": 3,
    "library.file": 4,
    "moderation.index": 7,
    "moderation.members": 5,
    "moderation.member": 15,
    "moderation.rings": 7,
    "moderation.brought": 5,
    "moderation.branch": 4,
    "moderation.mails": 4,
    "moderation.audit": 2,
    "moderation.reports": 5,
    "moderation.report": 5,
    "moderation.limits": 5,
    "moderation.floods": 3,
    "moderation.flood": 4,
    "moderation.endorsements": 2,
    "moderation.endorsement": 3,
    "moderation.bulk_actions": 2,
    "moderation.prepare_bulk": 1,
    "moderation.bulk": 3,
    "moderation.create_group": 1,
    "moderation.proposals": 5,
    "moderation.proposal": 8,
    "moderation.help_kinds": 3,
    "moderation.add_help_kind": 1,
    "moderation.edit_help_kind": 2,
    "moderation.claim": 2,
    "exports.index": 6,
    "exports.ask": 1,
}


def _main(world: World) -> Group:
    group = find_group_by_slug(world.slugs["main"])
    assert group is not None
    return group


def _member(world: World, name: str) -> Member:
    return db.session.scalars(sa.select(Member).where(Member.handle == world.people[name].handle)).one()


def add_member(world: World, number: int) -> None:
    new_member(f"extra-{number}")


def add_match(world: World, number: int) -> None:
    """Somebody who offers what the one who looks is looking for, and looks for what they offer."""
    for member in (new_member(f"extra-{number}"), _member(world, "group_member")):
        profile = get_profile(member)
        profile.offers = profile.looks_for = ["mentoring", "legal"]
        profile.open_to(dict.fromkeys(FIELDS, Audience.MEMBERS))
    db.session.commit()


def add_endorsement(world: World, number: int) -> None:
    EndorsementFactory(pledges={1: "I teach.", 2: None}, country="KR")


def add_group(world: World, number: int) -> None:
    group = new_group(f"extra-{number}", JoinPolicy.OPEN, Visibility.PUBLIC)
    group.serve([1, 3])
    join(group, _member(world, "coordinator"))


def add_to_group(world: World, number: int) -> None:
    join(_main(world), new_member(f"extra-{number}"))


def add_request(world: World, number: int) -> None:
    join(_main(world), new_member(f"extra-{number}"), MembershipState.REQUESTED).keep_answers([("Why?", "Because.")])
    db.session.commit()


def add_barred(world: World, number: int) -> None:
    join(_main(world), new_member(f"extra-{number}"), MembershipState.BANNED)


def add_decided(world: World, number: int) -> None:
    stay = join(_main(world), new_member(f"extra-{number}"), MembershipState.REQUESTED)
    stay.decide(_member(world, "coordinator").id)
    stay.end(MembershipState.DECLINED, "Later.")
    db.session.commit()


def add_brought(world: World, number: int) -> None:
    link = new_invitation(_main(world), _member(world, "coordinator"))
    join(_main(world), new_member(f"extra-{number}"), invitation_id=link.id)


def add_invitation(world: World, number: int) -> None:
    new_invitation(_main(world), new_member(f"extra-{number}"))


def add_proposal(world: World, number: int) -> None:
    GroupProposalFactory(proposer=_member(world, "stranger"))


def add_subgroup(world: World, number: int) -> None:
    group = new_group(f"part-{number}", JoinPolicy.OPEN, Visibility.PUBLIC)
    group.parent_id = _main(world).id
    db.session.commit()


def add_charter_version(world: World, number: int) -> None:
    CharterFactory(group=_main(world), author=new_member(f"author-{number}"), number=number + 3)


def add_task(world: World, number: int) -> None:
    assignee = new_member(f"extra-{number}")
    join(_main(world), assignee)
    TaskFactory(group=_main(world), assignee=assignee)


def add_step(world: World, number: int) -> None:
    member = new_member(f"extra-{number}")
    join(_main(world), member)
    TaskStepFactory(task=db.session.get_one(Task, uuid.UUID(world.ids["task"])), by=member)


def add_decision(world: World, number: int) -> None:
    decisions.ProposalFactory(group=_main(world))


def add_past_decision(world: World, number: int) -> None:
    decisions.ProposalFactory(group=_main(world), closed=True)


def add_position(world: World, number: int) -> None:
    voter = new_member(f"extra-{number}")
    join(_main(world), voter)
    proposal = db.session.get_one(Proposal, uuid.UUID(world.ids["proposal"]))
    decisions.PositionFactory(proposal=proposal, voter=voter)


def add_topic(world: World, number: int) -> None:
    topic = TopicFactory(group=_main(world), author=_insider(world, number))
    fill(topic, db.session.get_one(Member, topic.author_id), 2)


def _insider(world: World, number: int) -> Member:
    member = new_member(f"talker-{number}")
    join(_main(world), member)
    return member


def add_post(world: World, number: int) -> None:
    topic = db.session.get_one(Topic, uuid.UUID(world.ids["topic"]))
    (post,) = fill(topic, _insider(world, number), 1, body=f"@talker-{number} @deputy")
    post.answers = topic.last_number - 1
    db.session.commit()


def add_post_report(world: World, number: int) -> None:
    add_post(world, number)
    topic = db.session.get_one(Topic, uuid.UUID(world.ids["topic"]))
    post = db.session.scalars(sa.select(Post).filter_by(topic_id=topic.id, number=topic.last_number)).one()
    told = PostReport(post_id=post.id, reporter_id=new_member(f"teller-{number}").id)
    told.words = "It is unkind."
    db.session.add(told)
    db.session.commit()


def add_announcement(world: World, number: int) -> None:
    AnnouncementFactory(group=_main(world), author=new_member(f"extra-{number}"), is_public=True)


def add_group_act(world: World, number: int) -> None:
    group, somebody = _main(world), new_member(f"extra-{number}")
    join(group, somebody)
    audit.record(somebody, "groups.approve", new_member(f"let-in-{number}"), place=group, group=group.slug)
    db.session.commit()


def add_found(world: World, number: int) -> None:
    add_announcement(world, number)
    complete()


def add_coordinator(world: World, number: int) -> None:
    join(_main(world), new_member(f"extra-{number}"), role="coordinator")


def add_given_vouch(world: World, number: int) -> None:
    new_vouch(_member(world, "owner"), new_member(f"extra-{number}"))


def add_vouch(world: World, number: int) -> None:
    new_vouch(new_member(f"extra-{number}", confirmed_at=now() - timedelta(days=400)), _member(world, "owner"))


def add_declined_vouch(world: World, number: int) -> None:
    new_vouch(new_member(f"extra-{number}"), _member(world, "owner")).decline()
    db.session.commit()


def add_vouched_request(world: World, number: int) -> None:
    asking = new_member(f"extra-{number}")
    join(_main(world), asking, MembershipState.REQUESTED)
    new_vouch(new_member(f"voucher-{number}", confirmed_at=now() - timedelta(days=400)), asking)


def add_to_ring(world: World, number: int) -> None:
    new_vouch(new_member(f"extra-{number}"), new_member(f"other-{number}"))


def add_report(world: World, number: int) -> None:
    ReportFactory(reporter=_member(world, "owner"), about=new_member(f"extra-{number}"))


def add_flood(world: World, number: int) -> None:
    bounds = {"filled_from": 0, "filled_to": 10, "answered_from": 0, "answered_to": 15}
    mark = number.to_bytes(2)
    db.session.add(Flood(sign=Sign.DOMAIN, pace=Pace.QUICK, mark=mark, first_at=now(), last_at=now(), **bounds))
    db.session.commit()


def add_held(world: World, number: int) -> None:
    held = EndorsementFactory(pending=True)
    held.state, held.confirmed_at, held.held_reason = "quarantined", now(), "network-quick"
    held.flood_id = uuid.UUID(world.ids["flood"])
    db.session.commit()


def add_bulk(world: World, number: int) -> None:
    db.session.add(BulkAction(kind=BulkKind.SET_ASIDE, matched=number, reason="A script."))
    db.session.commit()


def add_limit(world: World, number: int) -> None:
    member = new_member(f"extra-{number}")
    db.session.add(ReachedLimit(member_id=member.id, reached=Limit.PROFILES, day=now().date()))
    db.session.commit()


def add_opening(world: World, number: int) -> None:
    opener = new_member(f"opener-{number}", role="moderator")
    db.session.add(FieldOpening(member_id=_member(world, "owner").id, opener_id=opener.id, field="bio", reason="Why."))
    db.session.commit()


def add_to_known(world: World, number: int) -> None:
    owner, other = _member(world, "owner"), new_member(f"extra-{number}")
    ReportFactory(reporter=other, about=owner)
    db.session.add_all([Vouch(voucher_id=other.id, member_id=owner.id), Vouch(voucher_id=owner.id, member_id=other.id)])
    audit.record(other, "moderation.suspend", owner, reason="Spam.")
    add_opening(world, number)


def add_act(world: World, number: int) -> None:
    audit.record(_member(world, "moderator"), "moderation.suspend", new_member(f"extra-{number}"), reason="Spam.")
    db.session.commit()


def add_notice(world: World, number: int) -> None:
    announcement = AnnouncementFactory(group=_main(world))
    NoticeFactory(group=_main(world), member=_member(world, "group_member"), subject_id=announcement.id)


def add_group_of_reader(world: World, number: int) -> None:
    group = new_group(f"extra-{number}", JoinPolicy.OPEN, Visibility.PUBLIC)
    join(group, _member(world, "group_member"))


def add_dead_mail(world: World, number: int) -> None:
    db.session.add(OutboxMail(template="contacts/mail/waiting", language="en", state=MailState.DEAD))
    db.session.add(Errand(kind="contacts.tell", payload="{}", state=ErrandState.DEAD))
    db.session.commit()


def add_contact_request(world: World, number: int) -> None:
    contacts.ask(actor=new_member(f"extra-{number}"), asked=_member(world, "owner"), words="May I ask?")


def add_sent_request(world: World, number: int) -> None:
    contacts.ask(actor=_member(world, "stranger"), asked=new_member(f"extra-{number}"), words="May I ask?")


def add_conversation(world: World, number: int) -> None:
    owner, other = _member(world, "owner"), new_member(f"extra-{number}")
    contacts.ask(actor=owner, asked=other, words="May I ask?")
    contacts.ask(actor=other, asked=owner, words="I wanted to ask you, too.")


def add_message(world: World, number: int) -> None:
    talk = db.session.scalars(sa.select(Conversation)).one()
    contacts.write(actor=_member(world, "owner"), conversation=talk, words=f"Message {number}")


def add_block(world: World, number: int) -> None:
    block(actor=_member(world, "owner"), member=new_member(f"extra-{number}"))


def add_coordinated(world: World, number: int) -> None:
    """Another group that the coordinator runs, with a request and a roster that wait."""
    group = new_group(f"extra-{number}", JoinPolicy.ON_REQUEST, Visibility.PUBLIC)
    join(group, _member(world, "coordinator"), role="coordinator", powers_from=now() - timedelta(days=30))
    asker = new_member(f"asker-{number}")
    join(group, asker, role="coordinator")
    join(group, new_member(f"extra-{number}"), MembershipState.REQUESTED)
    RosterExportFactory(group=group, asker=asker)


def add_noted(world: World, number: int) -> None:
    group = find_group_by_slug(world.slugs["main"])
    member = new_member(f"extra-{number}")
    join(group, member)
    NoteFactory(group=group, member=member)


def add_writing(world: World, number: int) -> None:
    group = find_group_by_slug(world.slugs["main"])
    newcomer = _member(world, "newcomer")
    found = sa.select(MemberNote).where(MemberNote.group_id == group.id, MemberNote.member_id == newcomer.id)
    note = db.session.scalar(found) or NoteFactory(group=group, member=newcomer)
    NoteWritingFactory(note=note, writer=new_member(f"extra-{number}"))


def add_roster(world: World, number: int) -> None:
    asker = new_member(f"asker-{number}")
    RosterExportFactory(group=find_group_by_slug(world.slugs["main"]), asker=asker)


def add_export(world: World, number: int) -> None:
    asker = new_member(f"asker-{number}", role="administrator")
    ask(actor=asker, content=ExportContent.COUNTS, form=ExportFormat.CSV, reason="For the yearly report.")


def add_meeting(world: World, number: int) -> None:
    MeetingFactory(group=_main(world))


def add_past_meeting(world: World, number: int) -> None:
    MeetingFactory(group=_main(world), past=True)


def add_attendance(world: World, number: int) -> None:
    member = new_member(f"extra-{number}")
    join(_main(world), member)
    AttendanceFactory(meeting=db.session.get_one(Meeting, uuid.UUID(world.ids["meeting"])), member=member)


def add_minutes(world: World, number: int) -> None:
    member = new_member(f"extra-{number}")
    join(_main(world), member)
    MinutesFactory(meeting=db.session.get_one(Meeting, uuid.UUID(world.ids["past_meeting"])), author=member)


def add_calendar(world: World, number: int) -> None:
    CalendarFactory(member=_member(world, "coordinator"), group_id=_main(world).id)


def add_item(world: World, number: int) -> None:
    member = new_member(f"extra-{number}")
    join(_main(world), member)
    LinkFactory(group=_main(world), author=member)


LISTS: list[tuple[str, Callable[[World, int], None]]] = [
    ("members.index", add_member),
    ("members.matches", add_match),
    ("endorsements.index", add_endorsement),
    ("endorsements.figures", add_endorsement),
    ("endorsements.feed", add_endorsement),
    ("api.endorsements", add_endorsement),
    ("api.counts", add_endorsement),
    ("declaration.commitment", add_endorsement),
    ("declaration.commitment", add_group),
    ("home.index", add_endorsement),
    ("home.index", add_group),
    ("notifications.index", add_notice),
    ("notifications.settings", add_group_of_reader),
    ("moderation.mails", add_dead_mail),
    ("contacts.index", add_contact_request),
    ("contacts.index", add_conversation),
    ("contacts.requests", add_contact_request),
    ("contacts.sent", add_sent_request),
    ("contacts.conversation", add_message),
    ("contacts.blocked", add_block),
    ("groups.index", add_group),
    ("groups.mine", add_group),
    ("groups.proposals", add_proposal),
    ("moderation.proposals", add_proposal),
    ("groups.subgroups", add_subgroup),
    ("groups.page", add_subgroup),
    ("groups.charter_versions", add_charter_version),
    ("groups.page", add_announcement),
    ("announcements.index", add_announcement),
    ("announcements.news", add_announcement),
    ("announcements.feed", add_announcement),
    ("discussions.index", add_topic),
    ("groups.page", add_topic),
    ("discussions.topic", add_post),
    ("discussions.reports", add_post_report),
    ("groups.page", add_coordinator),
    ("groups.coordinators", add_coordinator),
    ("groups.trail", add_group_act),
    ("finding.index", add_found),
    ("groups.page", add_to_group),
    ("groups.roster", add_to_group),
    ("groups.roster", add_barred),
    ("groups.requests", add_request),
    ("groups.desk", add_coordinated),
    ("groups.roster", add_noted),
    ("groups.rosters", add_roster),
    ("groups.numbers", add_to_group),
    ("groups.note", add_writing),
    ("groups.invitations", add_invitation),
    ("groups.decided", add_decided),
    ("moderation.brought", add_brought),
    ("moderation.branch", add_brought),
    ("groups.page", add_task),
    ("groups.page", add_decision),
    ("tasks.index", add_task),
    ("tasks.task", add_step),
    ("decisions.index", add_decision),
    ("decisions.index", add_past_decision),
    ("decisions.proposal", add_position),
    ("meetings.index", add_meeting),
    ("meetings.past", add_past_meeting),
    ("meetings.meeting", add_attendance),
    ("meetings.minutes", add_minutes),
    ("meetings.calendars", add_calendar),
    ("calendars.feed", add_meeting),
    ("library.index", add_item),
    ("members.profile", add_vouch),
    ("vouching.made", add_given_vouch),
    ("vouching.received", add_vouch),
    ("vouching.received", add_declined_vouch),
    ("groups.requests", add_vouched_request),
    ("moderation.rings", add_to_ring),
    ("moderation.index", add_member),
    ("moderation.members", add_member),
    ("moderation.audit", add_act),
    ("moderation.member", add_to_known),
    ("moderation.reports", add_report),
    ("moderation.limits", add_limit),
    ("moderation.floods", add_flood),
    ("moderation.flood", add_held),
    ("moderation.endorsements", add_held),
    ("moderation.bulk_actions", add_bulk),
    ("reports.mine", add_report),
    ("looked.index", add_opening),
    ("exports.index", add_export),
]


def statements_of(client, url: str) -> list[str]:
    client.get(url, buffered=True)  # whatever is kept in memory after the first time is no cost of the page
    with statements() as seen:
        assert client.get(url, buffered=True).status == 200
    return [one.text for one in seen]


def with_few_and_many(world: World, client, url: str, add) -> tuple[list[str], list[str]]:
    for number in range(FEW):
        add(world, number)
    few = statements_of(client, url)
    for number in range(FEW, MANY):
        add(world, number)
    return few, statements_of(client, url)


@pytest.mark.parametrize(("endpoint", "add"), LISTS, ids=lambda part: getattr(part, "__name__", part))
def test_a_list_costs_no_more_with_many_rows_than_with_few(world, client, endpoint, add):
    world.enter(client, sample_of(endpoint).by)
    few, many = with_few_and_many(world, client, sample_url(endpoint, world), add)
    assert len(many) <= len(few), "\n\n".join(many[len(few) - 3 :][:6])


def test_control_a_list_that_asks_once_for_each_row_is_found(world, client, app, monkeypatch):
    @guard("members.index")
    def index():
        for card in search(actor(), Wanted()).items:
            db.session.execute(sa.select(sa.func.count()).where(Member.handle == card.handle))
        return "", 200, {"Content-Type": "text/plain"}

    monkeypatch.setitem(app.view_functions, "members.index", index)
    world.enter(client, "stranger")
    few, many = with_few_and_many(world, client, sample_url("members.index", world), add_member)
    assert len(many) > len(few)


def test_every_page_has_its_bound():
    assert sorted(BOUNDS) == sorted(GETS)


@pytest.mark.parametrize("endpoint", GETS)
def test_a_page_stays_under_its_bound(world, client, endpoint):
    world.enter(client, sample_of(endpoint).by)
    seen = statements_of(client, sample_url(endpoint, world))
    assert len(seen) <= BOUNDS[endpoint], "\n\n".join(seen)


def test_control_a_page_over_its_bound_is_found(world, client):
    world.enter(client, "stranger")
    assert len(statements_of(client, sample_url("groups.mine", world))) > BOUNDS["static"]


def test_lists_are_shown():
    assert {endpoint for endpoint, _add in LISTS} <= set(GETS)
