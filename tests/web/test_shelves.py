"""Pages that processes share in a Redis, which may be away, or hold what somebody else has put there."""

import gzip
from collections.abc import Iterator
from contextlib import closing

import pytest

from community.web import shelves, versions
from tests.apps import another_app
from tests.conftest import ON_POSTGRESQL
from tests.groups.factories import GroupFactory
from tests.servers import RedisServer
from tests.web.visits import PAGE, Visits, rename


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    with RedisServer() as server:
        yield server


@pytest.mark.skipif(not ON_POSTGRESQL, reason="versions of a file hold for one process")
def test_processes_share_a_redis(the_app, redis, own_writes, monkeypatch):
    monkeypatch.setattr(versions, "LOOKED_AT_EVERY", -1.0)
    with (
        another_app(the_app, CACHE_URL=redis.url) as one,
        another_app(the_app, CACHE_URL=redis.url) as two,
        another_app(the_app, CACHE_URL=redis.url, DEMO="1") as different,
    ):
        assert Visits(one).makes()
        assert not Visits(two).makes()
        assert Visits(different).makes()
        assert "canary" not in Visits(two).ask().text
        rename(GroupFactory(), "canary")
        assert "canary" in Visits(two).ask().text


def test_a_redis_that_goes_away_holds_up_nobody(the_app, redis, own_writes, monkeypatch):
    with another_app(the_app, CACHE_URL=redis.url) as other:
        site = Visits(other)
        assert site.makes()
        assert not site.makes()
        asked = []
        monkeypatch.setattr(shelves.redis.Redis, "get", lambda self, key: asked.append(key) or fail())
        for _ in range(5):
            assert site.makes()
        assert len(asked) == 1
        monkeypatch.undo()
        monkeypatch.setattr(site.kept, "_away_until", 0.0)
        assert not site.makes()


def fail() -> None:
    raise shelves.redis.ConnectionError("away")


def test_no_redis_at_all(the_app):
    with another_app(the_app, CACHE_URL="redis://127.0.0.1:1") as other:
        site = Visits(other)
        assert [site.ask().status_code for _ in range(3)] == [200] * 3
        assert site.made == 3


def test_what_somebody_else_wrote_into_redis_is_no_page(the_app, redis, own_writes, caplog):
    with another_app(the_app, CACHE_URL=redis.url) as other, closing(shelves.redis.Redis.from_url(redis.url)) as client:
        client.flushall()
        site = Visits(other)
        site.ask()
        (name,) = client.scan_iter("page:*")
        ours = client.get(name)
        head, _, packed = ours.rpartition(b".")[0].partition(b"\n")
        evil = head + b"\n" + gzip.compress(b"<script>evil</script>")
        signature = ours.rpartition(b".")[2]
        for planted in (b"", b"\x80\x04.", b"[]\n", evil, evil + b"." + signature, head + b"\n" + packed, ours[:-1]):
            client.set(name, planted)
            caplog.clear()
            assert site.makes(), planted
            assert "this site did not write" in caplog.text
        assert not site.makes()


def test_no_page_in_redis_is_shown_in_the_place_of_another(the_app, redis, own_writes):
    with another_app(the_app, CACHE_URL=redis.url) as other, closing(shelves.redis.Redis.from_url(redis.url)) as client:
        client.flushall()
        site = Visits(other)
        for path in (PAGE, "/en/about"):
            site.ask(path)
        names = {name.rpartition(b":")[2]: name for name in client.scan_iter("page:*")}
        client.set(names[f"{PAGE}?".encode()], client.get(names[b"/en/about?"]))
        assert site.makes(PAGE)
        assert not site.makes("/en/about")
