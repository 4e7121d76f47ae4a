"""The addresses that templates write, each worked out once: a page has thirty of them, most the same on every page."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from flask import Flask, has_request_context, request

from community.i18n import current_language

MOST_KEPT = 4096
# Of what an address may be made that is remembered. Tokens, cursors and words that somebody searches for never are.
LASTING = {"slug", "number", "handle", "digest", "commitment", "language", "_anchor"}


def kept_addresses(app: Flask) -> Callable[..., str]:
    """A `url_for` for templates that remembers what it was asked for, as long as it is made of LASTING things."""

    # The root and the language are not among what is asked for, but stand in the address.
    @lru_cache(maxsize=MOST_KEPT)
    def build(_root: str, _language: str, endpoint: str, values: tuple[tuple[str, str | int], ...]) -> str:
        return app.url_for(endpoint, **dict(values))  # type: ignore[arg-type]

    def url_for(endpoint: str, **values: Any) -> str:
        is_lasting = values.keys() <= LASTING and all(map(_is_plain, values.values()))
        if not is_lasting or endpoint.startswith(".") or not has_request_context():
            return app.url_for(endpoint, **values)
        return build(request.root_path, current_language(), endpoint, tuple(values.items()))

    return url_for


def _is_plain(value: object) -> bool:
    # True is equal to 1, but is written otherwise.
    return type(value) is str or type(value) is int
