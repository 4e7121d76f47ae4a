"""Asking a site that keeps pages, and counting how often it had to make one."""

import contextvars

from flask import Flask, request_started
from werkzeug.test import Client, EnvironBuilder, TestResponse

from community.accounts.operations import open_session
from community.db import atomic
from community.groups.models import Group

PAGE = "/en/groups"


class Visits:
    """Asks a site that keeps pages, and counts how often it had to make one."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.made = 0
        self.kept = app.extensions["pages"]._cache
        request_started.connect(self._count, app)

    def _count(self, sender: Flask, **more: object) -> None:
        self.made += 1

    def ask(self, path: str = PAGE, method: str = "GET", cookie: str = "", **headers: str) -> TestResponse:
        """One answer to a request with these headers (Accept_Language for Accept-Language)."""
        said = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.send(path=path, method=method, headers=said | ({"Cookie": cookie} if cookie else {}))

    def send(self, **request: object) -> TestResponse:
        """One answer to a request that is described as werkzeug does."""
        builder = EnvironBuilder(**{"base_url": "http://localhost"} | request)
        client = Client(self.app, use_cookies=False)
        return contextvars.Context().run(client.open, builder.get_environ(), buffered=True)

    def makes(self, *args: str, **more: str) -> bool:
        """Whether the site makes an answer for this request, instead of showing a page that is kept."""
        before = self.made
        self.ask(*args, **more)
        return self.made > before


def session_of(app: Flask, member: object) -> str:
    """The cookie of somebody who is logged in."""
    signer = app.session_interface.get_signing_serializer(app)
    cookie = open_session(member=member, device="firefox-linux", second_factor=True).get_id()
    return f"session={signer.dumps({'_user_id': cookie, '_fresh': True})}"


@atomic
def rename(group: Group, name: str) -> None:
    group.name_en = name
