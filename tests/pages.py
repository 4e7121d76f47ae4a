"""A client that reads every answer as a page and refuses what no page may be."""

import contextvars
import secrets
from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from community.accounts.models import Member
from community.accounts.operations import open_session
from community.db import db
from community.i18n import LANGUAGES

# In the cookie of the browser that most tests use, so that a sample can answer what it is asked.
KNOWN_SECRET = "5ec2e7" * 6
UNLABELLED = {"hidden", "submit", "button"}
LOADED = {"stylesheet", "icon", "preload"}  # kinds of link


class BadPage(AssertionError):
    """A page breaks a rule that holds for every page."""


@dataclass
class Page:
    """An answer, read."""

    response: TestResponse
    html: BeautifulSoup | None

    @property
    def status(self) -> int:
        """The status code."""
        return self.response.status_code

    @property
    def location(self) -> str:
        """Where a redirect leads: path and query."""
        parts = urlsplit(self.response.headers["Location"])
        return parts.path + (f"?{parts.query}" if parts.query else "")

    @property
    def text(self) -> str:
        """What is to be read on the page, in single spaces."""
        return " ".join(self.html.get_text(" ").split()) if self.html else self.response.text

    @property
    def errors(self) -> list[str]:
        """The sentences of the error summary."""
        return [item.get_text(" ", strip=True) for item in self.select(".error-summary li")]

    def select(self, selector: str) -> list[Tag]:
        """Every element that a CSS selector finds."""
        return list(self.html.select(selector)) if self.html else []

    def one(self, selector: str) -> Tag:
        """The one element that a CSS selector finds."""
        found = self.select(selector)
        assert len(found) == 1, f"{selector} finds {len(found)} elements"
        return found[0]

    def has(self, selector: str) -> bool:
        """Whether a CSS selector finds anything."""
        return bool(self.select(selector))


class PageClient:
    """A browser without script."""

    def __init__(self, app: Flask, secret: str | None = None) -> None:
        self._app = app
        self._secret = secret
        self._client = app.test_client()

    def get(self, path: str, follow: bool = False, **options: object) -> Page:
        """Fetch a page."""
        return self._fetch("GET", path, follow_redirects=follow, **options)

    def post(self, path: str, data: object = None, follow: bool = False, csrf: bool = True, **options: object) -> Page:
        """Send a form with the token that its page would have carried."""
        fields = dict(data or {})  # type: ignore[call-overload]
        if csrf:
            fields["csrf_token"] = self._csrf_token()
        return self._fetch("POST", path, data=fields, follow_redirects=follow, **options)

    def login(self, member: Member, second_factor: bool = True) -> "PageClient":
        """Be this member from now on, in a session of the last minute, by default with a second factor proved."""
        opened = open_session(member=member, device="firefox-linux", second_factor=second_factor)
        return self.enter(opened.get_id())

    def enter(self, cookie: str) -> "PageClient":
        """Be whoever has the session that this cookie names."""
        with self._session() as session:
            session.clear()
            session["_user_id"] = cookie
            session["_fresh"] = True
        return self

    def logout(self) -> None:
        """Be a visitor from now on."""
        with self._session() as session:
            session.clear()

    def _session(self):  # type: ignore[no-untyped-def]
        return self._client.session_transaction()

    def _csrf_token(self) -> str:
        with self._session() as session:
            raw = session.setdefault("csrf_token", self._secret or secrets.token_hex(20))
        return URLSafeTimedSerializer(self._app.secret_key, salt="wtf-csrf-token").dumps(raw)

    def _fetch(self, method: str, path: str, **options: object) -> Page:
        # A fresh context: the request must not find what the test keeps in its own application context.
        # Buffered: what is made while it is sent is made there, too.
        options = {"buffered": True} | options
        response = contextvars.Context().run(self._client.open, path, method=method, **options)
        db.session.rollback()  # what the request did is to be seen by the test
        if response.mimetype != "text/html" or response.status_code in range(300, 400):
            return Page(response, None)
        html = BeautifulSoup(response.text, "html.parser")
        check(html, response.request.path)
        return Page(response, html)


