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
    problems = [problem for rule in RULES for problem in rule(html, path)]
    if problems:
        raise BadPage(f"{path}: " + "; ".join(problems))


def _one_heading(html: BeautifulSoup, path: str) -> list[str]:
    count = len(html.find_all("h1"))
    return [] if count == 1 else [f"{count} h1"]


def _title(html: BeautifulSoup, path: str) -> list[str]:
    title = html.title.get_text(strip=True) if html.title else ""
    return [] if title and not title.startswith("·") else ["no title"]


def _language(html: BeautifulSoup, path: str) -> list[str]:
    root = html.find("html")
    language = root.get("lang") if isinstance(root, Tag) else None
    wanted = path.split("/")[1]
    if language not in LANGUAGES or (wanted in LANGUAGES and wanted != language):
        return [f"lang is {language}"]
    return []


def _unique_ids(html: BeautifulSoup, path: str) -> list[str]:
    counted = Counter(element["id"] for element in html.find_all(id=True))
    return [f"id {name} {number} times" for name, number in counted.items() if number > 1]


def _labels(html: BeautifulSoup, path: str) -> list[str]:
    labelled = {label.get("for") for label in html.find_all("label")}
    return [
        f"{control.name} {control.get('name')} has no label"
        for control in html.find_all(["input", "select", "textarea"])
        if control.get("type") not in UNLABELLED
        and control.get("id") not in labelled
        and not control.get("aria-label")
        and control.find_parent("label") is None
    ]


def _references(html: BeautifulSoup, path: str) -> list[str]:
    known = {element["id"] for element in html.find_all(id=True)}
    attributes = ("aria-describedby", "aria-labelledby", "for")
    return [
        f"{attribute} names no element: {name}"
        for attribute in attributes
        for element in html.find_all(attrs={attribute: True})
        for name in str(element[attribute]).split()
        if name not in known
    ]


def _own_origin(html: BeautifulSoup, path: str) -> list[str]:
    loads = ("src", "srcset", "action", "formaction", "poster", "data")
    found = [str(element[name]) for name in loads for element in html.find_all(attrs={name: True})]
    found += [str(link["href"]) for link in html.find_all("link", rel=["stylesheet", "icon", "preload"])]
    return [f"loads from elsewhere: {url}" for url in found if url.startswith(("http:", "https:", "//", "data:"))]


def _no_inline(html: BeautifulSoup, path: str) -> list[str]:
    problems = [f"inline style on {element.name}" for element in html.find_all(style=True)]
    problems += ["style element" for _ in html.find_all("style")]
    problems += ["inline script" for script in html.find_all("script") if script.get_text(strip=True)]
    return problems + [
        f"{name} on {element.name}"
        for element in html.find_all(True)
        for name in element.attrs
        if name.startswith("on")
    ]


def _alternatives(html: BeautifulSoup, path: str) -> list[str]:
    return [f"img without alt: {image.get('src')}" for image in html.find_all("img") if image.get("alt") is None]


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
