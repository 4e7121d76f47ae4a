"""Law: what is kept for visitors is what they would be shown anyway, and nothing that is somebody's own.

Asked is each endpoint that may be kept, as two visitors and as a member between them; then every page that there is, to
see what of it is kept, as the table has it and as if the table allowed everything.
"""

import gzip
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from community.policy import POLICY, Relation
from community.web import caching
from community.web.shelves import Kept
from tests.apps import another_app
from tests.laws.samples import GETS, sample_url
from tests.laws.test_headers import is_published
from tests.laws.world import World, send
from tests.pages import PageClient


@pytest.fixture(scope="module")
def the_keeper(the_app: Flask) -> Iterator[Flask]:
    with another_app(the_app, CACHE_URL="memory://") as other:
        yield other


@pytest.fixture
def keeper(the_keeper: Flask) -> Flask:
    """An application that keeps pages, and has kept none."""
    the_keeper.extensions["pages"]._cache.clear()
    return the_keeper


def ask(app: Flask, path: str, cookie: str | None = None) -> TestResponse:
    """One answer to somebody who comes for the first time, or to whoever has this session."""
    client = PageClient(app)
    return send(client.enter(cookie) if cookie else client, "GET", path)


def told(response: TestResponse) -> dict[str, str]:
    """The headers of an answer that are not its own alone; a mark is the same page, weak or strong."""
    own = {name: value for name, value in response.headers if name not in ("X-Request-ID", "Date")}
    return own | {"ETag": response.headers["ETag"].removeprefix("W/")}


def kept(app: Flask) -> dict[str, Kept]:
    """The pages that are kept, by their paths."""
    cache = app.extensions["pages"]._cache
    return {key.partition(":")[2].partition("?")[0]: cache.get(key) for key in list(cache._cache)}


@pytest.mark.parametrize("endpoint", caching.ALIKE)
def test_a_kept_page_is_as_if_it_were_made_anew(app, keeper, world, endpoint):
    path = sample_url(endpoint, world)
    first, member = ask(keeper, path), ask(keeper, path, world.people["owner"].cookie)
    assert list(kept(keeper)) == [path]
    again, anew = ask(keeper, path), ask(app, path)
    assert first.status_code == 200
    assert first.data == again.data == anew.data
    assert told(first) == told(again) == told(anew)
    if not is_published(endpoint):
        assert "Owner" in member.text
        assert member.headers["Cache-Control"] == "no-store"
        assert ">Owner</a>" not in again.text


def test_what_may_be_kept_is_open_to_anybody():
    assert {endpoint for endpoint in caching.ALIKE if Relation.ANYONE not in POLICY[endpoint]} == set()


def endpoints_of(app: Flask, paths: set[str]) -> set[str]:
    urls = app.url_map.bind("localhost")
    return {str(urls.match(path)[0]) for path in paths}


def visit_all(app: Flask, world: World) -> None:
    for endpoint in GETS:
        ask(app, sample_url(endpoint, world))


def test_of_all_pages_only_those_are_kept(keeper, world):
    visit_all(keeper, world)
    pages = kept(keeper)
    assert endpoints_of(keeper, set(pages)) == set(caching.ALIKE)
    for path, page in pages.items():
        text = gzip.decompress(page.packed).decode()
        assert not any(word in text for word in ("csrf_token", "the-hidden-one", "@example.org")), path
        assert {name for name, _ in page.headers}.isdisjoint({"Set-Cookie", "X-Request-ID"}), path


def test_control_even_if_the_table_allowed_everything_no_token_and_no_cookie_would_be_kept(keeper, world, monkeypatch):
    monkeypatch.setattr(caching, "ALIKE", dict.fromkeys(POLICY, frozenset()))
    visit_all(keeper, world)
    pages = kept(keeper)
    found = endpoints_of(keeper, set(pages))
    assert "downloads.checkpoint" in found
    assert found.isdisjoint({"accounts.login", "accounts.signup", "endorsements.endorse", "endorsements.yours"})
    for path, page in pages.items():
        assert b"csrf_token" not in gzip.decompress(page.packed), path
        assert "Set-Cookie" not in dict(page.headers), path
