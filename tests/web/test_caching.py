"""Pages that are kept for visitors: whom they are shown to, how long, and what is never kept."""

import contextvars
import gzip

import pytest
from flask_wtf.csrf import generate_csrf
from time_machine import travel
from werkzeug.test import Client, EnvironBuilder

from community.db import atomic, now
from community.declaration.texts import COMMITMENTS
from community.groups.models import Visibility
from community.web import caching, shelves, versions
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory
from tests.web.visits import PAGE, rename, session_of


def test_the_second_visitor_is_shown_what_was_made_for_the_first(site):
    made = site.made
    first, second = site.ask(), site.ask()
    assert site.made == made + 1
    assert first.data == second.data
    del first.headers["X-Request-ID"], second.headers["X-Request-ID"]
    assert list(first.headers) == list(second.headers)


def test_what_has_changed_is_shown_at_once(site):
    group = GroupFactory(name_en="Choir")
    assert "Choir" in site.ask().text
    rename(group, "Orchestra")
    assert "Orchestra" in site.ask().text
    assert not site.makes()


def test_a_group_that_is_hidden_is_gone_at_once(site):
    group = GroupFactory()
    path = f"/en/groups/{group.slug}"
    assert site.ask(path).status_code == 200
    assert not site.makes(path)

    @atomic
    def hide() -> None:
        group.visibility = Visibility.HIDDEN

    hide()
    assert site.ask(path).status_code == 404


def test_without_a_database_nothing_is_shown_from_before(site, monkeypatch):
    site.ask()
    monkeypatch.setattr(versions.Versions, "current", lambda self: None)
    assert site.makes()


def test_a_page_is_never_older_than_a_minute(site):
    assert site.makes()
    with travel(now().timestamp() + shelves.SECONDS_KEPT - 2, tick=False):
        assert not site.makes()
    with travel(now().timestamp() + shelves.SECONDS_KEPT + 1, tick=False):
        assert site.makes()


@pytest.mark.parametrize("cookie", ["session=anything", "session=", "device=x", "other=1", "language=en; session=x"])
def test_whoever_has_a_cookie_is_shown_no_kept_page_and_leaves_none(site, cookie):
    assert site.makes(cookie=cookie)
    assert not site.kept._cache
    site.ask()
    assert site.makes(cookie=cookie)


def test_nothing_of_a_member_is_kept(site):
    member = MemberFactory(display_name="Canary of a member")
    cookie = session_of(site.app, member)
    for path in ("/en/", PAGE, "/en/declaration"):
        page = site.ask(path, cookie=cookie)
        assert "Canary of a member" in page.text
        assert page.headers["Cache-Control"] == "no-store"
        assert "ETag" not in page.headers
        assert "Content-Encoding" not in site.ask(path, cookie=cookie, Accept_Encoding="gzip").headers
        assert "Canary" not in site.ask(path).text
        assert "Canary of a member" in site.ask(path, cookie=cookie).text
    assert len(site.kept._cache) == 3


def test_a_form_with_a_token_is_made_for_each(site):
    for path in ("/en/login", "/en/endorse", "/en/signup"):
        first, second = site.ask(path), site.ask(path)
        assert first.headers["Cache-Control"] == "no-store"
        assert first.headers["Set-Cookie"] != second.headers["Set-Cookie"]
    assert not site.kept._cache


def test_a_page_that_begins_a_session_is_not_kept_though_its_view_is_alike_for_all(site, monkeypatch):
    monkeypatch.setitem(site.app.view_functions, "home.about", lambda **values: generate_csrf())
    assert site.ask("/en/about").text != site.ask("/en/about").text
    assert not site.kept._cache


def test_another_language_than_the_browsers_is_remembered_with_each_answer(site):
    assert "Set-Cookie" not in site.ask("/ko/groups", Accept_Language="ko").headers
    assert not site.makes("/ko/groups", Accept_Language="ko")
    for _ in range(2):
        assert site.ask("/ko/groups", Accept_Language="en").headers["Set-Cookie"].startswith("language=ko")
    assert not site.makes("/ko/groups", cookie="language=ko", Accept_Language="en")
    assert "Set-Cookie" not in site.ask("/ko/groups", cookie="language=ko").headers
    assert site.ask("/ko/groups", Accept_Language="ko").text != site.ask("/en/groups").text


@pytest.mark.parametrize(
    "odd",
    [
        {"base_url": "http://evil.example"},
        {"base_url": "http://localhost:81"},
        {"base_url": "http://localhost/evil"},
        {"query_string": "utm_source=evil-example"},
        {"query_string": "commitment=1&commitment=2"},
        {"query_string": "commitment=%31"},
        {"query_string": "after=evil"},
        {"query_string": "x=" + "a" * 3000},
        {"headers": {"X-Forwarded-Host": "evil.example", "X-Forwarded-For": "203.0.113.9"}},
        {"headers": {"X-Forwarded-Prefix": "/evil", "X-Original-URL": "/en/login", "X-Rewrite-URL": "/en/login"}},
        {"headers": {"X-HTTP-Method-Override": "POST", "X-Forwarded-Proto": "https"}},
        {"headers": {"Range": "bytes=0-3"}},
        {"headers": {"Authorization": "Bearer evil", "User-Agent": "evil", "Referer": "https://evil.example/"}},
        {"method": "HEAD"},
        {"method": "OPTIONS"},
        {"method": "POST"},
    ],
    ids=repr,
)
def test_nobody_puts_another_page_in_the_place_of_one(site, odd):
    """Whatever is asked first, the next visitor is shown the page as it would be made for them."""
    own = site.ask()
    site.kept.clear()
    site.send(**{"path": PAGE} | odd)
    shown = site.ask()
    assert (shown.status_code, shown.data) == (200, own.data)
    assert b"evil" not in shown.data
    assert len(site.kept._cache) == 1


