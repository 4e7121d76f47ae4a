"""Templates that are compiled for each language: pages say what they said, and only what is always the same is kept."""

from collections import Counter

import pytest
from flask import render_template
from werkzeug.routing import BuildError

from community.i18n import in_language
from community.web import compiling
from tests.templates import give_templates

SENTENCES = "{{ _('Groups') }} {{ 'ko'|language_name }} {{ url_for('home.about') }} {{ current_language() }}"
IN_ENGLISH, IN_KOREAN = "Groups Korean /en/about en", "실무 그룹 한국어 /ko/about ko"
PARTS = {
    "frame.html": "<{% block main %}{% endblock %}>",
    "page.html": "{% extends 'frame.html' %}{% block main %}" + SENTENCES + "{% endblock %}",
    "macros.html": "{% macro say(more) %}" + SENTENCES + "{{ more }}{% endmacro %}",
    "importing.html": "{% from 'macros.html' import say %}{{ say('!') }}",
    "including.html": "{% include 'page.html' %}",
}


@pytest.fixture
def given(app, monkeypatch):
    """Gives the application these templates and no others."""
    return lambda **parts: give_templates(app, monkeypatch, {f"{name}.html": text for name, text in parts.items()})


@pytest.fixture
def asked(app, monkeypatch):
    """How often each function was asked that answers alike in a language."""
    counts = Counter()

    def counted(name, ask):
        def count(*values):
            counts[name, *values] += 1
            return ask(*values)

        return count

    fixed = {name: counted(name, ask) for name, ask in app.jinja_env.fixed.items()}
    monkeypatch.setattr(app.jinja_env, "fixed", fixed)
    return counts


@pytest.mark.parametrize("template", ["page.html", "importing.html", "including.html"])
def test_each_language_has_its_own(app, monkeypatch, template):
    give_templates(app, monkeypatch, PARTS)
    for language, said in [("en", IN_ENGLISH), ("ko", IN_KOREAN)] * 2:
        with app.test_request_context(), in_language(language):
            assert render_template(template).strip("<>!") == said


def test_what_is_written_in_another_language_meanwhile_is(app, monkeypatch):
    give_templates(app, monkeypatch, PARTS)
    with app.test_request_context("/en/"):
        with in_language("ko"):
            assert render_template("including.html") == f"<{IN_KOREAN}>"
        assert render_template("including.html") == f"<{IN_ENGLISH}>"


def test_it_is_asked_once_for_each_language(app, given, asked):
    given(page="{{ _('Groups') }}{{ url_for('home.about') }}{{ asset('css/site.css') }}")
    for language in ("en", "ko", "en", "ko"):
        with app.test_request_context(), in_language(language):
            render_template("page.html")
    assert asked == {("_", "Groups"): 2, ("url_for", "home.about"): 2, ("asset", "css/site.css"): 2}


def test_what_is_filled_in_is_asked_for_each_time(app, given, asked):
    given(page="{{ _('%(n)s of us', n=n) }} {{ url_for('groups.page', slug=n) }} {{ _(n) }} {{ url_for(to) }}")
    with app.test_request_context("/en/"):
        first = render_template("page.html", n="a", to="home.about")
        second = render_template("page.html", n="<", to="home.index")
    assert first == "a of us /en/groups/a a /en/about"
    assert second == "&lt; of us /en/groups/%3C < /en/"
    assert not asked


def test_sentences_are_ours_and_everything_else_is_escaped(app, given, monkeypatch):
    monkeypatch.setitem(app.jinja_env.fixed, "asset", lambda path: f"/<{path}>&")
    monkeypatch.setitem(app.jinja_env.fixed, "_", lambda sentence: compiling.Markup(f"{sentence} <b>"))
    given(page="{{ asset('a') }} {{ _('a & b') }}{% set both = _('a & b') ~ '<' %} {{ both }}")
    with app.test_request_context("/en/"):
        assert render_template("page.html") == "/&lt;a&gt;&amp; a & b <b> a & b&lt;"


def test_what_does_not_escape_has_sentences_as_they_are(app, monkeypatch):
    give_templates(app, monkeypatch, {"subject.txt": "{{ _('Groups') ~ ' & <' ~ name ~ '>' }} {{ _('50%% of all') }}"})
    with app.test_request_context("/en/"):
        assert render_template("subject.txt", name="<b>") == "Groups & <<b>> 50% of all"


def test_a_page_that_this_site_does_not_have_is_an_error_only_where_it_is_asked_for(app, given):
    given(page="{% if there %}{{ url_for('nowhere.at_all') }}{% endif %}.")
    with app.test_request_context("/en/"):
        assert render_template("page.html", there=False) == "."
        with pytest.raises(BuildError):
            render_template("page.html", there=True)


def test_below_another_root_addresses_begin_with_it(app, given):
    given(page="{{ url_for('home.about') }}")
    for root in ("/", "/below/", "/"):
        with app.test_request_context("/en/", base_url=f"http://localhost{root}"):
            assert render_template("page.html") == f"{root}en/about"


def test_without_a_request_nothing_is_kept(app, given, asked):
    given(page="{{ _('Groups') }}{% if False %}{{ url_for('home.about') }}{% endif %}")
    for language, said in [("en", "Groups"), ("ko", "실무 그룹")] * 2:
        with app.app_context(), in_language(language):
            assert render_template("page.html") == said
    assert not asked
