"""Addresses that come in from outside: only pages of this site are followed."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.web.links import local_path


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


@settings(deadline=None, max_examples=300)
@given(st.text(alphabet=st.sampled_from("/\\:.@?#[]% \t\nenkohtps"), max_size=20) | st.text())
def test_whatever_is_followed_stays_here(target):
    found = local_path(target)
    if found is not None:
        assert urlsplit(urljoin("https://ripples.example/en/login", found))[:2] == ("https", "ripples.example")
