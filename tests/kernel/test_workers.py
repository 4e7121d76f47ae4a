"""Workers: who lives is seen, and each turn of the schedule is taken once."""

import uuid
from datetime import timedelta

import time_machine

from community.db import db, now
from community.workers import CLOCKS_DIFFER_BY, FORGOTTEN_AFTER, Worker, forget_gone, last_sign, leave, sign, take_turn

MINUTE = timedelta(minutes=1)


def this_minute():
    return now().replace(second=0, microsecond=0)


def signed():
    db.session.rollback()
    return last_sign()


def test_the_last_sign_of_life_is_that_of_whoever_gave_it_last():
    assert signed() is None
    first, second = uuid.uuid4(), uuid.uuid4()
    moment = now()
    for minutes, worker in enumerate((first, second, first)):
        with time_machine.travel(moment + minutes * MINUTE, tick=False):
            sign(worker)
    assert signed() == moment + 2 * MINUTE
    leave(first)
    assert signed() == moment + MINUTE
    leave(second)
    assert signed() is None


def test_a_worker_that_was_killed_is_forgotten_and_one_that_lives_is_not():
    killed, living = uuid.uuid4(), uuid.uuid4()
    with time_machine.travel(now() - FORGOTTEN_AFTER - MINUTE):
        sign(killed)
        sign(living)
    sign(living)
    forget_gone()
    db.session.rollback()
    assert [worker.id for worker in db.session.query(Worker)] == [living]


def test_a_turn_is_taken_once_by_whoever_of_several_comes_first(race):
    moment = this_minute()
    assert sorted(race(*[lambda: take_turn("minute", moment)] * 4)) == [False, False, False, True]
    assert not take_turn("minute", moment)
    assert take_turn("minute", moment + MINUTE)
    assert not take_turn("minute", moment)  # who comes late does not begin an old one
    assert take_turn("hour", moment)  # another schedule has its own turns


def test_a_clock_that_was_wrong_stops_no_schedule():
    moment = this_minute()
    assert take_turn("minute", moment + timedelta(days=400))
    assert take_turn("minute", moment)
    assert take_turn("minute", moment + CLOCKS_DIFFER_BY - MINUTE)
    assert not take_turn("minute", moment)
