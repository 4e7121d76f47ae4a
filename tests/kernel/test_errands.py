"""Errands: what is left to do after the answer is done once, whatever crashes, and again when it fails."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from community import errands
from community.db import OutsideOperation, atomic, db, now
from community.errands import ATTEMPTS, DEAD_STAY, LEASE, Errand, ErrandState, defer, forget_dead, run_due_errands

KIND = "tests.note"
Note = sa.Table("tests_note", sa.MetaData(), sa.Column("text", sa.String(80)))


@pytest.fixture(autouse=True)
def notes(app, monkeypatch):
    """A kind of errand that writes a row; the answer is what was written."""
    Note.create(db.session.connection(), checkfirst=True)
    db.session.commit()
    handle(app, monkeypatch, note)

    def written():
        db.session.rollback()
        return sorted(db.session.scalars(sa.select(Note.c.text)))

    yield written
    db.session.rollback()
    Note.drop(db.session.connection())
    db.session.commit()


def handle(app, monkeypatch, handler):
    monkeypatch.setitem(app.extensions["errands"], KIND, handler)


@atomic
def note(*, text):
    db.session.execute(sa.insert(Note).values(text=text))


@atomic
def leave(text="first"):
    defer(KIND, text=text)


def waiting():
    db.session.rollback()
    return db.session.scalars(sa.select(Errand).order_by(Errand.due_at)).all()


def test_an_errand_waits_sealed_is_done_once_and_leaves_nothing(notes):
    leave("a canary")
    (errand,) = waiting()
    assert b"canary" not in errand.payload_sealed
    assert notes() == []
    assert (run_due_errands(), run_due_errands()) == (1, 0)
    assert notes() == ["a canary"]
    assert waiting() == []


def test_errands_are_done_in_the_order_of_asking(app, monkeypatch):
    done = []
    handle(app, monkeypatch, lambda *, text: done.append(text))
    for text in ("first", "second", "third"):
        leave(text)
    assert run_due_errands() == 3
    assert done == ["first", "second", "third"]


def test_an_errand_of_an_operation_that_fails_never_was():
    @atomic
    def fail():
        defer(KIND, text="never")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert waiting() == []


def test_an_errand_outside_an_operation_is_an_error():
    with pytest.raises(OutsideOperation):
        defer(KIND, text="nowhere")


def test_an_errand_that_nobody_does_is_not_acknowledged():
    @atomic
    def ask():
        defer("tests.unheard_of")

    with pytest.raises(KeyError):
        ask()


def test_what_was_given_up_is_deleted_after_a_while(app):
    for text in ("given up", "still to be done"):
        leave(text)
    given_up = waiting()[0]
    given_up.state = ErrandState.DEAD
    db.session.commit()
    with time_machine.travel(now() + DEAD_STAY - timedelta(days=1)):
        forget_dead()
    assert len(waiting()) == 2
    with time_machine.travel(now() + DEAD_STAY + timedelta(days=1)):
        forget_dead()
    assert [errand.state for errand in waiting()] == [ErrandState.WAITING]  # however long it waits


def test_the_worker_is_woken_after_the_commit(app):
    queue = app.extensions["huey"]
    queue.flush()

    @atomic
    def operation():
        defer(KIND, text="first")
        assert queue.pending_count() == 0

    operation()
    assert queue.pending_count() == 1
    queue.flush()


def test_the_worker_does_errands_and_then_sends_their_mails(app, notes):
    leave()
    app.extensions["huey"].execute(app.extensions["wake"].s())
    assert notes() == ["first"]


def test_an_errand_survives_a_crash_in_its_midst_and_is_done_once(app, monkeypatch, notes):
    """The row is there from the answer on; what a dying worker had half done is undone with it."""

    @atomic
    def die(*, text):
        note(text=text)
        raise KeyboardInterrupt

    leave()
    with monkeypatch.context() as dying:
        handle(app, dying, die)
        with pytest.raises(KeyboardInterrupt):
            run_due_errands()
    assert notes() == []
    assert run_due_errands() == 0  # it may be alive and slow
    with time_machine.travel(now() + LEASE + timedelta(seconds=1)):
        assert (run_due_errands(), run_due_errands()) == (1, 0)
    assert notes() == ["first"]


def test_two_workers_at_the_same_moment_do_each_errand_once(race, notes):
    texts = [f"errand {number}" for number in range(8)]
    for text in texts:
        leave(text)
    assert sum(race(run_due_errands, run_due_errands, run_due_errands)) == 8
    assert notes() == texts
    assert waiting() == []


def test_a_worker_that_took_longer_than_the_lease_does_not_do_it_again(monkeypatch, notes):
    leave()
    claim = errands._claim

    def dawdle(identity):
        attempt = claim(identity)
        with monkeypatch.context() as meanwhile, time_machine.travel(now() + LEASE + timedelta(seconds=1)):
            meanwhile.setattr(errands, "_claim", claim)
            assert run_due_errands() == 1
        return attempt

    monkeypatch.setattr(errands, "_claim", dawdle)
    assert run_due_errands() == 0
    assert notes() == ["first"]


def test_an_errand_that_fails_is_tried_again_ever_later_and_given_up_but_kept(app, monkeypatch, notes, caplog):
    asked = []

    @atomic
    def fail(*, text):
        asked.append(text)
        note(text=text)
        raise ConnectionError(f"cannot do {text}")

    leave("a canary")
    handle(app, monkeypatch, fail)
    moment, waits = now(), []
    for _ in range(ATTEMPTS):
        with time_machine.travel(moment, tick=False):
            assert run_due_errands() == 0
            (errand,) = waiting()
            waits.append(errand.due_at - moment)
            moment = errand.due_at
        with time_machine.travel(moment - timedelta(seconds=1), tick=False):
            assert run_due_errands() == 0  # not a second too early
    assert len(asked) == ATTEMPTS
    retried = waits[:-1]
    assert retried == sorted(set(retried))
    assert retried[0] <= timedelta(minutes=1)
    assert (errand.state, errand.payload) == (ErrandState.DEAD, '{"text": "a canary"}')
    assert notes() == []
    assert "ConnectionError" in caplog.text
    assert "is given up" in caplog.text
    assert "canary" not in caplog.text


def test_an_errand_that_kills_its_worker_is_given_up_too(app, monkeypatch, notes, caplog):
    def kill(*, text):
        raise KeyboardInterrupt

    leave("a canary")
    handle(app, monkeypatch, kill)
    moment = now()
    for _ in range(ATTEMPTS):
        with time_machine.travel(moment, tick=False), pytest.raises(KeyboardInterrupt):
            run_due_errands()
        moment += LEASE
    with time_machine.travel(moment, tick=False):
        assert run_due_errands() == 0
    assert [(errand.state, errand.attempts) for errand in waiting()] == [(ErrandState.DEAD, ATTEMPTS)]
    assert "is given up" in caplog.text


def test_one_errand_that_cannot_be_done_does_not_hold_up_the_others(notes, caplog):
    for text in ("broken", "good"):
        leave(text)
    broken = waiting()[0].id
    db.session.execute(sa.update(Errand).where(Errand.id == broken).values(payload_sealed=b"garbled"))
    db.session.commit()
    assert run_due_errands() == 1
    assert notes() == ["good"]
    assert "was not done" in caplog.text
