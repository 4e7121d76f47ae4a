"""Limits of the site as it runs: over four processes, over a restart, and for a browser in a flood."""

import re
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import pytest

from tests.conftest import ON_POSTGRESQL, new_database_url
from tests.journeys.deeds import PASSWORD, new_address
from tests.journeys.people import Equipment, Person
from tests.journeys.running import RunningSite
from tests.servers import RedisServer

ALLOWED = 10  # attempts to log in to one account in a quarter of an hour, which no restart outlasts
SECONDS_UNTIL_ALL_SERVE = 300  # reached only where they never do
# Quick to compute: how many passwords are tried is what counts here.
QUICK = {"COMMUNITY_ARGON2_MEMORY": "7", "COMMUNITY_ARGON2_TIME": "5"}
without_the_database = pytest.mark.skipif(ON_POSTGRESQL, reason="no database counts here: once is enough")


@contextmanager
def running(folder, database_url="", **settings):
    """The site with limits on."""
    site = RunningSite(folder, database_url or new_database_url(folder), **QUICK, **settings)
    site.start()
    try:
        yield site
    finally:
        assert site.end() == 0


class Attacker:
    """Somebody with many connections."""

    def __init__(self, site):
        self.url = f"{site.url}/en/login"
        with urllib.request.urlopen(self.url, timeout=30) as answer:  # noqa: S310  (our own server)
            self.cookie = SimpleCookie(answer.headers["Set-Cookie"])["session"].value
            self.token = re.search(r'name="csrf_token" value="([^"]+)"', answer.read().decode())[1]

    def try_once(self, number):
        """The status of one attempt, always for the same address, as if from ever other networks."""
        fields = urlencode({"csrf_token": self.token, "email": "nobody@example.org", "password": "x"}).encode()
        headers = {"Cookie": f"session={self.cookie}", "X-Forwarded-For": f"192.0.2.{number}"}
        try:
            urllib.request.urlopen(urllib.request.Request(self.url, fields, headers), timeout=60)  # noqa: S310
        except urllib.error.HTTPError as error:
            with error:
                return error.code
        return None

    def try_often(self, times=40):
        """How many attempts were looked at, not sent away."""
        with ThreadPoolExecutor(8) as pool:
            statuses = list(pool.map(self.try_once, range(times)))
        assert set(statuses) <= {422, 429}
        return statuses.count(422)


def hold_over_processes_and_a_restart(folder, **settings):
    url = new_database_url(folder)
    with running(folder, url, COMMUNITY_PROCESSES="4", **settings) as site:
        first = Attacker(site).try_often()
    with running(folder, url, **settings) as site:
        return first, Attacker(site).try_often(times=8)


def test_limits_hold_over_four_processes_and_a_restart_in_the_database(tmp_path):
    assert hold_over_processes_and_a_restart(tmp_path) == (ALLOWED, 0)


@without_the_database
def test_limits_hold_over_four_processes_and_a_restart_in_redis(tmp_path):
    with RedisServer() as redis:
        assert hold_over_processes_and_a_restart(tmp_path, COMMUNITY_LIMITS_URL=redis.url) == (ALLOWED, 0)


@without_the_database
def test_control_in_memory_they_hold_over_neither(tmp_path):
    in_memory = {"COMMUNITY_LIMITS_URL": "memory://", "COMMUNITY_PROCESSES": "4"}
    with running(tmp_path, **in_memory) as site:
        attacker, looked_at, deadline = Attacker(site), 0, time.monotonic() + SECONDS_UNTIL_ALL_SERVE
        while looked_at <= ALLOWED:  # one process may be ready, and be asked, long before the others
            assert time.monotonic() < deadline
            looked_at += attacker.try_often(times=8)
    with running(tmp_path, **in_memory) as site:
        assert Attacker(site).try_often(times=8) > 0


@without_the_database
def test_when_redis_is_gone_the_door_stays_closed(tmp_path):
    with RedisServer() as redis, running(tmp_path, COMMUNITY_LIMITS_URL=redis.url) as site:
        attacker = Attacker(site)
        assert attacker.try_once(1) == 422
        redis.stop()
        assert attacker.try_once(2) == 503


@pytest.mark.parametrize("script", [True, False])
def test_in_a_flood_a_browser_works_and_without_script_the_mail_comes_later(tmp_path, browser, script):
    with running(tmp_path, COMMUNITY_FLOOD="0") as site:
        for number in range(2):
            person = Person(browser, site, Equipment(script=script))
            person.visit("/signup")
            # The field for machines cannot be reached with the keyboard, nor seen.
            assert not person.page.locator(".trap input").evaluate("field => document.activeElement === field")
            box = person.page.locator(".trap").bounding_box()
            assert box is None or box["x"] < 0
            person.fill(display_name="Haru", email=new_address(), password=PASSWORD)
            person.page.wait_for_timeout(3200)
            person.press()
            person.page.wait_for_url("**/signup/sent*")
            # The first post is what makes it a flood.
            assert ("later" in person.page.url) is (not script or number == 0)
            assert person.complaints == []
            person.context.close()
