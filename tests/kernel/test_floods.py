"""Floods: when one is on, what work counts, and the line of those who do not work."""

from datetime import timedelta

import pytest
import time_machine
from werkzeug.exceptions import TooManyRequests

from community import floods
from community.db import now
from tests.apps import another_app
from tests.work import solve


@pytest.fixture
def limited(app):
    """A site where five posts are a flood."""
    with another_app(app, LIMITS="on", FLOOD="5") as other, other.app_context():
        yield other


def later(**span):
    return time_machine.travel(now() + timedelta(**span), tick=True)


def test_from_too_many_posts_on_a_flood_is_on(limited):
    states = []
    for _ in range(7):
        floods.count_post("signup")
        states.append(floods.is_flooded("signup"))
    assert states == [False] * 5 + [True] * 2
    assert not floods.is_flooded("endorse")


def test_a_flood_goes_on_for_a_while_after_it_was_last_seen(limited):
    for _ in range(6):
        floods.count_post("signup")
    with later(minutes=29):
        assert floods.is_flooded("signup")
    with later(minutes=31):
        assert not floods.is_flooded("signup")


def test_posts_that_come_slowly_are_no_flood(limited):
    for minutes in range(0, 60, 3):
        with later(minutes=minutes):
            floods.count_post("signup")
            assert not floods.is_flooded("signup")


def test_without_limits_nothing_is_a_flood(app):
    assert not floods.is_flooded("signup")


def test_work_counts_once(limited):
    solution = solve(floods.challenge_of("token"))
    assert floods.take_work("token", solution)
    assert not floods.take_work("token", solution)


@pytest.mark.parametrize("solution", ["", "0", "no number", "1" * 1000])
def test_what_is_no_work_does_not_count(limited, solution):
    assert not floods.take_work("token", solution)


def test_work_for_one_form_is_none_for_another(limited):
    assert not floods.take_work("another token", solve(floods.challenge_of("token")))


def test_who_does_not_work_waits_in_line(limited):
    with time_machine.travel(now(), tick=False):
        turns = [floods.place_in_line("signup") for _ in range(30)]
        assert turns == sorted(turns)
        assert timedelta(seconds=50) < turns[0] - now() < timedelta(seconds=61)
        assert timedelta(minutes=2.8) < turns[-1] - now() < timedelta(minutes=3.1)
        in_minute = [turn for turn in turns if now() + timedelta(minutes=2) <= turn < now() + timedelta(minutes=3)]
        assert len(in_minute) <= floods.SLOW_MAILS


def test_a_full_line_says_when_to_come_back(limited, monkeypatch):
    monkeypatch.setattr(floods, "_LINE", type(floods._LINE)(3))
    for _ in range(3):
        floods.place_in_line("signup")
    with pytest.raises(TooManyRequests) as refused:
        floods.place_in_line("signup")
    assert 3500 < refused.value.retry_after <= 3600
    floods.place_in_line("endorse")  # it is another line
