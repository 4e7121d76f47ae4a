"""The public list."""

from datetime import timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from community.access import guard
from community.db import now
from community.declaration.texts import text
from community.endorsements import queries
from community.endorsements.filtering import FilterForm
from community.endorsements.views.blueprint import blueprint
from community.i18n import LANGUAGE_NAMES, LANGUAGES, country_name, current_language
from community.members.wording import PROFESSIONS
from community.web.fragments import write_fragment

LATELY = timedelta(days=30)


class Group(NamedTuple):
    """The figures of one question about people, as (key, words, figure), and of all whom none of them counts."""

    name: str
    figures: tuple[tuple[str, str, int], ...]
    rest: int


@blueprint.get("/endorsements")
@guard("endorsements.index")
def index() -> ResponseReturnValue:
    """Who stands behind the declaration."""
    form = FilterForm(request.args) if request.args else None
    filters, asked = (form.filters(), form.asked()) if form else (queries.Filters(), {})
    after = request.args.get("after")
    told = queries.read_figures()
    return render_template(
        "endorsements/index.html",
        asked=asked,
        filters=_write_filters(form, asked) if form and asked else _write_open_filters(current_language()),
        page=queries.list_endorsements(after, filters=filters),
        featured=[] if after or filters.are_many else queries.list_featured(filters.commitment),
        professions=PROFESSIONS,
        total=told.total,
        lately=queries.count_endorsers(since=now() - LATELY),
        counts=told.by_commitment,
        tables=_write_tables(current_language(), tuple(told.by_commitment), _groups(told)),
    )


def _write_filters(form: FilterForm, asked: dict[str, Any]) -> Markup:
    chosen = [(words, _without(asked, name)) for name, words in form.chosen()]
    return write_fragment("endorsements/_filters.html", form=form, asked=asked, chosen=chosen)


@lru_cache(maxsize=len(LANGUAGES))
def _write_open_filters(language: str) -> Markup:
    """The filters while nothing is chosen. language: the reader's."""
    return _write_filters(FilterForm(MultiDict()), {})


@lru_cache(maxsize=2 * len(LANGUAGES))
def _write_tables(language: str, counts: tuple[int, ...], groups: tuple[Group, ...]) -> Markup:
    """The counts in tables. language: the reader's."""
    return write_fragment("endorsements/_counts.html", counts=counts, groups=groups, text=text(language))


def _without(asked: dict[str, Any], name: str) -> str:
    left = {other: value for other, value in asked.items() if other != name}
    return url_for("endorsements.index", **left) + "#names"


def _groups(told: queries.Figures) -> tuple[Group, ...]:
    """The figures about people: of countries, professions and languages those that are large enough, and the rest."""
    found = (
        ("country", told.countries, country_name),
        ("profession", told.professions, lambda code: str(PROFESSIONS.get(code, code))),
        ("said_in", told.languages, lambda code: str(LANGUAGE_NAMES.get(code, code))),
    )
    return tuple(
        Group(name, tuple((key, words(key), figure) for key, figure in figures), queries.tell_rest(figures, told.total))
        for name, figures, words in found
    )
