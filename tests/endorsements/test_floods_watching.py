"""What the watch sees, whom it spares, and what it forgets."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from community.db import atomic, db, now
from community.delivery import deliver_due
from community.endorsements import marks
from community.endorsements.models import Arrival, Endorsement, EndorsementState, Flood, FloodState, Pace
from community.endorsements.operations import (
    confirm,
    endorse,
    endorse_as_member,
    forget_arrivals,
    let_in,
    look_around,
    withdraw_by_token,
)
from community.endorsements.operations.watching import admit, note_arrival
from community.endorsements.queries import count_endorsers
from community.endorsements.shapes import find_shapes
from community.errands import run_due_errands
from community.ledger.operations import seal_all
from community.mail import MailState, OutboxMail, left_at
from tests.endorsements.factories import EndorsementFactory
from tests.endorsements.links import token_of
from tests.factories import MemberFactory

ANSWERS = {"commitments": {}, "name": None, "country": None, "affiliation": None, "language": "en", "shown": "counted"}


@atomic
def arrive(number, filled_in, answered_in, *, network="198.51.100.7", member=None, address=None):
    """One endorsement that was confirmed so quickly."""
    endorsement = EndorsementFactory.build(
        pending=True, address=address or f"p{number}@x{number}.example", unnamed=True
    )
    endorsement.name_mark = ""
    endorsement.member_id = member.id if member else None
    db.session.add(endorsement)
    db.session.flush()
    note_arrival(endorsement, network=marks.network_mark(network).hex(), filled_in=filled_in)
    admit(endorsement, member, proved_at=now() - timedelta(seconds=answered_in))
    return endorsement.id


def look():
    held = look_around()
    seal_all()
    return held


def state_of(identity):
    db.session.rollback()
    return db.session.get(Endorsement, identity).state


def flood():
    return db.session.scalars(sa.select(Flood).order_by(Flood.first_at, Flood.id).limit(1)).one()


def test_the_first_of_a_flood_are_taken_out_of_the_count_when_its_shape_is_seen():
    first = [arrive(number, 4, 2) for number in range(10)]
    assert look() == 0
    assert count_endorsers() == 10

    arrived = [arrive(number, 4, 2) for number in range(10, 25)]
    assert look() == 25

    assert count_endorsers() == 0
    assert {state_of(identity) for identity in first + arrived} == {EndorsementState.QUARANTINED}


def test_one_more_of_a_flood_never_enters_the_ledger():
    for number in range(25):
        arrive(number, 4, 2)
    look()

    late = arrive(99, 4, 2)

    assert state_of(late) is EndorsementState.QUARANTINED
    assert db.session.get(Endorsement, late).leaf is None


def test_somebody_at_a_human_pace_gets_in_during_a_flood_from_the_same_network_and_domain():
    for number in range(25):
        arrive(number, 4, 2, address=f"bot{number}@gmail.example")
    look()

    person = arrive(99, 70, 65, address="person@gmail.example")
    look()

    assert state_of(person) is EndorsementState.COUNTED


def test_quick_people_among_many_others_are_left_alone():
    quick = [arrive(number, 6, 9) for number in range(19)]
    look()

    assert {state_of(identity) for identity in quick} == {EndorsementState.COUNTED}


def test_a_known_member_is_not_held_back_for_the_network_and_the_moment_alone():
    for number in range(25):
        arrive(number, 4, 2)
    look()
    known = MemberFactory(confirmed_at=now() - timedelta(days=100))
    new = MemberFactory(confirmed_at=now() - timedelta(days=1))

    spared, held = arrive(98, 4, 2, member=known), arrive(99, 4, 2, member=new)
    look()

    assert state_of(spared) is EndorsementState.COUNTED
    assert state_of(held) is EndorsementState.QUARANTINED


def test_new_accounts_that_endorse_as_soon_as_they_are_confirmed_are_held_back():
    for _number in range(25):
        endorse_as_member(actor=MemberFactory(confirmed_at=now() - timedelta(seconds=2)), **ANSWERS)
    look()

    assert {e.state for e in db.session.scalars(sa.select(Endorsement))} == {EndorsementState.QUARANTINED}


def test_accounts_past_probation_leave_no_mark():
    endorse_as_member(actor=MemberFactory(confirmed_at=now() - timedelta(days=100)), **ANSWERS)

    assert db.session.scalars(sa.select(Arrival)).all() == []


def test_what_a_moderator_let_in_is_not_held_back_again():
    held = [arrive(number, 4, 2) for number in range(25)]
    look()
    let_in(actor=MemberFactory(moderator=True), endorsement=db.session.get(Endorsement, held[0]))

    arrive(99, 4, 2)
    look()

    assert state_of(held[0]) is EndorsementState.COUNTED
    assert state_of(held[1]) is EndorsementState.QUARANTINED


def test_a_flood_that_was_let_in_is_no_flood():
    for number in range(25):
        arrive(number, 4, 2)
    look()
    for found in db.session.scalars(sa.select(Flood)):
        found.state = FloodState.DISMISSED
    db.session.commit()

    late = arrive(99, 4, 2)
    assert look() == 0
    assert state_of(late) is EndorsementState.COUNTED


def dismiss(**values):
    """A moderator lets in every flood there is."""
    db.session.execute(sa.update(Flood).values(state=FloodState.DISMISSED, **values))
    db.session.commit()


def come_again(fills, answers):
    """As many again, from elsewhere: they have nothing but the moment in common with those before."""
    return [
        arrive(number, fills, answers, network=f"203.0.{number}.7", address=f"p{number}@y{number}.example")
        for number in range(100, 140)
    ]


@pytest.mark.parametrize("again", [False, True], ids=["the-same-pace", "another-pace"])
def test_a_crowd_that_was_let_in_opens_no_door_to_machines_of_another_pace(again):
    for number in range(40):
        arrive(number, 60, 40, network=f"192.0.{number}.7")
    assert look() == 40
    dismiss()
    for endorsement in db.session.scalars(sa.select(Endorsement)).all():
        let_in(actor=MemberFactory(moderator=True), endorsement=endorsement)

    late = come_again(300, 500) if again else come_again(60, 40)
    look()

    states = {state_of(identity) for identity in late}
    assert states == {EndorsementState.QUARANTINED if again else EndorsementState.COUNTED}


@pytest.mark.parametrize(("days", "held"), [(0, 0), (2, 25)], ids=["now", "two-days-later"])
def test_what_was_let_in_is_no_flood_for_a_day(days, held):
    for number in range(25):
        arrive(number, 4, 2)
    look()
    dismiss(last_at=now() - timedelta(days=days))
    db.session.execute(sa.delete(Arrival))
    db.session.commit()

    for number in range(100, 125):
        arrive(number, 4, 2)

    assert look() == held


def test_withdrawing_what_is_held_back_leaves_nothing(outbox):
    endorse(email="held@example.org", network=marks.network_mark("192.0.2.1").hex(), filled_in=4.0, **ANSWERS)
    (asked,) = outbox()
    confirm(token=token_of(asked, "confirm"))
    thanks = outbox()[-1]
    endorsement = db.session.scalars(sa.select(Endorsement)).one()
    endorsement.state, endorsement.leaf, endorsement.held_reason = "quarantined", None, "network-quick"
    db.session.commit()

    withdraw_by_token(token=token_of(thanks, "withdraw"))

    gone = db.session.scalars(sa.select(Endorsement)).one()
    assert (gone.state, gone.held_reason, gone.flood_id) == ("withdrawn", None, None)
    assert db.session.scalars(sa.select(Arrival)).all() == []


def test_marks_go_after_a_week_and_what_was_held_back_stays_listed():
    for number in range(25):
        arrive(number, 4, 2)
    look()
    db.session.execute(sa.update(Arrival).values(arrived_at=now() - timedelta(days=8)))
    db.session.execute(sa.update(Flood).values(last_at=now() - timedelta(days=8)))
    db.session.commit()

    forget_arrivals()

    assert db.session.scalars(sa.select(Arrival)).all() == []
    floods = db.session.scalars(sa.select(Flood)).all()
    assert {found.mark for found in floods} == {None}
    held = db.session.scalars(sa.select(Endorsement.flood_id).distinct()).all()
    assert {found.id for found in floods} == set(held)


def test_two_workers_hold_each_back_once(race):
    for number in range(30):
        arrive(number, 4, 2)

    first, second = race(look, look)

    assert first + second == 30
    assert count_endorsers() == 0


def test_withdrawing_while_the_worker_looks_ends_withdrawn(race, outbox):
    for number in range(24):
        arrive(number, 4, 2)
    endorse(email="owner@example.org", network=marks.network_mark("198.51.100.7").hex(), filled_in=4.0, **ANSWERS)
    (asked,) = outbox()
    confirm(token=token_of(asked, "confirm"))
    db.session.execute(sa.update(Arrival).values(unlooked=True))
    db.session.commit()
    thanks = token_of(outbox()[-1], "withdraw")

    race(look, lambda: withdraw_by_token(token=thanks))
    seal_all()

    states = list(db.session.scalars(sa.select(Endorsement.state).order_by(Endorsement.state)))
    assert states == ["quarantined"] * 24 + ["withdrawn"]
    assert count_endorsers() == 0


def test_how_long_somebody_took_is_measured_from_the_moment_the_mail_left(time_machine_to):
    began = now()
    time_machine_to(began)
    endorse(email="slow@example.org", **ANSWERS)
    run_due_errands()
    letter = db.session.scalars(sa.select(OutboxMail)).one()
    token = token_of(letter, "confirm")
    time_machine_to(began + timedelta(minutes=10))
    deliver_due()
    time_machine_to(began + timedelta(minutes=10, seconds=3))

    assert left_at(letter.id) == pytest.approx(began + timedelta(minutes=10), abs=timedelta(seconds=1))
    assert db.session.get(OutboxMail, letter.id).state is MailState.SENT
    confirm(token=token)
    assert db.session.scalars(sa.select(Arrival.answered_in)).one() == pytest.approx(3, abs=1)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("198.51.100.7", "198.51.100.200", True),
        ("198.51.100.7", "198.51.101.7", False),
        ("2001:db8:1:2::3", "2001:db8:1:ffff::9", True),
        ("2001:db8:1::1", "2001:db8:2::1", False),
        ("::ffff:198.51.100.7", "198.51.100.9", True),
    ],
)
def test_marks_tell_networks_apart(one, other, same):
    assert (marks.network_mark(one) == marks.network_mark(other)) is same


def test_what_is_no_address_has_no_mark():
    assert marks.network_mark(None) is None
    assert marks.network_mark("nobody") is None


def test_marks_of_addresses_leave_out_numbers_and_spelling():
    assert marks.pattern_mark("Haru17@Example.org") == marks.pattern_mark("haru1024@example.org")
    assert marks.pattern_mark("haru@example.org") != marks.pattern_mark("minji@example.org")
    assert marks.mark_of_domain("@Example.ORG") == marks.domain_mark("a@example.org")
    assert marks.domain_mark("a@googlemail.com") == marks.domain_mark("b@gmail.com")


def test_short_texts_have_no_mark_and_long_ones_one_however_they_are_spaced():
    assert marks.text_mark(["I help."]) is None
    assert marks.text_mark(["I will  tell my friends!", None]) == marks.text_mark(["i will tell MY friends", ""])


class Timed:
    def __init__(self, filled_in, answered_in):
        self.endorsement_id, self.filled_in, self.answered_in = id(self), filled_in, answered_in


PEOPLE = [Timed(30 + n * 7 % 300, 20 + n * 13 % 900) for n in range(100)]


@pytest.mark.parametrize(
    ("group", "paces"),
    [
        (PEOPLE, []),
        ([Timed(4, 2)] * 19 + PEOPLE[:1], []),
        ([Timed(8, 12)] * 20, [Pace.QUICK]),
        ([Timed(8, 12)] * 20 + PEOPLE, []),
        ([Timed(8, 12)] * 30 + PEOPLE, [Pace.QUICK]),
        ([Timed(3.5, 300 + n * 40) for n in range(25)], [Pace.FORM]),
        ([Timed(60 + n * 20, 3) for n in range(25)], [Pace.ANSWER]),
        ([Timed(None, 3)] * 25, [Pace.ANSWER]),
        ([Timed(60 + n / 10, 90 + n / 10) for n in range(25)], [Pace.ALIKE]),
        ([Timed(60, None)] * 50, []),
    ],
    ids=[
        "people",
        "too few",
        "quick",
        "quick ones among many people",
        "many quick ones among people",
        "forms filled in by no hand",
        "answers before the mail can be read",
        "the same where nobody knows when the form was opened",
        "always the same",
        "nobody knows how long it took",
    ],
)
def test_shapes(group, paces):
    assert [shape.pace for shape in find_shapes(group)] == paces
