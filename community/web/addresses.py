"""The addresses that templates write, each worked out once: a page has thirty of them, most the same on every page."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from flask import Flask, has_request_context, request

from community.i18n import current_language

MOST_KEPT = 4096


def kept_addresses(app: Flask) -> Callable[..., str]:
    """A `url_for` for templates that remembers what it was asked for, as long as that is plain words and numbers."""

    # The root and the language are not among what is asked for, but stand in the address.
    @lru_cache(maxsize=MOST_KEPT)
    def build(_root: str, _language: str, endpoint: str, values: tuple[tuple[str, str | int], ...]) -> str:
        return app.url_for(endpoint, **dict(values))  # type: ignore[arg-type]

    def url_for(endpoint: str, **values: Any) -> str:
        plain = all(type(value) is str or type(value) is int for value in values.values())
        if not plain or endpoint.startswith(".") or not has_request_context():
            return app.url_for(endpoint, **values)
        return build(request.root_path, current_language(), endpoint, tuple(values.items()))

    return url_for