def test_one_page_has_not_many_addresses_in_the_cache(site):
    for query in ("view=both", "view=%62oth", "view=both&", "view=both&view=one", "other=both", "after=1", "VIEW=both"):
        site.ask(f"/en/declaration?{query}")
    assert len(site.kept._cache) == 1


@pytest.mark.parametrize("path", [PAGE, "/en/endorsements"])
def test_values_that_nobody_links_to_leave_nothing_in_the_cache(site, path):
    for value in ("", "0", "01", "8", "99", "zzz", "77777777"):
        assert site.ask(f"{path}?commitment={value}").status_code == 200
    site.ask("/en/declaration?view=neither")
    assert not site.kept._cache
    for number in COMMITMENTS:
        site.ask(f"{path}?commitment={number}")
    assert len(site.kept._cache) == len(COMMITMENTS)


def test_only_so_many_pages_are_kept(site, monkeypatch):
    monkeypatch.setattr(site.kept, "_threshold", 3)
    for number in range(1, 8):
        site.ask(f"/en/declaration/commitments/{number}")
    assert len(site.kept._cache) <= 4


def test_a_page_that_is_too_large_is_not_kept(site, monkeypatch):
    monkeypatch.setattr(caching, "LARGEST", 100)
    assert site.ask().text == site.ask().text
    assert not site.kept._cache


ODD_PATHS = [
    "*",
    "",
    "/",
    "//",
    "en/groups",
    "//en/groups",
    "/en//groups",
    "/en/groups/\xed\x99",
    "/en/groups/../groups",
]


@pytest.mark.parametrize("path", ODD_PATHS)
def test_odd_paths_break_nothing(site, path):
    builder = EnvironBuilder(base_url="http://localhost")
    environ = builder.get_environ() | {"PATH_INFO": path}
    client = Client(site.app, use_cookies=False)
    response = contextvars.Context().run(client.open, environ, buffered=True)
    assert response.status_code < 500
    assert not site.kept._cache


def test_what_is_not_found_is_not_kept(site):
    assert site.ask("/en/groups/nothing").status_code == 404
    assert site.ask("/nothing").status_code == 404
    assert not site.kept._cache


@pytest.mark.parametrize("path", [PAGE, "/embed/en/count"])
def test_whoever_has_the_page_already_is_told_so(site, path):
    for _ in range(2):  # made, and kept
        mark = site.ask(path).headers["ETag"]
        strong = mark.removeprefix("W/")
        for asked in (mark, strong, f'"x", {mark}', "*"):
            answer = site.ask(path, If_None_Match=asked)
            assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", mark)
            assert "Content-Length" not in answer.headers
        assert site.ask(path, If_None_Match='W/"other"').status_code == 200


def test_a_first_question_by_mark_is_kept_for_others_too(site):
    mark = site.ask().headers["ETag"]
    site.kept.clear()
    assert site.ask(If_None_Match=mark).status_code == 304
    assert not site.makes()


def test_visitors_with_a_session_ask_by_mark_too(site):
    mark = site.ask().headers["ETag"]
    answer = site.ask(cookie="session=x", If_None_Match=mark)
    assert answer.status_code == 304
    GroupFactory()
    assert site.ask(cookie="session=x", If_None_Match=mark).status_code == 200


@pytest.mark.parametrize(("accepted", "is_packed"), [("gzip, br", True), ("gzip;q=0", False), ("br", False)])
def test_kept_pages_are_compressed_for_those_who_take_it(site, accepted, is_packed):
    plain = site.ask("/ko/", Accept_Language="ko").data
    for path in ("/ko/", "/ko/"):
        answer = site.ask(path, Accept_Encoding=accepted, Accept_Language="ko")
        assert answer.headers.get("Content-Encoding") == ("gzip" if is_packed else None)
        assert "Accept-Encoding" in answer.headers["Vary"]
        assert int(answer.headers["Content-Length"]) == len(answer.data)
        assert (gzip.decompress(answer.data) if is_packed else answer.data) == plain


def test_a_kept_page_is_counted_by_its_rule(site, caplog):
    caplog.set_level("INFO", "community.web.tracing")
    for _ in range(2):
        site.ask("/en/declaration/commitments/3")
    told = [(record.rule, record.status) for record in caplog.records if record.message == "request"]
    assert told == [("/<any(en, ko):language>/declaration/commitments/<int:number>", 200)] * 2


def test_head_tells_what_get_would(site):
    whole = site.ask()
    for _ in range(2):
        answer = site.ask(method="HEAD")
        assert (answer.status_code, answer.data) == (200, b"")
        assert {answer.headers[name] for name in ("ETag", "Content-Length", "Vary")} == {
            whole.headers[name] for name in ("ETag", "Content-Length", "Vary")
        }


def test_a_header_of_one_answer_is_not_kept(site):
    def add(response):
        response.headers["X-For-You"] = "canary"
        return response

    site.app.after_request_funcs[None].insert(0, add)
    try:
        site.ask()
        assert "X-For-You" not in site.ask().headers
        numbers = {site.ask().headers["X-Request-ID"] for _ in range(3)}
        assert len(numbers) == 3
    finally:
        site.app.after_request_funcs[None].remove(add)


def test_without_a_cache_pages_are_made_each_time_and_asked_for_by_mark(client):
    first = client.get(PAGE).response
    assert client.get(PAGE, headers={"If-None-Match": first.headers["ETag"]}).status == 304
    assert "Content-Encoding" not in client.get(PAGE, headers={"Accept-Encoding": "gzip"}).response.headers
