"""Law: bad input gets a clear sentence. Whatever is sent, nothing breaks: Hypothesis writes the nonsense."""

from io import BytesIO
from typing import Any
from urllib.parse import quote, quote_from_bytes

import pytest
from flask import redirect, request
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from tests.laws.samples import GETS, PAGES, POSTS, SAMPLES, methods_of, sample_form, sample_of, sample_url
from tests.laws.world import send
from tests.pages import Page

FORMS = settings(
    max_examples=25,
    derandomize=True,
    database=None,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
QUERIES = settings(FORMS, max_examples=8)
BODIES = settings(FORMS, max_examples=5)
UNSHRUNK = settings(FORMS, phases=[Phase.generate], max_examples=200)  # a planted fault need not be made small

TEXTS = st.one_of(
    st.just(""),
    st.sampled_from(
        [
            "\0",
            "a\0b",
            "\x1b[31m\x07\x08",
            "\u202egnp.exe",
            "\u2066admin\u2069",
            "👩‍👩‍👧‍👦🏳️‍🌈",
            "ㅤ",
            "가" * 20,
            "e\u0301" * 40,
            "\ud7ff\ufffe\uffff",
            "x" * 300,
            "물" * 20_000,
            "\n" * 500,
            "=HYPERLINK(1)",
            "<script>alert(1)</script>",
            "{{ 7 * 7 }}",
            "%(name)s %s {0}",
            "' OR 1=1 --",
            "../../../etc/passwd",
            "-1",
            "0",
            "99999999999999999999999",
            "1e309",
            "NaN",
            "١٢٣",
            "²",
            "None",
            "[]",
            "https://[::1",
            "https://" + "a" * 70 + ".example",
            "a@" + "b" * 300 + ".example",
            '"a b"@example.org',
            "@",
        ]
    ),
    st.text(max_size=60),
    st.text(min_size=250, max_size=400),
)
FILES = st.builds(
    lambda data, name: (BytesIO(data), name), st.binary(max_size=20), st.sampled_from(["a.txt", "\u202e.exe"])
)
VALUES = st.one_of(TEXTS, st.lists(TEXTS, min_size=2, max_size=4), FILES)
UNASKED = ["id", "role", "state", "member_id", "is_admin", "__class__", "", "🌊", "x" * 200, "csrf_token2"]
# Only these parts of an address are read by pages.
PARAMETERS = ["after", "next", "commitment", "view", "q", "language", "page", "🌊"]
# A form that was interrupted is shown again, to be sent on after the proof: whatever is in it is not judged here.
# The quick exit leads away whatever it is sent. Recovery codes are shown once, on the answer itself.
# A closed field is shown in the answer to the one who opened it; an export is the answer itself.
SHOWN = {"styleguide.index", "accounts.prove", "accounts.quick_exit", "accounts.add_totp", "accounts.renew_codes"}
SHOWN |= {"moderation.open_field", "exports.download", "groups.download_roster"}
# The address of a new calendar is shown once, on the answer itself.
SHOWN |= {"meetings.calendars"}
# A post is shown as it will look; whatever stands under the name of that button asks for it.
SHOWN |= {"discussions.start", "discussions.topic", "discussions.edit"}
AFTERWARDS = {403, 404, 405, 409}  # what was valid by chance has changed the world


def is_clear(page: Page) -> bool:
    """Whether the answer says what was wrong, or leads on."""
    if page.status == 422:
        return bool(page.errors) and page.has("form .error, form .field-error, [aria-invalid], .error-summary")
    return page.status in (302, 303) or page.status in AFTERWARDS


def fields_of(page: Page) -> set[str]:
    controls = page.select("main form [name]")
    return {str(control["name"]) for control in controls} - {"csrf_token"}


def send_nonsense(world, client, endpoint, how=FORMS):
    """Fill in a form with nonsense, alone and among good answers, and look at what comes back."""
    sample = sample_of(endpoint)
    url, good = sample_url(endpoint, world), sample_form(endpoint, world)
    world.enter(client, sample.by)
    known = set(good) | (fields_of(client.get(url)) if sample.get else set())
    names = st.sampled_from([*sorted(known), *UNASKED])

    @how
    @given(nonsense=st.dictionaries(names, VALUES, min_size=1, max_size=4), among_good=st.booleans())
    def holds(nonsense: dict[str, Any], among_good: bool) -> None:
        world.enter(client, sample.by)
        page = client.post(url, {**(good if among_good else {}), **nonsense})
        assert page.status < 500
        assert is_clear(page) or endpoint in SHOWN, f"{page.status}: {page.text[:500]}"

    holds()


@pytest.mark.parametrize("endpoint", POSTS)
def test_no_form_breaks(world, client, endpoint):
    send_nonsense(world, client, endpoint)


def _breaks():
    return str(int(request.form.get("role", "0")))


def _fails_when_long():
    return redirect("/en/") if len(request.form.get("role", "")) < 200 else ("Too long.", 500)


def _says_nothing():
    return "Wrong.", 422, {"Content-Type": "text/plain"}


@pytest.mark.parametrize("view", [_breaks, _fails_when_long, _says_nothing])
def test_control_a_form_that_breaks_is_found(app, world, client, monkeypatch, view):
    monkeypatch.setitem(app.view_functions, "moderation.set_role", lambda **values: view())
    with pytest.raises((AssertionError, ValueError)):
        send_nonsense(world, client, "moderation.set_role", UNSHRUNK)


@pytest.mark.parametrize("endpoint", POSTS)
def test_no_body_breaks_a_form(world, client, endpoint):
    sample = sample_of(endpoint)
    url, names = sample_url(endpoint, world), [*sample_form(endpoint, world), "x"]
    content_types = st.sampled_from(
        [
            "application/x-www-form-urlencoded",
            "application/x-www-form-urlencoded; charset=utf-16",
            "multipart/form-data; boundary=x",
            "multipart/form-data",
            "application/json",
            "text/plain",
            "\xff",
            "",
        ]
    )

    @BODIES
    @given(name=st.sampled_from(names), data=st.binary(max_size=50), content_type=content_types, raw=st.booleans())
    def holds(name: str, data: bytes, content_type: str, raw: bool) -> None:
        world.enter(client, sample.by)
        field = f"{quote(name)}=".encode() + (data if raw else quote_from_bytes(b"\xff\xfe" + data).encode())
        token = f"csrf_token={client._csrf_token()}&".encode()
        response = send(client, "POST", url, data=token + field, content_type=content_type)
        assert response.status_code < 500

    holds()


@pytest.mark.parametrize("endpoint", GETS)
def test_no_query_breaks_a_page(world, client, endpoint):
    sample = sample_of(endpoint)
    url = sample_url(endpoint, world)
    world.enter(client, sample.by)
    values = st.one_of(TEXTS.filter(lambda text: len(text) < 1000), st.binary(max_size=20))

    @example(query=[(name, "a\0b") for name in PARAMETERS])
    @example(query=[(name, "9" * 30) for name in PARAMETERS])
    @QUERIES
    @given(query=st.lists(st.tuples(st.sampled_from(PARAMETERS), values), min_size=1, max_size=4))
    def holds(query: list[tuple[str, str | bytes]]) -> None:
        parts = [
            f"{quote(name)}={quote(value) if isinstance(value, str) else quote_from_bytes(value)}"
            for name, value in query
        ]
        page = client.get(f"{url}?{'&'.join(parts)}", buffered=True)
        assert page.status in (200, 302, 303, 400, 404), page.status

    holds()


@pytest.mark.parametrize("endpoint", [endpoint for endpoint in PAGES if sample_of(endpoint).form is None])
def test_no_language_is_lost_by_nonsense_in_a_query(world, client, endpoint):
    world.enter(client, sample_of(endpoint).by)
    page = client.get(sample_url(endpoint, world, "ko") + "?language=en&endpoint=x&_external=1&_anchor=x")
    assert page.one("html")["lang"] == "ko"


ADDRESSES = st.lists(TEXTS.filter(lambda text: 0 < len(text) < 400), min_size=1, max_size=4)


@pytest.mark.parametrize("viewer", ["visitor", "administrator"])
def test_no_address_breaks_the_site(world, client, viewer):
    world.enter(client, viewer)
    firsts = st.sampled_from(["", "/en", "/ko", "/xx", "/en/members", "/en/groups", "/en/confirm", "/en/admin/members"])

    @settings(FORMS, max_examples=60)
    @given(first=firsts, rest=ADDRESSES)
    def holds(first: str, rest: list[str]) -> None:
        page = client.get(first + "/" + "/".join(quote(part, safe="") for part in rest))
        assert page.status < 500

    holds()


@pytest.mark.parametrize("endpoint", [endpoint for endpoint in SAMPLES if endpoint != "static"])
def test_no_token_handle_slug_or_id_breaks_a_page(world, client, endpoint):
    sample = sample_of(endpoint)
    url, values = sample_url(endpoint, world), sample.values(world)
    if not values:
        return
    world.enter(client, sample.by)
    first = min(values)
    texts = TEXTS.filter(lambda text: 0 < len(text) < 400 and "/" not in text)

    @example(text="a\0b", name=first)
    @example(text="9" * 30, name=first)
    @example(text="\u202e", name=first)
    @QUERIES
    @given(text=texts, name=st.sampled_from(sorted(values)))
    def holds(text: str, name: str) -> None:
        crooked = url.replace(str(values[name]), quote(text, safe=""))
        for method in sorted(methods_of(endpoint)):
            page = client.get(crooked) if method == "GET" else client.post(crooked)
            assert page.status < 500

    holds()