def check(html: BeautifulSoup, path: str) -> None:
    """Raise BadPage where a page breaks a rule that holds for every page."""
    elements = elements_of(html)
    problems = [problem for rule in RULES for problem in rule(elements, path)]
    if problems:
        raise BadPage(f"{path}: " + "; ".join(problems))


def elements_of(html: BeautifulSoup) -> list[Tag]:
    """Every element of a page, in order: walked through once, as the suite reads tens of thousands of pages."""
    return [element for element in html.descendants if isinstance(element, Tag)]


def _named(elements: list[Tag], *names: str) -> list[Tag]:
    return [element for element in elements if element.name in names]


def _with(elements: list[Tag], attribute: str) -> list[tuple[Tag, str]]:
    return [(element, str(element[attribute])) for element in elements if attribute in element.attrs]


def _one_heading(elements: list[Tag], path: str) -> list[str]:
    count = len(_named(elements, "h1"))
    return [] if count == 1 else [f"{count} h1"]


def _title(elements: list[Tag], path: str) -> list[str]:
    titles = _named(elements, "title")
    title = titles[0].get_text(strip=True) if titles else ""
    return [] if title and not title.startswith("·") else ["no title"]


def _language(elements: list[Tag], path: str) -> list[str]:
    roots = _named(elements, "html")
    language = roots[0].get("lang") if roots else None
    wanted = path.split("/")[1]
    if language not in LANGUAGES or (wanted in LANGUAGES and wanted != language):
        return [f"lang is {language}"]
    return []


def _unique_ids(elements: list[Tag], path: str) -> list[str]:
    counted = Counter(name for _element, name in _with(elements, "id"))
    return [f"id {name} {number} times" for name, number in counted.items() if number > 1]


def _labels(elements: list[Tag], path: str) -> list[str]:
    labelled = {label.get("for") for label in _named(elements, "label")}
    return [
        f"{control.name} {control.get('name')} has no label"
        for control in _named(elements, "input", "select", "textarea")
        if control.get("type") not in UNLABELLED
        and control.get("id") not in labelled
        and not control.get("aria-label")
        and control.find_parent("label") is None
    ]


def _references(elements: list[Tag], path: str) -> list[str]:
    known = {name for _element, name in _with(elements, "id")}
    return [
        f"{attribute} names no element: {name}"
        for attribute in ("aria-describedby", "aria-labelledby", "for")
        for _element, names in _with(elements, attribute)
        for name in names.split()
        if name not in known
    ]


def _own_origin(elements: list[Tag], path: str) -> list[str]:
    loads = ("src", "srcset", "action", "formaction", "poster", "data")
    found = [url for name in loads for _element, url in _with(elements, name)]
    found += [url for link, url in _with(_named(elements, "link"), "href") if LOADED.intersection(link.get("rel", []))]
    return [f"loads from elsewhere: {url}" for url in found if url.startswith(("http:", "https:", "//", "data:"))]


def _no_inline(elements: list[Tag], path: str) -> list[str]:
    problems = [f"inline style on {element.name}" for element, _style in _with(elements, "style")]
    problems += ["style element" for _ in _named(elements, "style")]
    problems += ["inline script" for script in _named(elements, "script") if script.get_text(strip=True)]
    return problems + [
        f"{name} on {element.name}" for element in elements for name in element.attrs if name.startswith("on")
    ]


def _alternatives(elements: list[Tag], path: str) -> list[str]:
    return [f"img without alt: {image.get('src')}" for image in _named(elements, "img") if "alt" not in image.attrs]


RULES = (
    _one_heading,
    _title,
    _language,
    _unique_ids,
    _labels,
    _references,
    _own_origin,
    _no_inline,
    _alternatives,
)
