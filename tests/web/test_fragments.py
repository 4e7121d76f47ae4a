"""Parts of pages that are kept: what they are given stands in them escaped, and they ask nobody who is looking."""

import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, meta

from community.web.fragments import write_fragment
from tests.templates import give_templates

HOUSE = Path(__file__).parent.parent.parent
WRITTEN = sorted(
    {
        name
        for source in (HOUSE / "community").rglob("*.py")
        for name in re.findall(r'write_fragment\(\s*"([^"]+)"', source.read_text())
    }
)
# What templates can call that differs from one reader to the next, or from one request to the next.
OF_SOMEBODY = {
    "can", "canonical_url", "could", "csrf_token", "current_user", "g", "get_flashed_messages", "language_url",
    "listing_form", "request", "session", "viewer",
}  # fmt: skip


def names_asked(environment: Environment, template: str) -> set[str]:
    """What a template, and those that it takes macros from, expect to be there."""
    assert environment.loader is not None
    environment = environment.overlay()
    environment.globals = {}  # what everybody can call would not be named
    tree = environment.parse(environment.loader.get_source(environment, template)[0])
    others = (other for other in meta.find_referenced_templates(tree) if other)
    return meta.find_undeclared_variables(tree).union(*(names_asked(environment, other) for other in others))


@pytest.mark.parametrize("template", WRITTEN)
def test_what_is_kept_asks_nobody_who_is_looking(app: Flask, template: str) -> None:
    assert names_asked(app.jinja_env, template).isdisjoint(OF_SOMEBODY)


def test_control_a_template_that_asks_is_found(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = {"part.html": '{% from "macros.html" import name %}{{ name() }}'}
    parts["macros.html"] = "{% macro name() %}{{ viewer().display_name }}{% endmacro %}"
    give_templates(app, monkeypatch, parts)
    assert not names_asked(app.jinja_env, "part.html").isdisjoint(OF_SOMEBODY)


def test_what_is_shown_is_escaped(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    give_templates(app, monkeypatch, {"part.html": "<p>{{ words }}</p>"})
    assert write_fragment("part.html", words="<b>") == "<p>&lt;b&gt;</p>"
