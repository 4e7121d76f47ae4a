"""Languages: which one the reader gets, how they change it, and what countries are called."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask_babel import force_locale

from community import i18n
from community.i18n import COUNTRY_CODES, country_choices, country_name, current_language, in_language, language_name
from community.web import templating
from tests.factories import MemberFactory

KOREAN = {"Accept-Language": "ko-KR,ko;q=0.9,en;q=0.5"}
SWEDISH = {"Accept-Language": "sv"}


def languages_of(page):
    return {link["hreflang"]: link["href"] for link in page.select("link[rel=alternate][hreflang]")}


@pytest.mark.parametrize(
    ("headers", "language"),
    [
        ({}, "en"),
        (SWEDISH, "en"),
        (KOREAN, "ko"),
        ({"Accept-Language": "en;q=0.1,ko;q=0"}, "en"),
        ({"Accept-Language": "*"}, "en"),
        ({"Accept-Language": "\x01;;q=,"}, "en"),
    ],
)
def test_a_bare_path_leads_by_what_the_browser_accepts(client, headers, language):
    page = client.get("/login?next=%2Fen%2Fgroups", headers=headers)
    assert (page.status, page.location) == (302, f"/{language}/login?next=%2Fen%2Fgroups")


def test_a_bare_path_leads_by_the_cookie_before_the_browser(client):
    client.get("/en/login", headers=KOREAN)  # chosen against the browser: remembered
    assert client.get("/login", headers=KOREAN).location == "/en/login"


def test_a_bare_path_leads_by_the_members_setting_before_the_cookie(client):
    client.get("/en/login", headers=KOREAN)
    client.login(MemberFactory(korean=True))
    assert client.get("/", headers=SWEDISH).location == "/ko/"


def test_a_bare_path_varies_with_what_it_leads_by(client):
    varies = client.get("/login").response.vary
    assert {"accept-language", "cookie"} <= set(varies.as_set())


def test_a_bare_path_of_a_page_leads_there_whatever_is_in_it(client):
    page = client.get("/members/%ED%95%98%EB%A3%A8%3F%0D%0AX-Evil:%201")
    assert page.location == "/en/members/%ED%95%98%EB%A3%A8%3F%0D%0AX-Evil%3A%201"
    assert "X-Evil" not in page.response.headers


@pytest.mark.parametrize("path", ["/nothing", "//evil.example/", "/logout", "/ko/login/", "/fr/login"])
def test_a_bare_path_of_nothing_leads_nowhere(client, path):
    page = client.get(path)
    assert page.status != 302 or page.location.startswith("/en/")
    assert client.post("/login", csrf=False).status in (400, 404)


def test_a_choice_against_the_browser_is_remembered_and_only_that(client):
    assert "Set-Cookie" not in client.get("/en/declaration").response.headers
    cookies = client.get("/ko/declaration").response.headers.getlist("Set-Cookie")
    (cookie,) = [cookie for cookie in cookies if cookie.startswith("language=ko")]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert not any(
        cookie.startswith("language=")
        for cookie in client.get("/ko/declaration").response.headers.getlist("Set-Cookie")
    )


@pytest.mark.parametrize(
    ("path", "other"),
    [
        ("/en/login", "/ko/login"),
        ("/ko/login", "/en/login"),
        ("/en/", "/ko/"),
        ("/en/login?next=%2Fen%2Fgroups&a=1&a=2", "/ko/login?next=%2Fen%2Fgroups&a=1&a=2"),
        ("/en/login?q=%ED%95%98%EB%A3%A8", "/ko/login?q=%ED%95%98%EB%A3%A8"),
        ("/en/login?_external=1&_scheme=javascript&_method=X&_anchor=a&endpoint=b&language=fr",
         "/ko/login?_external=1&_scheme=javascript&_method=X&_anchor=a&endpoint=b&language=fr"),
    ],
)  # fmt: skip
def test_the_language_switch_stays_on_the_page_and_keeps_the_query(client, path, other):
    page = client.get(path)
    here, there = path[1:3], other[1:3]
    assert languages_of(page) == {here: path, there: other}
    (switch,) = page.select(".tools a[hreflang]")
    assert (switch["href"], switch["lang"]) == (other, there)
    assert client.get(other).status == 200


def test_the_language_switch_of_a_page_that_is_not_there_stays_in_the_site(client):
    page = client.get("/en//evil.example/%3Fa?b=1")
    assert page.status == 404
    assert languages_of(page)["ko"] == "/ko//evil.example/%3Fa?b=1"
    assert languages_of(client.get("/nothing"))["ko"] == "/ko/nothing"


def test_a_page_names_its_canonical_address_without_the_query(client):
    assert client.get("/ko/login?next=/ko/groups").one("link[rel=canonical]")["href"] == "http://localhost/ko/login"


@pytest.mark.parametrize(
    ("code", "english", "korean"),
    [("KP", "North Korea", "북한"), ("KR", "South Korea", "대한민국"), ("US", "United States", "미국"), ("XX", "", "")],
)
def test_countries_are_called_as_their_people_call_them(code, english, korean):
    assert country_name(code) == english
    with in_language("ko"):
        assert country_name(code) == korean


def test_every_country_stands_once_in_the_order_of_the_language():
    for language in ("en", "ko"):
        with force_locale(language):
            choices = country_choices()
        names = [name for _, name in choices]
        assert names == sorted(names)
        assert all(names)
        assert sorted(code for code, _ in choices) == list(COUNTRY_CODES)
    assert {"KP", "KR", "TW", "XK", "VA"} <= set(COUNTRY_CODES)
    assert not {"ZZ", "EU", "UN", "AQ"} & set(COUNTRY_CODES)


def test_languages_have_names_in_the_language_of_the_page():
    assert language_name("ko") == "Korean"
    with in_language("ko"):
        assert language_name("en") == "영어"


def test_writing_in_another_language_ends_with_its_block(app):
    with app.test_request_context("/en/login"):
        with in_language("ko"):
            assert country_name("JP") == "일본"
        assert country_name("JP") == "Japan"


# The language of what is being written is kept while it is written, and no longer.


def in_a_server(app, *paths, after="/healthz"):
    """Ask for pages one after the other, as a thread of the server does, and say the language of what comes after."""

    def serve():
        visitor = app.test_client(use_cookies=False)
        pages = [visitor.get(path).text for path in paths]
        with app.test_request_context(after):
            app.preprocess_request()
            return pages, current_language()

    with ThreadPoolExecutor(1) as threads:
        return threads.submit(serve).result()


@pytest.mark.parametrize("path", ["/ko/", "/ko/nothing-here", "/ko/groups", "/ko/about"])
def test_the_language_of_a_page_does_not_outlast_it(app, monkeypatch, path):
    def fail(**values):
        raise ZeroDivisionError

    monkeypatch.setitem(app.view_functions, "home.about", fail)
    monkeypatch.setattr(app, "testing", False)
    for after in ("/healthz", "/api/v1/nothing", "/nothing"):
        (page,), language = in_a_server(app, path, after=after)
        assert '<html lang="ko"' in page
        assert language == "en"


def test_each_page_is_in_its_own_language(app):
    asked = ["ko", "en", "ko", "ko", "en"]
    pages, _after = in_a_server(app, *(f"/{language}/about" for language in asked))
    assert [re.search(r'<html lang="(..)"', page)[1] for page in pages] == asked


def test_a_mail_in_another_language_is_written_in_it_and_the_page_goes_on(app):
    with app.test_request_context("/en/"):
        app.preprocess_request()
        with in_language("ko"):
            assert current_language() == "ko"
            with in_language("en"):
                assert current_language() == "en"
            assert current_language() == "ko"
        assert current_language() == "en"


def forget_sentences():
    for kept in (i18n.sentence_in, templating._translated, templating._translated_number):
        kept.cache_clear()


def test_a_page_that_is_asked_for_while_a_mail_is_written_leaves_its_language(app):
    forget_sentences()
    with in_language("ko"):
        page = app.test_client().get("/en/").text
        assert current_language() == "ko"
    assert '<html lang="en"' in page
    assert "Log in" in page
    assert "로그인" not in page


def test_sentences_are_kept_under_their_own_language_whatever_is_being_written(app):
    forget_sentences()
    for language in ("en", "ko", "en"):
        with app.test_request_context("/en/"), in_language(language):
            assert i18n.sentence_in("ko", "Log in") == "로그인"
            assert i18n.sentence_in("en", "Log in") == "Log in"
            assert i18n.number_in("ko", "%(num)d member", "%(num)d members", 2) == "%(num)d명"
            assert i18n.number_in("en", "%(num)d member", "%(num)d members", 2) == "%(num)d members"


def test_a_language_is_known_without_an_application():
    forget_sentences()

    def say():
        with in_language("ko"):
            return i18n.translate("Log in")

    with ThreadPoolExecutor(1) as threads:
        assert threads.submit(say).result() == "로그인"
