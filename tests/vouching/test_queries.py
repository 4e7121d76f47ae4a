"""What counts, who is told how much of it, and which accounts are a ring."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

import community.members.operations
from community.accounts.models import Member, MemberState, Role
from community.db import db, now
from community.members.models import Audience
from community.members.probation import is_on_probation, is_past_probation
from community.vouching import queries
from community.vouching.own_data import tell_vouches
from community.vouching.wording import ages
from tests.apps import another_app
from tests.statements import statements
from tests.vouching.factories import VouchFactory, befriend, settled


@pytest.fixture
def member():
    return settled(handle="somebody")


@pytest.fixture
def viewer():
    return settled(handle="viewer")


def tell(viewer, member):
    return queries.tally(viewer, [member.id]).get(member.id, queries.NONE)


def known_to(viewer, number):
    people = [settled() for _number in range(number)]
    for friend in people:
        befriend(viewer, friend)
        VouchFactory(member=friend)
    return people


# What counts


def test_vouches_count(member, viewer):
    VouchFactory.create_batch(3, member=member)
    VouchFactory(voucher=member)
    assert queries.count_vouches([member.id, viewer.id]) == {member.id: 3}
    assert tell(viewer, member).count == 3
    assert queries.count_held(member) == 3


@pytest.mark.parametrize(
    "voucher",
    [
        {"state": MemberState.SUSPENDED},
        {"closes_at": now() + timedelta(days=7)},
        {"days": 3},
    ],
    ids=["suspended", "leaving", "on probation"],
)
def test_who_does_not_count(member, viewer, voucher):
    vouch = VouchFactory(voucher=settled(**voucher), member=member)
    VouchFactory(member=member)
    assert queries.count_vouches([member.id]) == {member.id: 1}
    assert (tell(viewer, member).count, queries.count_held(member)) == (1, 1)
    voucher = db.session.get_one(Member, vouch.voucher_id)
    voucher.state, voucher.closes_at, voucher.confirmed_at = MemberState.ACTIVE, None, now() - timedelta(days=30)
    db.session.commit()
    # The control: the same vouch counts once its voucher does.
    assert queries.count_vouches([member.id]) == {member.id: 2}


def test_who_was_given_a_role_counts_from_the_first_day(member):
    VouchFactory(voucher=settled(days=0, role=Role.MODERATOR), member=member)
    assert queries.count_vouches([member.id]) == {member.id: 1}


@pytest.mark.parametrize("days", ["0", "14", "30"])
def test_the_condition_and_the_question_of_probation_agree(app, tmp_path, days):
    people = [settled(days=age, role=role).id for age in (1, 13, 15, 29, 31) for role in (Role.MEMBER, Role.MODERATOR)]
    expected = len(people)
    with another_app(app, PROBATION_DAYS=days) as other, other.app_context():
        found = db.session.scalars(sa.select(Member)).all()
        past = set(db.session.scalars(sa.select(Member.id).where(is_past_probation())))
        assert len(found) == expected
        assert past == {person.id for person in found if not is_on_probation(person)}
        assert len(past) == {"0": 10, "14": 8, "30": 6}[days]


def test_counts_for_many_cost_one_statement(member, viewer):
    VouchFactory.create_batch(2, member=member)
    ids = [member.id, *(settled().id for _number in range(5))]
    viewer_id = viewer.id
    assert viewer_id
    for ask in (queries.count_vouches, lambda some: queries.tally(viewer, some)):
        with statements() as seen:
            ask(ids)
        assert len(seen) == 1


# Whom one knows


def test_known_are_those_with_whom_one_vouches_for_each_other(member, viewer):
    friends = known_to(viewer, 3)
    VouchFactory(voucher=friends[0], member=member)
    VouchFactory(voucher=friends[1], member=member)
    VouchFactory(member=member)
    told = tell(viewer, member)
    assert (told.count, told.known) == (3, 2)
    assert tell(settled(), member).known is None


def test_vouching_for_somebody_does_not_show_for_whom_they_vouch(member, viewer):
    """The probe: a member vouches for people to see which numbers grow."""
    known_to(viewer, 3)
    target = settled()
    VouchFactory(voucher=target, member=member)
    before = tell(viewer, member)
    VouchFactory(voucher=viewer, member=target)
    assert tell(viewer, member) == before
    VouchFactory(voucher=target, member=viewer)
    VouchFactory(member=target)
    # The control: who trusts the one who asks is among those whom they know.
    assert tell(viewer, member).known == before.known + 1


@pytest.mark.parametrize(("friends", "told"), [(1, None), (2, None), (3, 1)])
def test_with_few_known_the_number_would_be_a_name(member, viewer, friends, told):
    VouchFactory(voucher=known_to(viewer, friends)[0], member=member)
    assert tell(viewer, member).known == told


@pytest.mark.parametrize(("days", "others", "told"), [(3, 1, None), (400, 0, None), (400, 1, 1)])
def test_accounts_made_for_it_are_nobody_whom_one_knows(member, viewer, days, others, told):
    """The probe: two accounts of the viewer's own and one friend, so that the number says what the friend does."""
    (friend,) = known_to(viewer, 1)
    VouchFactory(voucher=friend, member=member)
    for _number in range(2):
        sybil = settled(days=days)
        befriend(viewer, sybil)
        VouchFactory.create_batch(others, member=sybil)
    assert tell(viewer, member).known == told


