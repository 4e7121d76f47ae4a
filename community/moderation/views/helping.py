"""The list of the kinds of help, which administrators extend."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

import community.members.operations
import community.members.queries
from community.access import actor, guard
from community.i18n import _, current_language
from community.members.models import HelpKind
from community.moderation.forms import EditHelpKindForm, HelpKindForm
from community.moderation.views.blueprint import blueprint
from community.refusals import Refusal


@blueprint.get("/help")
@guard("moderation.help_kinds")
def help_kinds() -> ResponseReturnValue:
    """Every kind of help, and how many offer it and look for it."""
    language = current_language()
    counts = sorted(community.members.queries.count_help(), key=lambda count: count.kind.name(language).casefold())
    fewest = community.members.queries.FEWEST_COUNTED
    return render_template("moderation/help_kinds.html", counts=counts, fewest=fewest)


@blueprint.route("/help/new", methods=["GET", "POST"])
@guard("moderation.add_help_kind")
def add_help_kind() -> ResponseReturnValue:
    """Add a kind of help."""
    form = HelpKindForm()
    if form.validate_on_submit():
        try:
            kind = community.members.operations.add_help_kind(
                actor=actor(), name_en=form.name_en.data, name_ko=form.name_ko.data, code=form.code.data
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("“%(name)s” can be chosen from now on.", name=kind.name(current_language())), "success")
            return redirect(url_for("moderation.help_kinds"), 303)
    return render_template("moderation/add_help_kind.html", form=form), 422 if form.errors else 200


@blueprint.route("/help/<code>", methods=["GET", "POST"])
@guard("moderation.edit_help_kind", community.members.queries.find_help_kind)
def edit_help_kind(kind: HelpKind) -> ResponseReturnValue:
    """Rename a kind of help, retire it, or offer it again."""
    form = EditHelpKindForm(obj=kind)
    if form.validate_on_submit():
        try:
            community.members.operations.edit_help_kind(
                actor=actor(),
                kind=kind,
                name_en=form.name_en.data,
                name_ko=form.name_ko.data,
                is_retired=form.is_retired.data,
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The kind of help is changed."), "success")
            return redirect(url_for("moderation.help_kinds"), 303)
    return render_template("moderation/edit_help_kind.html", form=form, kind=kind), 422 if form.errors else 200
