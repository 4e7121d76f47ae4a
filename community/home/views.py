"""The front page and the pages on which the site explains itself."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

import community.home.listeners  # noqa: F401  (connects what it listens to)
from community.access import actor, guard, viewer
from community.declaration.texts import text
from community.endorsements.queries import read_totals
from community.groups.queries import suggest_groups
from community.home import operations, queries
from community.home.keeping import KEPT
from community.home.steps import FirstSteps, find_first_steps
from community.home.wording import describe_policy
from community.i18n import _, current_language
from community.members.probation import Probation, find_probation
from community.members.wording import PROFESSIONS
from community.policy import POLICY

blueprint = Blueprint("home", __name__)


@blueprint.app_template_global()
def motto() -> str:
    """The last words of the declaration, in the language of the page."""
    return text(current_language()).motto


@blueprint.app_template_global()
def first_steps() -> FirstSteps | None:
    """The first steps of the one who is looking, as long as there are some and they are not dismissed."""
    member = viewer()
    steps = find_first_steps(member) if member else None
    return steps if steps and steps.are_offered else None


@blueprint.app_template_global()
def probation() -> Probation | None:
    """What holds for the one who is looking as long as their account is new."""
    member = viewer()
    return find_probation(member) if member else None


@blueprint.get("/")
@guard("home.index")
def index() -> ResponseReturnValue:
    """The front page: what this is about, how many stand behind it, where hands are needed."""
    member = viewer()
    suggestions = suggest_groups(member) if member else None
    endorsers, counts = read_totals()
    return render_template(
        "home/index.html",
        text=text(current_language()),
        counts=counts,
        endorsers=endorsers,
        suggestions=suggestions,
        groups=[] if suggestions and suggestions.found else queries.list_waiting_groups(member),
        professions=PROFESSIONS,
        endorsed=queries.has_endorsed(member),
    )


@blueprint.get("/settings/steps")
@guard("home.steps")
def steps() -> ResponseReturnValue:
    """The first steps, dismissed or not, and what a new account cannot do yet."""
    return render_template("home/steps.html", panel=find_first_steps(actor()))


@blueprint.post("/settings/steps/dismiss")
@guard("home.dismiss_steps")
def dismiss_steps() -> ResponseReturnValue:
    """Do not show the first steps on the front page any more."""
    operations.dismiss_steps(actor=actor())
    flash(_("Done. You find the first steps in your settings, whenever you like."), "success")
    return redirect(url_for("home.index"), 303)


@blueprint.post("/settings/steps/recall")
@guard("home.recall_steps")
def recall_steps() -> ResponseReturnValue:
    """Show the first steps on the front page again."""
    operations.recall_steps(actor=actor())
    flash(_("The first steps are on the front page again."), "success")
    return redirect(url_for("home.index"), 303)


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
