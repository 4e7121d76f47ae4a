"""Searching in one's groups.

What is searched for stands in the address, so that a page can be gone back to; no page of a member is kept by a browser
or told to another site, and nothing here writes addresses down. A proxy in front of the site must not either.
"""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from community import limits
from community.access import actor, guard
from community.finding import queries
from community.finding.forms import SearchForm
from community.finding.snippets import pieces, snippet
from community.finding.views.blueprint import blueprint
from community.groups.queries import groups_of
from community.members.limits import key_of
from community.searching import MOST_WORDS, words_of

# Far more than anybody types: whoever comes to it copies what the group has written.
OFTEN = "300 per hour"


@blueprint.get("/search")
@guard("finding.index")
def index() -> ResponseReturnValue:
    """What stands in the groups that one is in."""
    form = SearchForm(request.args, groups_of(actor()))
    asked = form.asked()
    if asked.words:
        limits.hit("search in groups", key_of(actor()), OFTEN)
    page = queries.search(actor(), asked, after=request.args.get("after"))
    shown = render_template(
        "finding/index.html",
        form=form,
        asked=asked,
        page=page,
        pieces=pieces,
        snippet=snippet,
        too_many_words=len(words_of(asked.words)) > MOST_WORDS,
        most_words=MOST_WORDS,
    )
    return shown, {"X-Robots-Tag": "noindex"}