def test_a_vouch_that_does_not_count_makes_nobody_known(member, viewer):
    friends = known_to(viewer, 2)
    third = settled()
    befriend(viewer, third)
    VouchFactory(voucher=settled(days=3), member=third)
    VouchFactory(voucher=friends[0], member=member)
    assert tell(viewer, member).known is None
    VouchFactory(member=third)
    assert tell(viewer, member).known == 1


def test_declining_a_vouch_ends_knowing_each_other(member, viewer):
    friends = known_to(viewer, 4)
    VouchFactory(voucher=friends[0], member=member)
    assert tell(viewer, member).known == 1
    queries.find_vouch(viewer.id, friends[0].id).decline()
    db.session.commit()
    assert tell(viewer, member).known == 0


def test_who_is_blocked_is_told_the_same_as_before(member, viewer):
    VouchFactory(member=member)
    before = tell(viewer, member)
    community.members.operations.block(actor=member, member=viewer)
    assert tell(viewer, member) == before != queries.NONE


# Age


def test_age_is_told_in_months(member, viewer):
    for day in (date(2026, 3, 7), date(2026, 5, 30), date(2026, 4, 1)):
        VouchFactory(member=member, made_on=day)
    told = tell(viewer, member)
    assert (told.first, told.latest) == (date(2026, 3, 7), date(2026, 5, 30))
    assert ages(told, date(2026, 11, 22)) == "The first in March 2026, the latest in May 2026."


@pytest.mark.parametrize(
    ("first", "latest", "words"),
    [
        (date(2026, 3, 7), date(2026, 11, 2), "The first in March 2026, the latest this month."),
        (date(2026, 11, 1), date(2026, 11, 2), "This month."),
        (date(2026, 3, 1), date(2026, 3, 31), "In March 2026."),
        (date(2025, 11, 1), date(2025, 11, 2), "In November 2025."),
        (None, None, ""),
    ],
)
def test_ages_in_words(first, latest, words):
    assert ages(queries.Tally(2, None, first, latest), date(2026, 11, 22)) == words


# Lists


def test_lists_are_of_the_two_alone(member, viewer):
    mine, theirs = VouchFactory(voucher=viewer, member=member), VouchFactory(voucher=member, member=viewer)
    VouchFactory(member=member)
    assert [vouch.id for vouch in queries.list_made(viewer).items] == [mine.id]
    assert [vouch.id for vouch in queries.list_received(viewer).items] == [theirs.id]
    assert queries.find_made(viewer, mine.id) is mine
    assert queries.find_made(viewer, theirs.id) is None
    assert queries.find_received(viewer, theirs.id) is theirs
    assert queries.find_received(viewer, mine.id) is None
    stranger = settled()
    assert [find(stranger, mine.id) for find in (queries.find_made, queries.find_received)] == [None, None]
    assert queries.find_made(None, mine.id) is None


def test_who_is_suspended_or_leaves_stands_in_no_list(viewer):
    gone = settled(state=MemberState.SUSPENDED), settled(closes_at=now())
    for one in gone:
        befriend(viewer, one)
    declined = VouchFactory(member=viewer)
    declined.decline()
    db.session.commit()
    assert (queries.list_made(viewer).items, queries.list_received(viewer).items) == ([], [])
    assert [vouch.id for vouch in queries.list_declined(viewer)] == [declined.id]


def test_moderators_see_all_of_it(member, viewer):
    given = VouchFactory(voucher=viewer, member=member, note="We studied together.", made_on=date(2026, 5, 1))
    declined = VouchFactory(voucher=settled(state=MemberState.SUSPENDED), member=member, made_on=date(2026, 4, 1))
    declined.decline()
    db.session.commit()
    found = queries.list_vouches_for(member)
    assert [(vouch.id, vouch.note, vouch.voucher.is_active) for vouch in found] == [
        (given.id, "We studied together.", True),
        (declined.id, None, False),
    ]
    assert [vouch.member.handle for vouch in queries.list_vouches_by(viewer)] == ["somebody"]


# Rings


def new(number):
    return [settled(days=5 + age) for age in range(number)]


def rings():
    return [[member.handle for member in ring.members] for ring in queries.list_rings()]


def handles(people):
    return sorted(member.handle for member in people)


