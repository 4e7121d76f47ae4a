"""The pages on which a group is paused, archived and woken again, and the groups under it."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from community.access import actor, guard, viewer
from community.groups import operations, queries
from community.groups.forms.charter import StateForm
from community.groups.models import Group, GroupState
from community.groups.sections import Section, add_section
from community.groups.views.blueprint import blueprint
from community.i18n import _, lazy
from community.refusals import Refusal

# What can be done with a group in each state, but for archiving, which asks for a fresh proof.
MOVES: dict[GroupState, tuple[str, Callable[..., None]]] = {
    GroupState.ACTIVE: ("pause", operations.pause),
    GroupState.PAUSED: ("resume", operations.resume),
    GroupState.ARCHIVED: ("reopen", operations.reopen),
}

add_section(Section("groups.state", lazy("Pause or archive"), 95, running=True))
add_section(Section("groups.subgroups", lazy("Subgroups"), 80, is_there=lambda group: group.parent_id is None))


@blueprint.route("/<slug>/state", methods=["GET", "POST"])
@guard("groups.state", queries.find_group)
def state(group: Group) -> ResponseReturnValue:
    """Pause a group, let it go on, or reopen it."""
    move, operation = MOVES[group.state]
    form = StateForm.to(move, reason_needed=_comes_from_outside(group))
    if form.validate_on_submit():
        try:
            if form.move.data != move:
                raise operations.StateChanged
            operation(actor=actor(), group=group, **form.reasons())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return _done(group)
    return render_template("groups/state.html", group=group, form=form, move=move), 422 if form.errors else 200


@blueprint.route("/<slug>/archive", methods=["GET", "POST"])
@guard("groups.archive", queries.find_group)
def archive(group: Group) -> ResponseReturnValue:
    """Close a group, and those under it."""
    form = StateForm.to("archive", reason_needed=_comes_from_outside(group))
    if form.validate_on_submit():
        try:
            operations.archive(actor=actor(), group=group, **form.reasons())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return _done(group)
    subgroups = queries.list_subgroups(viewer(), group)
    html = render_template("groups/archive.html", group=group, form=form, subgroups=subgroups)
    return html, 422 if form.errors else 200


@blueprint.get("/<slug>/subgroups")
@guard("groups.subgroups", queries.find_group_with_subgroups)
def subgroups(group: Group) -> ResponseReturnValue:
    """The groups under a group."""
    looking = viewer()
    return render_template(
        "groups/subgroups.html",
        group=group,
        subgroups=queries.list_subgroups(viewer(), group),
        parent=queries.find_parent(viewer(), group),
        may_propose=looking is not None and group.is_active and queries.coordinates(looking, group),
    )


def _comes_from_outside(group: Group) -> bool:
    return not queries.coordinates(actor(), group)


def _done(group: Group) -> ResponseReturnValue:
    flash(_("The group and everybody in it are told."), "success")
    return redirect(url_for("groups.page", slug=group.slug), 303)
