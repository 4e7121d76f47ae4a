"""Law: one name, four places. Addresses are short, in one form, and under their language."""

import re
from collections.abc import Iterable

import pytest
from flask import current_app, template_rendered

from tests.laws.samples import GETS, PAGES, POSTS, sample_of, sample_url
from tests.laws.test_policy import ROOT

SEGMENT = re.compile(r"_?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)?|<[a-z_:]+>(\.[a-z]+)?")
LANGUAGE = re.compile(r"/<any\(.*?\):language>")

# Machines ask without a language; the mailbox has also an address that can be typed from memory.
WITHOUT_LANGUAGE = {
    "static",
    "calendars.feed",
    "machines.healthz",
    "machines.readyz",
    "machines.metrics",
    "mailbox.index",
    "mailbox.message",
}
WITHOUT_LANGUAGE |= {endpoint for endpoint in GETS if endpoint.startswith(("api.", "downloads."))}
# Blueprints that are one module of a feature: their templates lie in the feature's folder.
FOLDERS = {
    "styleguide.index": "home/styleguide.html",
    "mailbox.index": "home/mailbox.html",
    "mailbox.message": "home/mailbox_message.html",
}
# Every language has its own root, and a root ends in a slash.
ROOT_PATHS = {"/"}


def badly_formed(rules: Iterable[str]) -> list[str]:
    """The paths that are not small words with hyphens, without a slash at the end."""
    paths = [LANGUAGE.sub("", rule) or "/" for rule in rules]
    return [
        path
        for path in paths
        if path not in ROOT_PATHS and not all(SEGMENT.fullmatch(segment) for segment in path.split("/")[1:])
    ]


def expected_template(endpoint: str) -> str:
    return FOLDERS.get(endpoint, endpoint.replace(".", "/") + ".html")


def test_paths_are_small_words_with_hyphens():
    rules = [rule.rule for rule in current_app.url_map.iter_rules() if rule.endpoint != "static"]
    assert badly_formed(rules) == []


@pytest.mark.parametrize("path", ["/groups/", "/Groups", "/my_groups", "/groups//new", "/groups/<slug>/"])
def test_control_a_badly_formed_path_is_found(path):
    assert badly_formed([path, "/<any(en, ko):language>" + path, "/<any(en, ko):language>/", "/groups/<uuid:a_b>"]) == [
        path,
        path,
    ]


def test_every_page_lies_under_its_language():
    bare = {rule.endpoint for rule in current_app.url_map.iter_rules() if "language" not in rule.arguments}
    assert bare == WITHOUT_LANGUAGE


@pytest.mark.parametrize("endpoint", PAGES)
def test_a_slash_at_the_end_leads_to_the_same_page(world, client, endpoint):
    world.enter(client, sample_of(endpoint).by)
    url = sample_url(endpoint, world)
    other = url.removesuffix("/") if url.endswith("/") else url + "/"
    page = client.get(other, follow=True)
    assert page.status == 200
    assert page.one("link[rel=canonical]")["href"] == client.get(url).one("link[rel=canonical]")["href"]


def test_views_are_called_as_their_endpoints():
    names = {name: view.__name__ for name, view in current_app.view_functions.items() if name != "static"}
    assert names == {name: name.split(".")[1] for name in names}


def test_blueprints_are_called_as_their_features():
    modules = {
        name: view.__module__.split(".") for name, view in current_app.view_functions.items() if name != "static"
    }
    assert [name for name, parts in modules.items() if parts[0] != "community" or name.split(".")[0] not in parts] == []


@pytest.mark.parametrize("endpoint", PAGES)
def test_a_page_is_written_by_the_template_of_its_name(app, world, client, endpoint):
    world.enter(client, sample_of(endpoint).by)
    seen = []

    def note(sender, template, **more):
        seen.append(template.name)

    with template_rendered.connected_to(note, app):
        client.get(sample_url(endpoint, world))
    assert seen == [expected_template(endpoint)]


def test_no_template_lies_where_no_page_uses_it():
    used = {expected_template(endpoint) for endpoint in (*GETS, *POSTS)}
    pages = {
        path.relative_to(ROOT / "templates").as_posix()
        for path in (ROOT / "templates").glob("*/*.html")
        if path.parent.name not in ("layout", "components") and not path.name.startswith("_")
    }
    assert pages - used == set()
