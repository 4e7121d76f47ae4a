"""What templates can call."""

from datetime import UTC, date, datetime

import pytest
from flask import render_template_string
from jinja2 import UndefinedError

from community.i18n import in_language
from community.web.templating import day, paragraphs, thousands


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


def test_a_name_that_is_missing_is_an_error_not_an_empty_space(app):
    with app.test_request_context("/en/"), pytest.raises(UndefinedError):
        render_template_string("{{ nobody_gave_this }}")


def test_what_members_write_is_escaped(app):
    with app.test_request_context("/en/"):
        assert render_template_string("{{ name }}", name="<b>") == "&lt;b&gt;"


def test_sentences_are_said_in_the_language_of_each_page_and_values_are_escaped(app):
    page = "{{ _('Groups') }} {{ _('%(count)s%% of all <b>', count=count) }} {{ _('50%% of all') }}"
    said = []
    for language in ("en", "ko", "en"):
        with app.test_request_context("/en/"), in_language(language):
            said.append(render_template_string(page, count="<5>"))
    assert said[0] == said[2] == "Groups &lt;5&gt;% of all <b> 50% of all"
    assert said[1] == said[0].replace("Groups", "실무 그룹")


def test_numbers_of_things_are_said_in_the_language_of_each_page_and_values_are_escaped(app):
    page = "{% for n in range(3) %}{{ ngettext('%(num)d member', '%(num)d members', n) }} {% endfor %}"
    said = []
    for language in ("en", "ko", "en"):
        with app.test_request_context("/en/"), in_language(language):
            said.append(render_template_string(page))
    assert said[0] == said[2] == "0 members 1 member 2 members "
    assert said[1] == "0명 1명 2명 "
    with app.test_request_context("/en/"):
        named = "{{ ngettext('%(num)d of %(name)s', '%(num)d of all %(name)s', 2, name='<b>') }}"
        assert render_template_string(named) == "2 of all &lt;b&gt;"
