"""Founding working groups."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

import community.groups.operations
from community.access import actor, guard
from community.accounts.models import Member
from community.accounts.queries import find_active_by_handle
from community.i18n import _
from community.moderation.forms import FoundingForm
from community.moderation.views.blueprint import blueprint
from community.refusals import Refusal


@blueprint.route("/groups/new", methods=["GET", "POST"])
@guard("moderation.create_group")
def create_group() -> ResponseReturnValue:
    """Found a working group."""
    form = FoundingForm(coordinator=actor().handle)
    if form.validate_on_submit():
        coordinator = find_active_by_handle(form.coordinator.data)
        if coordinator is None:
            form.coordinator.errors = [_("No active member has this handle.")]
        elif slug := _create_group(form, coordinator):
            flash(_("The group is there. Its coordinator can edit it and invite people."), "success")
            return redirect(url_for("groups.page", slug=slug), 303)
    return render_template("moderation/create_group.html", form=form), 422 if form.errors else 200


def _create_group(form: FoundingForm, coordinator: Member) -> str | None:
    try:
        community.groups.operations.create_group(
            actor=actor(), slug=form.slug.data, coordinator=coordinator, **form.description()
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return None
    return str(form.slug.data)
