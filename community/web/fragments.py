"""Parts of pages that are the same for everybody in one language, so that what is written once can be kept."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from flask import current_app
from markupsafe import Markup

from community.i18n import current_language
from community.web.drawings import avatar_rings


def write_fragment(template: str, **shown: Any) -> Markup:
    """Write a part of a page from a template and what it shows.

    It must not ask who is looking, nor for what: what other pages know of that is not told to it.
    """
    written = current_app.jinja_env.get_template(template).render(shown)
    return Markup(written)  # noqa: S704  (the template has escaped what it was given)


def ripple(counts: Sequence[int], title: str, total: int | None = None, id: str = "ripple") -> Markup:  # noqa: A002
    """Seven rings from seven counts; with `total`, a full ring is everybody.

    title: names the picture; the counts are read after it in place of the dots. id: tells two of one page apart.
    """
    return _draw_ripple(current_language(), tuple(counts), title, total, id)


# The same few pictures stand on the most visited pages.
@lru_cache(maxsize=32)
def _draw_ripple(language: str, counts: tuple[int, ...], title: str, total: int | None, name: str) -> Markup:
    return write_fragment("components/_ripple.html", counts=counts, title=title, total=total, id=name)


@lru_cache(maxsize=1024)
def avatar_drawing(handle: str, size: str = "") -> Markup:
    """The ripple of a member who shows no picture, drawn from the handle. size: "" or "large"."""
    return write_fragment("components/_rings.html", rings=avatar_rings(handle), size=size)
