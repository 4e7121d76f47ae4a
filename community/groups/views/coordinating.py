"""The pages of those who run a working group."""

import uuid
from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access import actor, ask_proof, guard, viewer
from community.groups import operations, queries
from community.groups.forms.admission import DeclineForm, EndForm, ReasonForm
from community.groups.forms.running import GroupForm
from community.groups.models import Group, Membership
from community.groups.views.blueprint import blueprint
from community.groups.wording import REASONS
from community.i18n import _
from community.refusals import Refusal


@blueprint.route("/<slug>/edit", methods=["GET", "POST"])
@guard("groups.edit", queries.find_group)
def edit(group: Group) -> ResponseReturnValue:
    """Change what the group says of itself."""
    form = GroupForm.about(group, with_rules=queries.may_rule(actor(), group))
    if form.validate_on_submit():
        try:
            operations.edit_group(actor=actor(), group=group, seen=form.seen.data or "", **form.description())
        except operations.GroupChanged as refusal:
            form.begin_anew(group)
            form.refuse(refusal)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Your changes are saved."), "success")
            return redirect(url_for("groups.page", slug=group.slug), 303)
    return render_template("groups/edit.html", group=group, form=form), 422 if form.errors else 200


@blueprint.post("/<slug>/requests/<uuid:membership_id>/approve")
@guard("groups.approve", queries.find_membership)
def approve(membership: Membership) -> ResponseReturnValue:
    """Let somebody in."""
    operations.approve(actor=actor(), membership=membership)
    flash(_("They are in the group now, and a mail tells them so."), "success")
    return _back_to("groups.requests", membership.group_id)


@blueprint.route("/<slug>/requests/<uuid:membership_id>/decline", methods=["GET", "POST"])
@guard("groups.decline", queries.find_membership)
def decline(membership: Membership) -> ResponseReturnValue:
    """Turn somebody down, with a reason if there is one to give."""
    done = _("The request is declined, and a mail tells them so.")
    return _act_with_reason(membership, DeclineForm(), "decline", operations.decline, done)


@blueprint.get("/<slug>/requests/decided")
@guard("groups.decided", queries.find_group)
def decided(group: Group) -> ResponseReturnValue:
    """Which requests were decided lately, by whom and why, with the answers as long as they are kept."""
    page = queries.list_decided(group, after=request.args.get("after"))
    people = [member for row in page.items for member in (row.member, row.decided_by)]
    shown = queries.show_people(viewer(), group, people)
    return render_template("groups/decided.html", group=group, page=page, people=shown, reasons=REASONS)


@blueprint.post("/<slug>/members/<uuid:membership_id>/settle")
@guard("groups.settle", queries.find_membership)
def settle(membership: Membership) -> ResponseReturnValue:
    """End somebody's time as a newcomer."""
    operations.settle(actor=actor(), membership=membership)
    flash(_("They see the whole group from now on."), "success")
    return _back_to("groups.roster", membership.group_id)


@blueprint.route("/<slug>/members/<uuid:membership_id>/remove", methods=["GET", "POST"])
@guard("groups.remove", queries.find_membership)
def remove(membership: Membership) -> ResponseReturnValue:
    """Remove somebody."""
    done = _("They are not in the group any more, and a mail tells them so.")
    return _act_with_reason(membership, EndForm(), "remove", operations.remove, done)


@blueprint.route("/<slug>/members/<uuid:membership_id>/ban", methods=["GET", "POST"])
@guard("groups.ban", queries.find_membership)
def ban(membership: Membership) -> ResponseReturnValue:
    """Keep somebody out for good."""
    done = _("They are kept out of the group from now on.")
    return _act_with_reason(membership, EndForm(), "ban", operations.ban, done)


@blueprint.post("/<slug>/members/<uuid:membership_id>/unban")
@guard("groups.unban", queries.find_membership)
def unban(membership: Membership) -> ResponseReturnValue:
    """Let somebody come in again."""
    operations.unban(actor=actor(), membership=membership)
    flash(_("They may come in again as everybody does."), "success")
    return _back_to("groups.roster", membership.group_id)


@blueprint.post("/<slug>/members/<uuid:membership_id>/appoint")
@guard("groups.appoint", queries.find_membership)
def appoint(membership: Membership) -> ResponseReturnValue:
    """Make somebody a coordinator."""
    operations.appoint(actor=actor(), membership=membership)
    flash(_("The group has a new coordinator."), "success")
    return _back_to("groups.roster", membership.group_id)


@blueprint.post("/<slug>/members/<uuid:membership_id>/dismiss")
@guard("groups.dismiss", queries.find_membership)
def dismiss(membership: Membership) -> ResponseReturnValue:
    """Make a coordinator an ordinary member of the group."""
    operations.dismiss(actor=actor(), membership=membership)
    flash(_("They are an ordinary member of the group now."), "success")
    return _back_to("groups.roster", membership.group_id)


def _act_with_reason(
    membership: Membership, form: ReasonForm, name: str, operation: Callable[..., None], done: str
) -> ResponseReturnValue:
    """The page that says what will happen and takes a reason; its button does it."""
    # A coordinator loses powers by it: that asks for what dismissing them asks for.
    if membership.is_coordinator and (asked := ask_proof()):
        return asked
    if form.validate_on_submit():
        operation(actor=actor(), membership=membership, **form.why())
        flash(done, "success")
        return _back_to("groups.requests" if name == "decline" else "groups.roster", membership.group_id)
    names = queries.list_shown(viewer(), [membership.member])
    page = render_template(f"groups/{name}.html", membership=membership, group=membership.group, form=form, names=names)
    return page, 422 if form.errors else 200


def _back_to(endpoint: str, group_id: uuid.UUID) -> ResponseReturnValue:
    return redirect(url_for(endpoint, slug=queries.get_group(group_id).slug), 303)
