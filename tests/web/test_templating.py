"""What templates can call."""

from datetime import UTC, date, datetime

import pytest
from flask import render_template_string
from jinja2 import UndefinedError

from community.i18n import in_language
from community.web.templating import asset, day, paragraphs, thousands


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("one", "<p>one</p>"),
        ("one\ntwo", "<p>one<br>two</p>"),
        ("one\r\n\r\ntwo\n\n\n\nthree\n", "<p>one</p><p>two</p><p>three</p>"),
        ("<script>alert(1)</script>\n&amp;", "<p>&lt;script&gt;alert(1)&lt;/script&gt;<br>&amp;amp;</p>"),
    ],
)
def test_paragraphs_are_plain_text(text, html):
    assert paragraphs(text) == html


def test_a_day_is_written_as_people_do():
    moment = datetime(2024, 7, 22, 23, 30, tzinfo=UTC)
    assert (day(moment), day(date(2024, 7, 22))) == ("July 22, 2024", "July 22, 2024")
    with in_language("ko"):
        assert day(moment) == "2024년 7월 22일"


def test_thousands():
    assert (thousands(0), thousands(1234567)) == ("0", "1,234,567")


def test_an_asset_carries_the_digest_of_its_content(app):
    with app.test_request_context("/en/"):
        address = asset("css/site.css")
    path, digest = address.split("?v=")
    assert path == "/static/css/site.css"
    assert len(digest) == 12


def test_a_name_that_is_missing_is_an_error_not_an_empty_space(app):
    with app.test_request_context("/en/"), pytest.raises(UndefinedError):
        render_template_string("{{ nobody_gave_this }}")


def test_what_members_write_is_escaped(app):
    with app.test_request_context("/en/"):
        assert render_template_string("{{ name }}", name="<b>") == "&lt;b&gt;"
