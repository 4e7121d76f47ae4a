"""The trail: written with the act, readable after people have left."""

import pytest

from community import audit
from community.db import atomic, db
from tests.factories import MemberFactory


@atomic
def act(actor, subject, **details):
    audit.record(actor, "members.praise", subject, **details)


def test_an_act_is_written_with_who_what_to_whom_and_when():
    actor, subject = MemberFactory(handle="river-1"), MemberFactory(handle="dawn-2")
    act(actor, subject, reason="물결", times=2)
    (entry,) = audit.list_entries(None).items
    assert (entry.action, entry.actor_id, entry.actor_name) == ("members.praise", actor.id, "river-1")
    assert (entry.subject_type, entry.subject_id, entry.subject_name) == ("member", subject.id, "dawn-2")
    assert entry.details == {"reason": "물결", "times": 2}
    assert entry.at.tzinfo is not None


def test_the_site_itself_can_act():
    act(None, MemberFactory())
    (entry,) = audit.list_entries(None).items
    assert (entry.actor_id, entry.actor_name) == (None, None)


def test_an_act_that_fails_is_not_in_the_trail():
    member = MemberFactory()

    @atomic
    def fail():
        audit.record(member, "members.praise", member)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert audit.list_entries(None).items == []


def test_the_trail_reads_as_before_when_a_member_has_another_handle_or_has_left():
    actor, subject = MemberFactory(handle="river-1"), MemberFactory(handle="dawn-2")
    act(actor, subject)
    actor.handle = "other"
    db.session.delete(subject)
    db.session.commit()
    (entry,) = audit.list_entries(None).items
    assert (entry.actor_name, entry.subject_name) == ("river-1", "dawn-2")


def test_the_trail_comes_newest_first_page_by_page():
    member = MemberFactory()
    for number in range(60):
        act(member, member, number=number)
    first = audit.list_entries(None)
    second = audit.list_entries(None, after=first.next)
    numbers = [entry.details["number"] for entry in [*first.items, *second.items]]
    assert numbers == list(reversed(range(60)))
    assert second.next is None
