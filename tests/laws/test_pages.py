"""Law: every page, in both languages and for everybody, keeps the rules of tests/pages.py; each rule finds faults."""

import pytest
from bs4 import BeautifulSoup

from community.i18n import LANGUAGES
from tests.laws.samples import PAGES, sample_of, sample_url
from tests.pages import RULES, BadPage, check, elements_of

READERS = ("visitor", "stranger", "coordinator", "administrator")

GOOD = """<!doctype html><html lang="en"><head><title>Groups · Ripples</title>
<link rel="stylesheet" href="/static/site.css"><script src="/static/site.js" defer></script></head>
<body><h1>Groups</h1><img src="/static/ring.svg" alt=""><a href="https://example.org/">Elsewhere</a>
<form action="/en/groups"><label for="name">Name</label><input id="name" name="name" aria-describedby="hint">
<p id="hint">As people write it.</p><input type="hidden" name="token"><button>Send</button></form></body></html>"""

# What is planted into the good page, and what is said about it.
BAD = [
    ("<h1>Groups</h1>", "<h2>Groups</h2>", "0 h1"),
    ("<h1>Groups</h1>", "<h1>Groups</h1><h1>More</h1>", "2 h1"),
    ("<title>Groups · Ripples</title>", "", "no title"),
    ("<title>Groups · Ripples</title>", "<title> · Ripples</title>", "no title"),
    ('<html lang="en">', "<html>", "lang is None"),
    ('<html lang="en">', '<html lang="ko">', "lang is ko"),
    ('<p id="hint">', '<p id="hint"></p><p id="hint">', "id hint 2 times"),
    ('<label for="name">Name</label>', "Name", "input name has no label"),
    ('<label for="name">Name</label>', '<label for="nam">Name</label>', "for names no element: nam"),
    ('aria-describedby="hint"', 'aria-describedby="hints"', "aria-describedby names no element: hints"),
    ('src="/static/ring.svg"', 'src="https://pictures.example/ring.svg"', "loads from elsewhere"),
    ('src="/static/ring.svg"', 'src="//pictures.example/ring.svg"', "loads from elsewhere"),
    ('href="/static/site.css"', 'href="https://styles.example/site.css"', "loads from elsewhere"),
    ('action="/en/groups"', 'action="https://forms.example/"', "loads from elsewhere"),
    ("<h1>", '<h1 style="color: red">', "inline style on h1"),
    ("<body>", "<body><style>h1 { color: red }</style>", "style element"),
    ("<body>", "<body><script>alert(1)</script>", "inline script"),
    ("<button>", '<button onclick="go()">', "onclick on button"),
    ('alt=""', "", "img without alt"),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("endpoint", PAGES)
def test_every_page_keeps_the_rules(world, new_client, endpoint, language):
    shown = 0
    for reader in dict.fromkeys((*READERS, sample_of(endpoint).by)):  # who sees most, too
        url = sample_url(endpoint, world, language)
        page = world.enter(new_client(), reader).get(url)  # the client itself checks what it gets
        assert page.status < 500
        if page.status != 200:
            continue
        shown += 1
        assert page.one("link[rel=canonical]")["href"].endswith(url.partition("?")[0])
        alternatives = {link["hreflang"]: link["href"] for link in page.select("link[rel=alternate][hreflang]")}
        assert alternatives == {code: sample_url(endpoint, world, code) for code in LANGUAGES}
        # A button where the form of the page is sent along.
        switch = {link["lang"] for link in page.select("ul.tools a[hreflang], ul.tools button[formaction]")}
        assert switch == set(LANGUAGES) - {language}
    assert shown, "nobody saw the page"


def test_control_a_good_page_passes():
    check(BeautifulSoup(GOOD, "html.parser"), "/en/groups")


@pytest.mark.parametrize(("good", "bad", "problem"), BAD)
def test_control_a_bad_page_is_found(good, bad, problem):
    assert good in GOOD
    with pytest.raises(BadPage, match=problem):
        check(BeautifulSoup(GOOD.replace(good, bad, 1), "html.parser"), "/en/groups")


def test_control_every_rule_has_something_planted_for_it():
    pages = [elements_of(BeautifulSoup(GOOD.replace(good, bad, 1), "html.parser")) for good, bad, _problem in BAD]
    assert [rule.__name__ for rule in RULES if not any(rule(page, "/en/groups") for page in pages)] == []


def test_control_the_client_checks_what_it_gets(app, client, monkeypatch):
    monkeypatch.setitem(app.view_functions, "home.about", lambda: GOOD.replace("<h1>", "<h2>"))
    with pytest.raises(BadPage, match="0 h1"):
        client.get("/en/about")
