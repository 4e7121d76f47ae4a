"""The pictures of the count as files, for those who write about it. Nobody is asked who they are."""

from typing import Any

from flask import Blueprint, Response, current_app, render_template
from flask.typing import ResponseReturnValue

from community.access import guard
from community.accounts.models import Member
from community.db import now
from community.declaration.texts import text
from community.endorsements import drawing, queries
from community.endorsements.badges import wrap
from community.i18n import LANGUAGES, current_language, lazy
from community.web.publishing import publish

# Their names in addresses, and what stands above and below each title.
PICTURES = {
    "ripple": (lazy("The ripple"), lazy("Seven rings, one for each commitment.")),
    "growth": (lazy("How the count has grown"), lazy("How many endorsements counted at the end of the day")),
    "commitments": (lazy("By commitment"), lazy("How many took on each commitment")),
    "world": (lazy("Where the endorsers live"), lazy("Groups of fewer than ten are told only together.")),
}
_WORDS = 450  # how long a line of a commitment is on the picture of bars, in pixels, and how large its letters
_LETTERS = 17

blueprint = Blueprint("pictures", __name__, url_prefix=f"/pictures/<any({', '.join(LANGUAGES)}):language>")


def find_picture(viewer: Member | None, name: str) -> str | None:
    """The name of a picture, None where there is none of this name; everybody may see each."""
    return name if name in PICTURES else None


@blueprint.get("/<name>.svg")
@guard("pictures.picture", find_picture)
def picture(name: str) -> ResponseReturnValue:
    """One picture with its title and its numbers, which needs neither our style nor our fonts."""
    title, words = PICTURES[name]
    figure = render_template(
        f"pictures/{name}.svg",
        title=title,
        words=words,
        demo=current_app.config["DEMO"],
        today=now().date(),
        total=queries.count_endorsers(),
        **_figures(name),
    )
    return publish(Response(figure, mimetype="image/svg+xml"))


def _figures(name: str) -> dict[str, Any]:
    if name == "growth":
        return {"drawn": drawing.draw_growth(queries.list_growth(now().date()))}
    if name == "world":
        return {"drawn": drawing.draw_world(queries.list_countries())}
    own = text(current_language())
    return {
        "counts": queries.counts_by_commitment(),
        "lines": [wrap(words, _LETTERS, _WORDS) for words in own.commitments],
    }