def test_new_accounts_that_vouch_for_nobody_but_each_other_are_a_ring():
    one, other, third = people = new(3)
    befriend(one, other)
    VouchFactory(voucher=other, member=third, note="My cousin.")
    assert rings() == [handles(people)]
    (ring,) = queries.list_rings()
    assert (ring.size, ring.count_mutual(), ring.count_for(third)) == (3, 1, 1)
    assert [(vouch.note, ring.handle_of(vouch.member_id)) for vouch in ring.notes_by(other)] == [
        ("My cousin.", third.handle)
    ]
    assert ring.notes_by(one) == []


def test_that_a_ring_vouches_for_people_outside_does_not_hide_it():
    one, other, known = new(3)
    befriend(one, other)
    VouchFactory(member=known)
    for hostile in (one, other):
        VouchFactory(voucher=hostile, member=known)
        VouchFactory(voucher=hostile, member=settled())
    assert rings() == [handles([one, other])]


def test_who_is_vouched_for_from_outside_is_no_ring():
    one, other = new(2)
    befriend(one, other)
    VouchFactory(member=one)
    # One of them is on probation, so that what they say of the other does not count; alone, the other is no ring.
    assert rings() == []


@pytest.mark.parametrize("voucher", [{"state": MemberState.SUSPENDED}, {"days": 5}], ids=["suspended", "new"])
def test_a_vouch_that_does_not_count_opens_no_ring(voucher):
    one, other = new(2)
    befriend(one, other)
    VouchFactory(voucher=settled(**voucher), member=one)
    assert set(handles([one, other])) <= set(rings()[0])


def test_a_young_account_past_probation_is_new_and_its_word_counts():
    one, other, friend = settled(days=60), settled(days=5), settled(days=60)
    befriend(one, other)
    assert rings() == [handles([one, other])]
    VouchFactory(voucher=friend, member=one)
    assert rings() == [handles([one, other, friend])]
    VouchFactory(member=friend)
    assert rings() == []


def test_suspended_accounts_and_declined_vouches_are_in_no_ring():
    one, other = new(2)
    befriend(one, other)
    befriend(other, settled(days=5, state=MemberState.SUSPENDED))
    assert rings() == [handles([one, other])]
    for vouch in (queries.find_vouch(one.id, other.id), queries.find_vouch(other.id, one.id)):
        vouch.decline()
    db.session.commit()
    assert rings() == []


def test_old_accounts_are_no_ring():
    befriend(settled(), settled())
    assert rings() == []


def test_a_large_ring_is_cut_short(monkeypatch):
    monkeypatch.setattr("community.vouching.queries.rings.MOST_SHOWN", 2)
    centre, *rest = new(4)
    for member in rest:
        VouchFactory(voucher=centre, member=member)
    (ring,) = queries.list_rings()
    assert (ring.size, len(ring.members)) == (4, 2)


def test_rings_are_sought_among_the_latest_vouches(monkeypatch):
    (one, other), (third, fourth) = old, late = new(2), new(2)
    VouchFactory(voucher=one, member=other, made_on=date(2026, 1, 1))
    VouchFactory(voucher=third, member=fourth, made_on=date(2026, 1, 2))
    assert sorted(rings()) == sorted([handles(old), handles(late)])
    monkeypatch.setattr("community.vouching.queries.rings.MOST_EDGES", 1)
    assert rings() == [handles(late)]


# The copy of one's data


def test_the_copy_has_more_than_moderators_are_shown(monkeypatch, member):
    monkeypatch.setattr("community.vouching.queries.lists.MOST_FOR_MODERATORS", 2)
    VouchFactory.create_batch(3, voucher=member)
    VouchFactory.create_batch(3, member=member)
    assert [len(part.records) for part in tell_vouches(member)] == [3, 3]
    # The control: what moderators are shown is cut short.
    assert [len(vouches(member)) for vouches in (queries.list_vouches_by, queries.list_vouches_for)] == [2, 2]


def test_the_copy_names_whom_one_vouches_for_while_they_are_to_be_seen(member, viewer):
    VouchFactory(voucher=viewer, member=member, note="We studied together.")
    hidden = VouchFactory(voucher=viewer, member=settled(audience=Audience.ONLY_ME, handle="hidden-one"))
    declined = VouchFactory(voucher=viewer, member=settled(handle="declined-one"))
    declined.decline()
    VouchFactory(voucher=settled(handle="another-one"), member=viewer, note="For moderators.")
    db.session.commit()
    given, received = tell_vouches(viewer)
    told = [{fact.key: fact.value for fact in record} for record in given.records]
    assert sorted(told, key=lambda record: str(record["member"])) == [
        {"member": None, "day": hidden.made_on, "note": None},
        {"member": "somebody", "day": hidden.made_on, "note": "We studied together."},
    ]
    assert [{fact.key: fact.value for fact in record} for record in received.records] == [
        {"day": hidden.made_on, "declined": None}
    ]
