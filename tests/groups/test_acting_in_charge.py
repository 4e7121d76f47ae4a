"""What coordinators do in the features of a group: whoever is dismissed between the page and the press is refused."""

import threading
from datetime import timedelta

import pytest

from community.accounts.models import Member
from community.announcements import operations as announcements
from community.db import atomic, db, now
from community.decisions import operations as decisions
from community.decisions.refusals import NotYourProposal
from community.discussions import operations as discussions
from community.discussions.models import PostReport, Topic
from community.groups.models import Membership
from community.groups.operations import NotCoordinating, NotTakingPart, dismiss, remove
from community.library import operations as library
from community.meetings import operations as meetings
from community.tasks import operations as tasks
from community.tasks.refusals import NotYourTask
from tests.announcements.factories import AnnouncementFactory
from tests.decisions.factories import ProposalFactory
from tests.discussions.factories import TopicFactory, fill
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, MembershipFactory
from tests.library.factories import LinkFactory
from tests.meetings.factories import MeetingFactory
from tests.tasks.factories import TaskFactory

WORDS = {"title": "Another title", "body": "Other words.", "language": "en"}


@pytest.fixture
def group():
    return GroupFactory()


@pytest.fixture
def boss(group):
    """Who appoints and dismisses."""
    member = MemberFactory()
    MembershipFactory(group=group, member=member, coordinator=True)
    return member


@pytest.fixture
def stay(group):
    """The stay of the coordinator whom this is about."""
    return MembershipFactory(group=group, coordinator=True)


@pytest.fixture
def runner(stay):
    return db.session.get_one(Member, stay.member_id)


@pytest.fixture
def made(group):
    """Something of every kind in the group, which somebody else made."""
    topic = TopicFactory(group=group)
    author = MemberFactory()
    first, second, third = fill(topic, author, 3)
    third.removed_at = now()
    report = PostReport(post_id=second.id, reporter_id=MemberFactory().id)
    report.words = "It names a place."
    db.session.add(report)
    db.session.commit()
    return {
        "group": group,
        "announcement": AnnouncementFactory(group=group),
        "pinned": AnnouncementFactory(group=group, pinned_at=now()),
        "topic": topic,
        "post": second,
        "first": first,
        "removed": third,
        "report": report,
        "task": TaskFactory(group=group),
        "proposal": ProposalFactory(group=group),
        "closed": ProposalFactory(group=group, closed=True),
        "meeting": MeetingFactory(group=group),
        "item": LinkFactory(group=group),
    }


def later(made):
    return made["proposal"].closes_at + timedelta(days=1)


ACTS = {
    "announce": lambda who, made: announcements.announce(actor=who, group=made["group"], **WORDS),
    "edit an announcement": lambda who, made: announcements.edit(actor=who, announcement=made["announcement"], **WORDS),
    "pin an announcement": lambda who, made: announcements.pin(actor=who, announcement=made["announcement"]),
    "unpin an announcement": lambda who, made: announcements.unpin(actor=who, announcement=made["pinned"]),
    "delete an announcement": lambda who, made: announcements.delete(actor=who, announcement=made["announcement"]),
    "pin a topic": lambda who, made: discussions.pin(actor=who, topic=made["topic"]),
    "unpin a topic": lambda who, made: discussions.unpin(actor=who, topic=made["topic"]),
    "close a topic": lambda who, made: discussions.close(actor=who, topic=made["topic"]),
    "reopen a topic": lambda who, made: discussions.reopen(actor=who, topic=made["topic"]),
    "remove a post": lambda who, made: discussions.remove(actor=who, post=made["post"]),
    "remove a topic": lambda who, made: discussions.remove(actor=who, post=made["first"]),
    "put a post back": lambda who, made: discussions.put_back(actor=who, post=made["removed"]),
    "settle a report": lambda who, made: discussions.settle(actor=who, report=made["report"]),
    "edit a task": lambda who, made: tasks.edit_task(
        actor=who, task=made["task"], version=1, title="Another", description="", language="en"
    ),
    "assign a task": lambda who, made: tasks.assign(actor=who, task=made["task"], assignee=""),
    "delete a task": lambda who, made: tasks.delete_task(actor=who, task=made["task"]),
    "extend a proposal": lambda who, made: decisions.extend(
        actor=who, proposal=made["proposal"], closes_at=later(made)
    ),
    "state an outcome": lambda who, made: decisions.state_outcome(
        actor=who, proposal=made["closed"], version=1, outcome="Yes.", language="en"
    ),
    "change a meeting": lambda who, made: meetings.change(
        actor=who, meeting=made["meeting"], starts_at=made["meeting"].starts_at, title="Another"
    ),
    "cancel a meeting": lambda who, made: meetings.cancel(actor=who, meeting=made["meeting"]),
    "delete what is shared": lambda who, made: library.delete_item(actor=who, item=made["item"]),
}
REFUSALS = (NotCoordinating, NotYourTask, NotYourProposal)


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_whoever_is_dismissed_between_the_page_and_the_press_is_refused(act, made, runner, stay, boss):
    dismiss(actor=boss, membership=stay)
    with pytest.raises(REFUSALS):
        act(runner, made)


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_who_coordinates_is_not_refused(act, made, runner):
    act(runner, made)


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_who_proved_no_second_factor_coordinates_nothing(act, made, runner):
    runner.powers_locked = True
    with pytest.raises(REFUSALS):
        act(runner, made)


@pytest.mark.parametrize("name", ["close a topic", "announce", "cancel a meeting", "delete what is shared"])
def test_whoever_is_removed_between_the_page_and_the_press_is_refused(name, made, runner, stay, boss):
    remove(actor=boss, membership=stay)
    with pytest.raises(NotTakingPart):
        ACTS[name](runner, made)


@pytest.mark.parametrize("name", [name for name in ACTS if "nnounce" in name])
def test_moderators_announce_where_they_are_in_no_group(name, made):
    ACTS[name](MemberFactory(moderator=True), made)


def test_who_made_it_changes_it_without_coordinating(group):
    member = MemberFactory()
    MembershipFactory(group=group, member=member)
    meetings.cancel(actor=member, meeting=MeetingFactory(group=group, caller=member))
    library.delete_item(actor=member, item=LinkFactory(group=group, author=member))


def test_who_presses_while_being_dismissed_waits_and_is_refused(made, runner, stay, boss, race):
    ids = boss.id, stay.id, runner.id, made["topic"].id
    dismissed = threading.Barrier(2, timeout=30)

    @atomic
    def dismissing():
        dismiss(actor=db.session.get_one(Member, ids[0]), membership=db.session.get_one(Membership, ids[1]))
        dismissed.wait()

    def pressing():
        who, topic = db.session.get_one(Member, ids[2]), db.session.get_one(Topic, ids[3])
        dismissed.wait()  # nobody else can see it yet
        discussions.close(actor=who, topic=topic)

    done, refused = race(dismissing, pressing)
    assert done is None
    assert isinstance(refused, NotCoordinating)
    assert db.session.get_one(Topic, ids[3]).is_open
