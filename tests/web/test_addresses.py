"""The addresses that templates write: as Flask itself would write them, whoever asked before."""

import pytest
from flask import Flask, url_for
from werkzeug.routing import BuildError

from community.i18n import in_language
from community.web.addresses import kept_addresses

WANTED = [
    ("home.index", {}),
    ("groups.page", {"slug": "choir"}),
    ("groups.page", {"slug": "합창단"}),
    ("declaration.commitment", {"number": 4}),
    ("declaration.commitment", {"number": 4, "language": "ko"}),
    ("endorsements.index", {"commitment": "3", "after": "a&b"}),
    ("home.about", {"_anchor": "count"}),
    ("members.index", {"offers": ["law", "film"]}),
    ("embeds.count", {"commitment": None}),
    ("static", {"filename": "css/site.css"}),
]


@pytest.fixture
def address(app: Flask):
    return app.jinja_env.globals["url_for"]


@pytest.mark.parametrize(("endpoint", "values"), WANTED, ids=repr)
@pytest.mark.parametrize("path", ["/en/", "/ko/"])
def test_each_is_what_flask_says(app, address, endpoint, values, path):
    for _ in range(2):
        with app.test_request_context(path):
            assert address(endpoint, **values) == url_for(endpoint, **values)


def test_they_follow_the_language_of_what_is_written(app, address):
    with app.test_request_context("/en/"):
        assert address("home.about") == "/en/about"
        with in_language("ko"):
            assert address("home.about") == "/ko/about"
        assert address("home.about") == "/en/about"


def test_a_site_under_another_root_has_addresses_of_its_own(app, address):
    for root, expected in (("/", "/en/about"), ("/evil/", "/evil/en/about"), ("/", "/en/about")):
        with app.test_request_context("/en/", base_url=f"http://localhost{root}"):
            assert address("home.about") == expected


def test_what_is_equal_but_written_otherwise_is_not_mixed_up(app, address):
    with app.test_request_context("/en/"):
        assert address("endorsements.index", commitment=1) == "/en/endorsements?commitment=1"
        assert address("endorsements.index", commitment=True) == "/en/endorsements?commitment=True"


@pytest.mark.parametrize(("name", "asked_again"), [("slug", 1), ("token", 2), ("after", 2), ("words", 2), ("q", 2)])
def test_only_what_is_no_secret_is_remembered(app, monkeypatch, name, asked_again):
    asked = []
    monkeypatch.setattr(app, "url_for", lambda endpoint, **values: asked.append(values) or "/")
    address = kept_addresses(app)
    with app.test_request_context("/en/"):
        for _ in range(2):
            address("groups.page", **{name: "a-canary"})
    assert len(asked) == asked_again


def test_an_unknown_page_is_an_error_each_time(app, address):
    with app.test_request_context("/en/"):
        for _ in range(2):
            with pytest.raises(BuildError):
                address("nowhere.at_all")


def test_outside_a_request_flask_is_asked(app, address):
    with pytest.raises(RuntimeError, match="SERVER_NAME"):
        address("home.about")
