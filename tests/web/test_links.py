"""Addresses that come in from outside: only pages of this site are followed."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.web.links import local_path, outside_host


@pytest.mark.parametrize(
    "target",
    ["/en/", "/ko", "/en/groups?after=1", "/en/members/haru#bio", "/ko/groups/%EB%AC%BC%EA%B2%B0", "/ko/groups/물결"],
)
def test_pages_of_this_site_are_followed(target):
    assert local_path(target) == target


@pytest.mark.parametrize(
    "target",
    [
        None, "", "/", "en/", "groups", "?a=1", "#x", ".", "..", "https://evil.example/en/", "http:en",
        "//evil.example/en/", "///evil.example/en/", "/\\evil.example", "\\\\evil", "/en\\..\\evil",
        "https:/en/", "javascript:alert(1)", "data:text/html,x", "mailto:a@b", "/en/\r\nSet-Cookie: a=b",
        "/en/\t", "/en/\0", "/fr/", "/england", "/static/css/site.css", "/_mailbox", " https://evil.example",
        "//[", "//[en", "http://[", "//a℀b/en/", "/\t/evil.example/", "\n/en/",
    ],
)  # fmt: skip
def test_everything_else_is_not(target):
    assert local_path(target) is None


@settings(max_examples=300)
@given(st.text(alphabet=st.sampled_from("/\\:.@?#[]% \t\nenkohtps"), max_size=20) | st.text())
def test_whatever_is_followed_stays_here(target):
    found = local_path(target)
    if found is not None:
        assert urlsplit(urljoin("https://ripples.example/en/login", found))[:2] == ("https", "ripples.example")


@pytest.mark.parametrize(
    ("link", "host"),
    [
        ("https://example.org", "example.org"),
        ("https://Example.ORG:8443/a?b=c#d", "example.org"),
        ("https://example.org./", "example.org"),
        ("https://한국.kr/물결", "한국.kr"),
        ("https://xn--3e0b707e.kr/", "한국.kr"),
        ("https://аpple.com/", "xn--pple-43d.com"),  # its first letter is Cyrillic
        ("https://example.org/@somebody", "example.org"),
    ],
)
def test_a_link_of_a_member_leads_to_a_host(link, host):
    assert outside_host(link) == host


@pytest.mark.parametrize(
    "link",
    [
        "", "example.org", "http://example.org", "ftp://example.org", "//example.org", "https:example.org", "https://",
        "https:///example.org", "https://[", "https://a b.org/", "https://example.org/a b",
        "https://example.org/\u202e",
        "https://example.org/\n", "https://user@example.org", "https://user:word@example.org", "https://@example.org",
        "https://example.org\\@evil.example", "https://evil.example\\.example.org", "https://localhost/",
        "https://a.localhost",
        "https://router.local", "https://wiki.internal", "https://printer", "https://127.0.0.1", "https://127.1",
        "https://0x7f.1",
        "https://2130706433", "https://[::1]/", "https://１２７.0.0.1", "https://127。0。0。1", "https://example.org:99999",
        "https://a..org", "https://-a.org", "https://a-.org", "https://a_b.org", "https://" + "a" * 64 + ".org",
        "javascript:alert(1)",
    ],
)  # fmt: skip
def test_nobody_is_led_anywhere_else(link):
    assert outside_host(link) is None


@given(st.text(max_size=40).map(lambda text: f"https://{text}"))
def test_whatever_a_link_is_it_is_answered(link):
    host = outside_host(link)
    assert host is None or "." in host
