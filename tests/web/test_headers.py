"""The headers of every answer: what may be loaded, what may be kept, what is told to others."""

import pytest

from tests.apps import another_app
from tests.factories import PASSWORD, MemberFactory
from tests.pages import PageClient

EVERYWHERE = {
    "Content-Security-Policy": (
        "default-src 'none'; object-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; script-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()"
    ),
}


def missing_headers(response):
    """The headers of every answer that this one lacks or has otherwise."""
    return [name for name, value in EVERYWHERE.items() if response.headers.getlist(name) != [value]]


def cookies_of(response):
    return {cookie.split("=")[0]: cookie for cookie in response.headers.getlist("Set-Cookie")}


@pytest.fixture
def secure(app):
    """A browser at the site with an https address."""
    with another_app(app, URL="https://localhost") as other:
        yield PageClient(other)


@pytest.mark.parametrize(
    "path",
    ["/en/", "/ko/declaration", "/", "/en/members", "/en/nothing", "/healthz", "/readyz", "/static/css/site.css",
     "/static/nothing.css", "/en/login"],
)  # fmt: skip
def test_every_answer_carries_the_headers(client, path):
    assert missing_headers(client.get(path, buffered=True).response) == []
    assert missing_headers(client.post(path, csrf=False).response) == []


def test_pages_of_members_are_never_stored(client):
    member = MemberFactory()
    client.login(member)
    for path in ("/en/", "/en/members", "/en/declaration", "/en/nothing", "/healthz"):
        assert client.get(path).response.headers["Cache-Control"] == "no-store", path


def test_public_pages_are_kept_by_nobody_but_the_reader(client):
    assert client.get("/en/declaration").response.headers["Cache-Control"] == "private, no-cache"


def test_answers_to_forms_and_pages_that_begin_a_session_are_never_stored(client):
    first = client.get("/en/login").response
    assert "session" in cookies_of(first)
    assert first.headers["Cache-Control"] == "no-store"
    assert client.post("/en/login").response.headers["Cache-Control"] == "no-store"


def test_static_files_as_they_are_in_the_folder_are_asked_for_again(client):
    response = client.get("/static/css/site.css").response
    assert response.headers["Cache-Control"] == "no-cache"
    assert "Set-Cookie" not in response.headers
    again = client.get("/static/css/site.css", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status == 304


def test_a_static_file_that_is_not_there_is_not_remembered_as_missing(client):
    client.login(MemberFactory(display_name="canary"))
    response = client.get("/static/nothing.0123456789abcdef.css").response
    assert response.status_code == 404
    assert response.headers["Cache-Control"] == "no-store"


def test_https_is_demanded_only_where_the_site_has_it(client, secure):
    assert "Strict-Transport-Security" not in client.get("/en/").response.headers
    response = secure.get("/en/nothing", base_url="https://localhost").response
    assert response.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"


def test_cookies_of_an_https_site_are_bound_to_it(secure):
    MemberFactory(address="haru@example.org")
    fields = {"email": "haru@example.org", "password": PASSWORD}
    page = secure.get("/ko/login", base_url="https://localhost")
    cookies = cookies_of(page.response)
    assert set(cookies) == {"__Host-session", "__Host-language"}
    fields["csrf_token"] = page.select("input[name=csrf_token]")[0]["value"]
    headers = {"Referer": "https://localhost/ko/login"}
    page = secure.post("/ko/login", fields, csrf=False, base_url="https://localhost", headers=headers)
    assert page.status == 303
    cookies |= cookies_of(page.response)
    for cookie in cookies.values():
        parts = set(cookie.split("; ")[1:])
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= parts
        assert not any(part.startswith("Domain") for part in parts)
    assert not any(part.startswith(("Expires", "Max-Age")) for part in cookies["__Host-session"].split("; "))


def test_cookies_of_a_plain_site_still_keep_scripts_out(client):
    cookie = cookies_of(client.get("/en/login").response)["session"]
    assert {"HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Secure" not in cookie


def test_logging_out_empties_what_the_browser_has_stored(client):
    member = MemberFactory()
    client.login(member)
    response = client.post("/en/logout").response
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "Expires=Thu, 01 Jan 1970" in cookies_of(response)["session"]
    assert "Clear-Site-Data" not in client.get("/en/").response.headers


def test_ending_this_very_session_from_the_list_does_so_too(client):
    client.login(MemberFactory())
    button = client.get("/en/settings/security").one("form[action$='/end']")
    assert client.post(button["action"]).response.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_whoever_leaves_for_good_leaves_no_cookie(client):
    client.login(MemberFactory())
    assert client.post("/en/exit").response.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
