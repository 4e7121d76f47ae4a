"""The front page and the pages on which the site explains itself."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from community.access import guard, viewer
from community.declaration.texts import text
from community.endorsements.queries import count_endorsers, counts_by_commitment
from community.groups import wording
from community.home import queries
from community.home.wording import KEPT, describe_policy
from community.i18n import current_language
from community.policy import POLICY

blueprint = Blueprint("home", __name__)


@blueprint.app_template_global()
def motto() -> str:
    """The last words of the declaration, in the language of the page."""
    return text(current_language()).motto


@blueprint.get("/")
@guard("home.index")
def index() -> ResponseReturnValue:
    """The front page: what this is about, how many stand behind it, where hands are needed."""
    return render_template(
        "home/index.html",
        text=text(current_language()),
        counts=counts_by_commitment(),
        endorsers=count_endorsers(),
        groups=queries.list_waiting_groups(viewer()),
        wording=wording,
        step=queries.find_first_step(viewer()),
        endorsed=queries.has_endorsed(viewer()),
    )


@blueprint.get("/about")
@guard("home.about")
def about() -> ResponseReturnValue:
    """What this site is, who runs it and how the count is made."""
    return render_template("home/about.html", text=text(current_language()))


@blueprint.get("/privacy")
@guard("home.privacy")
def privacy() -> ResponseReturnValue:
    """What is kept, why, and for how long."""
    return render_template("home/privacy.html", kept=KEPT)


@blueprint.get("/roles")
@guard("home.roles")
def roles() -> ResponseReturnValue:
    """Who may do what, drawn from the policy itself."""
    return render_template("home/roles.html", sections=describe_policy(POLICY))
