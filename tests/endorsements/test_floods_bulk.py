"""Deciding about one endorsement and about many: counted first, done in parts, stopped, undone, raced against."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from community.audit import AuditEntry
from community.db import db, now
from community.endorsements import operations
from community.endorsements.marks import mark_of_domain
from community.endorsements.models import Arrival, BulkAction, BulkKind, BulkState, Endorsement, EndorsementState, Shown
from community.endorsements.operations import bulk, deciding
from community.endorsements.queries import count_endorsers, list_endorsements
from community.ledger.operations import seal_all
from community.refusals import Refusal
from tests.endorsements.factories import EndorsementFactory
from tests.factories import MemberFactory

KOREANS = {"state": "counted", "country": "KR", "shown": "named"}


@pytest.fixture
def moderator():
    return MemberFactory(moderator=True)


@pytest.fixture
def in_small_parts(monkeypatch):
    monkeypatch.setattr(bulk, "MOVED_AT_ONCE", 3)
    monkeypatch.setattr(bulk, "COUNTED_AT_ONCE", 4)


def work(parts=100):
    """Let the worker do so many parts."""
    while parts and bulk._do_part():
        parts -= 1
    seal_all()


def prepare(moderator, conditions=KOREANS, kind=BulkKind.SET_ASIDE):
    action = operations.prepare_bulk(actor=moderator, kind=kind, conditions=conditions)
    work()
    return action


def start(moderator, conditions=KOREANS, kind=BulkKind.SET_ASIDE, parts=100):
    action = prepare(moderator, conditions, kind)
    operations.start_bulk(actor=moderator, action=action, reason="A script.")
    work(parts)
    return action


def states():
    db.session.rollback()
    found = sa.select(Endorsement.state, sa.func.count()).group_by(Endorsement.state)
    return {state.value: count for state, count in db.session.execute(found)}


def acts():
    return list(db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.at)))


def hold_back(endorsement):
    endorsement.state, endorsement.leaf, endorsement.held_reason = EndorsementState.QUARANTINED, None, "network-quick"
    db.session.commit()
    return endorsement


def test_what_fits_is_counted_before_anything_happens(moderator, in_small_parts):
    koreans = [EndorsementFactory(country="KR") for _ in range(7)]
    EndorsementFactory.create_batch(3, country="US")

    action = prepare(moderator)

    assert (action.state, action.matched, action.done) == (BulkState.READY, 7, 0)
    assert action.conditions["sample"] == [endorsement.id.hex for endorsement in koreans]
    assert states() == {"counted": 10}
    assert acts() == ["endorsements.prepare_bulk"]


def test_many_are_set_aside_in_parts_and_put_back_exactly(moderator, in_small_parts):
    EndorsementFactory.create_batch(7, country="KR")
    EndorsementFactory.create_batch(3, country="US")
    already = EndorsementFactory(country="KR")
    operations.set_aside(actor=moderator, endorsement=already, reason="Spam.")

    action = start(moderator, parts=1)
    assert (action.state, action.done) == (BulkState.RUNNING, 3)
    work()

    assert (action.state, action.done) == (BulkState.DONE, 7)
    assert states() == {"counted": 3, "set_aside": 8}
    assert count_endorsers() == 3

    operations.undo_bulk(actor=moderator, action=action)
    work()

    assert (action.state, action.done) == (BulkState.UNDONE, 0)
    assert states() == {"counted": 10, "set_aside": 1}
    assert count_endorsers() == 10
    begun = ["endorsements.prepare_bulk", "endorsements.start_bulk", "endorsements.undo_bulk"]
    assert acts() == ["endorsements.set_aside", *begun]


def test_stopping_leaves_what_was_done(moderator, in_small_parts):
    EndorsementFactory.create_batch(7, country="KR")
    action = start(moderator, parts=1)

    operations.cancel_bulk(actor=moderator, action=action)
    work()

    assert (action.state, action.done) == (BulkState.CANCELLED, 3)
    assert states() == {"counted": 4, "set_aside": 3}
    operations.undo_bulk(actor=moderator, action=action)
    work()
    assert states() == {"counted": 7}


def test_undoing_leaves_alone_what_somebody_has_decided_on_since(moderator, in_small_parts):
    one, other, gone, *_rest = [EndorsementFactory(country="KR") for _ in range(5)]
    action = start(moderator)
    operations.let_in(actor=moderator, endorsement=one)
    operations.let_in(actor=moderator, endorsement=other)
    operations.set_aside(actor=moderator, endorsement=other, reason="It is spam after all.")
    operations.end(db.session.get(Endorsement, gone.id), EndorsementState.WITHDRAWN)
    db.session.commit()

    operations.undo_bulk(actor=moderator, action=action)
    work()

    assert states() == {"counted": 3, "set_aside": 1, "withdrawn": 1}
    assert count_endorsers() == 3


def test_what_was_held_back_goes_back_to_being_held_back(moderator):
    held = [hold_back(EndorsementFactory(country="KR", pending=True, confirmed_at=now())) for _ in range(2)]

    action = start(moderator, {"state": "quarantined", "country": "KR"})
    assert states() == {"set_aside": 2}
    operations.undo_bulk(actor=moderator, action=action)
    work()

    assert states() == {"quarantined": 2}
    assert db.session.get(Endorsement, held[0].id).held_reason == "network-quick"


def test_letting_in_counts_and_can_be_undone(moderator):
    for _ in range(3):
        hold_back(EndorsementFactory(country="KR", pending=True, confirmed_at=now()))

    action = start(moderator, {"state": "quarantined", "country": "KR"}, BulkKind.LET_IN)
    assert (states(), count_endorsers()) == ({"counted": 3}, 3)
    operations.undo_bulk(actor=moderator, action=action)
    work()

    assert (states(), count_endorsers()) == ({"quarantined": 3}, 0)


def _arrived(endorsement, domain="example.org", network=b"one", filled_in=60.0):
    arrival = Arrival(
        endorsement_id=endorsement.id,
        domain_mark=mark_of_domain(domain),
        network_mark=network,
        confirmed_at=endorsement.confirmed_at,
        filled_in=filled_in,
    )
    db.session.add(arrival)
    db.session.commit()


@pytest.mark.parametrize(
    ("conditions", "fits"),
    [
        ({"domain_mark": mark_of_domain}, 1),
        ({"network_mark": b"two".hex()}, 1),
        ({"country": "US"}, 1),
        ({"language": "ko"}, 1),
        ({"shown": "counted"}, 1),
        ({"text": "ＦＲＥＥ gold"}, 1),
        ({"text": "buy coins"}, 1),
        ({"quicker_than": 10}, 1),
        ({"since": True}, 3),
        ({"until": True}, 1),
        ({"country": "US", "language": "ko"}, 0),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else str(value),
)
def test_conditions(conditions, fits, moderator):
    day = timedelta(days=1)
    first = EndorsementFactory(country="US", confirmed_at=now() - 3 * day, name="Free Gold")
    second = EndorsementFactory(language="ko", pledges={1: "Buy coins!"})
    third = EndorsementFactory(unnamed=True)
    fourth = EndorsementFactory(name="Free silver, gold")
    for endorsement in (first, second, third):
        _arrived(endorsement, network=b"two" if endorsement is first else b"one")
    _arrived(fourth, domain="spam.example", filled_in=4.0)
    given = dict(conditions)
    if "domain_mark" in given:
        given["domain_mark"] = mark_of_domain("spam.EXAMPLE").hex()
    for name in ("since", "until"):
        if name in given:
            given[name] = (now() - 2 * day).isoformat()

    assert prepare(moderator, {"state": "counted", **given}).matched == fits


@pytest.mark.parametrize("text", ["Cheol-su", "clinic", "I nurse"], ids=["name", "affiliation", "pledge"])
def test_no_text_is_found_that_is_kept_and_not_shown(text, moderator):
    said = {"name": "Kim Cheol-su", "affiliation": "A clinic", "pledges": {1: "I nurse."}}
    EndorsementFactory(**said)
    EndorsementFactory(shown=Shown.COUNTED, **said)

    assert prepare(moderator, {"state": "counted", "text": text}).matched == 1  # the control: the one who is shown


@pytest.mark.parametrize(
    "conditions",
    [
        {"country": "KR"},
        {"shown": "counted"},
        {"text": "Haru", "domain_mark": mark_of_domain},
        {"shown": "named", "network_mark": b"one".hex()},
        {"shown": "named", "quicker_than": 90},
    ],
    ids="-".join,
)
@pytest.mark.parametrize("number", [0, 1, 9, 10])
def test_what_no_page_shows_is_told_of_a_crowd_and_never_of_a_few(number, conditions, moderator):
    shown = {"unnamed": True} if conditions.get("shown") == "counted" else {"name": "Haru"}
    for _ in range(number):
        _arrived(EndorsementFactory(country="KR", **shown), domain="clinic.example")
    domain = {"domain_mark": mark_of_domain("clinic.example").hex()} if "domain_mark" in conditions else {}
    action = prepare(moderator, {"state": "counted", **conditions, **domain})
    assert action.matched == number

    if number == 10:
        operations.start_bulk(actor=moderator, action=action, reason="A script.")
        return
    with pytest.raises(Refusal, match="Fewer than ten"):
        operations.start_bulk(actor=moderator, action=action, reason="I look for somebody.")


def test_what_is_confirmed_after_the_count_is_left_out(moderator):
    EndorsementFactory(country="KR")
    action = prepare(moderator)
    EndorsementFactory(country="KR")

    operations.start_bulk(actor=moderator, action=action, reason="A script.")
    work()

    assert states() == {"counted": 1, "set_aside": 1}


def test_refusals(moderator):
    empty = prepare(moderator)
    with pytest.raises(Refusal, match="Nothing fits"):
        operations.start_bulk(actor=moderator, action=empty, reason="A script.")
    with pytest.raises(Refusal, match="not running"):
        operations.cancel_bulk(actor=moderator, action=empty)
    with pytest.raises(Refusal, match="nothing to undo"):
        operations.undo_bulk(actor=moderator, action=empty)
    EndorsementFactory(country="KR")
    done = start(moderator)
    with pytest.raises(Refusal, match="being counted"):
        operations.start_bulk(actor=moderator, action=done, reason="Again.")


def test_what_was_never_started_goes_after_a_week(moderator):
    prepare(moderator)
    EndorsementFactory(country="KR")
    kept = start(moderator)
    db.session.execute(sa.update(BulkAction).values(created_at=now() - timedelta(days=8)))
    db.session.commit()

    operations.forget_unstarted()

    assert [action.id for action in db.session.scalars(sa.select(BulkAction))] == [kept.id]


def test_two_workers_share_the_work_and_do_nothing_twice(race, moderator, in_small_parts):
    EndorsementFactory.create_batch(10, country="KR")
    action = start(moderator, parts=0)

    race(work, work)
    work()

    assert (action.state, action.done) == (BulkState.DONE, 10)
    assert (states(), count_endorsers()) == ({"set_aside": 10}, 0)


def test_a_withdrawal_and_a_bulk_action_at_the_same_moment(race, moderator):
    owner = MemberFactory()
    EndorsementFactory.create_batch(4, country="KR")
    EndorsementFactory(country="KR", member_id=owner.id)
    action = start(moderator, parts=0)

    race(work, lambda: operations.withdraw(actor=db.session.merge(owner)))
    work()

    assert states() == {"set_aside": 4, "withdrawn": 1}
    assert count_endorsers() == 0
    operations.undo_bulk(actor=moderator, action=action)
    work()
    assert (states(), count_endorsers()) == ({"counted": 4, "withdrawn": 1}, 4)


def test_undoing_while_it_runs_puts_everything_back(race, moderator, in_small_parts):
    EndorsementFactory.create_batch(9, country="KR")
    action = start(moderator, parts=1)
    actor, identity = moderator.id, action.id

    def undo():
        member = db.session.get(type(moderator), actor)
        operations.undo_bulk(actor=member, action=db.session.get(BulkAction, identity))

    race(work, undo)
    work()

    assert db.session.get(BulkAction, identity).state is BulkState.UNDONE
    assert (states(), count_endorsers()) == ({"counted": 9}, 9)


def test_a_worker_that_dies_in_a_part_repeats_nothing(moderator, in_small_parts, monkeypatch):
    EndorsementFactory.create_batch(7, country="KR")
    action = start(moderator, parts=1)
    moved = []

    def die(action, endorsement):
        moved.append(endorsement.id)
        if len(moved) == 2:
            raise KeyboardInterrupt
        real(action, endorsement)

    real = bulk._move_one
    with monkeypatch.context() as dying:
        dying.setattr(bulk, "_move_one", die)
        with pytest.raises(KeyboardInterrupt):
            work()
    assert states() == {"counted": 4, "set_aside": 3}

    work()

    assert (action.state, action.done) == (BulkState.DONE, 7)
    assert states() == {"set_aside": 7}


def test_featured_ones_stand_out_until_their_owner_changes_hides_or_withdraws_them(moderator):
    owner = MemberFactory()
    endorsement = EndorsementFactory(member_id=owner.id, address=owner.email, name="Haru")
    operations.feature(actor=moderator, endorsement=endorsement)
    assert endorsement.featured_at is not None

    said = {"commitments": {}, "name": "Haru", "country": None, "affiliation": "Buy coins", "language": "en"}
    operations.endorse_as_member(actor=owner, shown=Shown.NAMED, **said)

    assert endorsement.featured_at is None
    assert len(list_endorsements().items) == 1
    operations.unfeature(actor=moderator, endorsement=endorsement)
    assert acts() == ["endorsements.feature"]


def test_only_so_many_are_featured_and_only_with_a_name(moderator, monkeypatch):
    monkeypatch.setattr(deciding, "MOST_FEATURED", 1)
    with pytest.raises(Refusal, match="shows a name"):
        operations.feature(actor=moderator, endorsement=EndorsementFactory(unnamed=True))
    operations.feature(actor=moderator, endorsement=EndorsementFactory())
    with pytest.raises(Refusal, match="enough at the top"):
        operations.feature(actor=moderator, endorsement=EndorsementFactory())


def test_setting_aside_ends_the_featuring_and_letting_in_twice_is_refused(moderator):
    endorsement = EndorsementFactory()
    operations.feature(actor=moderator, endorsement=endorsement)

    operations.set_aside(actor=moderator, endorsement=endorsement, reason="Spam.")
    assert (endorsement.featured_at, count_endorsers()) == (None, 0)
    with pytest.raises(Refusal, match="decided"):
        operations.set_aside(actor=moderator, endorsement=endorsement, reason="Spam.")

    operations.let_in(actor=moderator, endorsement=endorsement)
    seal_all()
    assert count_endorsers() == 1
    with pytest.raises(Refusal, match="decided"):
        operations.let_in(actor=moderator, endorsement=endorsement)
