"""Parts of pages that are the same for everybody in one language, so that what is written once can be kept."""

from typing import Any

from flask import current_app
from markupsafe import Markup


def write_fragment(template: str, **shown: Any) -> Markup:
    """Write a part of a page from a template and what it shows.

    It must not ask who is looking, nor for what: what other pages know of that is not told to it.
    """
    written = current_app.jinja_env.get_template(template).render(shown)
    return Markup(written)  # noqa: S704  (the template has escaped what it was given)
