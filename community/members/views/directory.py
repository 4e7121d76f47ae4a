"""The directory: members find each other by what each has opened to them.

What is searched for stands in the address, so that a page can be gone back to; no page of a member is kept by a browser
or told to another site, and nothing here writes addresses down. A proxy in front of the site must not either.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from community.access import actor, guard, viewer
from community.i18n import LANGUAGES, _, current_language
from community.members import limits, operations, queries
from community.members.fellowship import circles_of
from community.members.forms import DirectoryForm, ListingForm
from community.members.kinds import Kinds, known_kinds
from community.members.models import Limit
from community.members.views.blueprint import blueprint
from community.searching import MOST_WORDS, words_of
from community.web.fragments import write_fragment

WORDS = ("words",)


@blueprint.get("/members")
@guard("members.index")
def index() -> ResponseReturnValue:
    """Those whom a member may find, by words and by what they have said of themselves."""
    limits.count(actor(), Limit.DIRECTORY)
    form = DirectoryForm(request.args, circles_of(actor().id))
    wanted = form.wanted()
    page = queries.search(actor(), wanted, after=request.args.get("after"))
    asked = {name: value for name, value in vars(wanted).items() if name in form and value}
    shown = render_template(
        "members/index.html",
        form=form,
        words=_questions(form, WORDS, asked),
        choices=_questions(form, queries.CHOICES, asked),
        page=page,
        asked=asked,
        chosen=[(words, url_for("members.index", **_without(asked, name))) for name, words in form.chosen()],
        too_many_words=len(words_of(wanted.words)) > MOST_WORDS,
        most_words=MOST_WORDS,
    )
    return shown, {"X-Robots-Tag": "noindex"}


def _questions(form: DirectoryForm, names: Sequence[str], asked: dict[str, Any]) -> Markup:
    if asked.keys().isdisjoint(names):
        return _write_open_questions(names, current_language(), known_kinds())
    return _write_questions(form, names)


def _write_questions(form: DirectoryForm, names: Sequence[str]) -> Markup:
    return write_fragment("members/_questions.html", fields=[form[name] for name in names])


@lru_cache(maxsize=4 * len(LANGUAGES))
def _write_open_questions(names: Sequence[str], language: str, kinds: Kinds) -> Markup:
    """Questions of which nothing is answered. language: the reader's. kinds: of help, that there are."""
    return _write_questions(DirectoryForm(MultiDict(), []), names)


def _without(asked: dict[str, Any], name: str) -> dict[str, Any]:
    return {other: value for other, value in asked.items() if other != name}


@blueprint.app_template_global()
def listing_form() -> ListingForm | None:
    """The form by which the one who is looking comes into the directory, or leaves it."""
    member = viewer()
    if member is None:
        return None
    form = ListingForm(formdata=None)
    form.listed.data = queries.get_profile(member).listed
    return form


@blueprint.post("/settings/privacy/directory")
@guard("members.list_me")
def list_me() -> ResponseReturnValue:
    """Be found in the directory from now on, or not any more."""
    form = ListingForm()
    if form.validate():
        operations.list_in_directory(actor=actor(), listed=form.listed.data)
        if form.listed.data:
            flash(_("Members find you in the directory, by what you have opened to them."), "success")
        else:
            flash(_("You are not in the directory any more. Who knows your handle still finds your page."), "success")
    return redirect(url_for("accounts.privacy", _anchor="directory"), 303)
