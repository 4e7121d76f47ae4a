"""Who brought whom into groups, and taking back what one person brought."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access import actor, guard
from community.accounts.models import Member
from community.groups import queries as groups
from community.groups.models import Group
from community.groups.operations import undo_branch as undo
from community.groups.queries import MOST_LISTED
from community.groups.wording import MEMBERSHIP_STATES
from community.i18n import _, ngettext
from community.moderation import queries
from community.moderation.branch_form import UndoForm
from community.moderation.views.blueprint import blueprint
from community.refusals import Refusal


@blueprint.get("/groups/<slug>/brought")
@guard("moderation.brought", groups.find_group)
def brought(group: Group) -> ResponseReturnValue:
    """Who came into a group by an invitation, and who invited them."""
    page = groups.list_brought(group, after=request.args.get("after"))
    inviters = groups.find_inviters(page.items)
    return render_template(
        "moderation/brought.html", group=group, page=page, inviters=inviters, states=MEMBERSHIP_STATES
    )


@blueprint.get("/members/<handle>/branch")
@guard("moderation.branch", queries.find_member)
def branch(member: Member) -> ResponseReturnValue:
    """Who came into groups through a member, and through those, with the form that undoes it."""
    return _show(member, UndoForm(formdata=None)), 200


@blueprint.post("/members/<handle>/branch/undo")
@guard("moderation.undo_branch", queries.find_member)
def undo_branch(member: Member) -> ResponseReturnValue:
    """Undo it, as it was shown."""
    form = UndoForm()
    if form.validate_on_submit():
        try:
            done = undo(
                actor=actor(),
                member=member,
                group=_chosen_group(),
                reason=form.reason.data,
                expected=int(form.expected.data or 0),
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(ngettext("%(num)d membership ended.", "%(num)d memberships ended.", done.removed), "success")
            if done.kept:
                flash(_("Some stay, as their group would have no coordinator without them."), "info")
            return redirect(url_for("moderation.branch", handle=member.handle, group=request.args.get("group")), 303)
    return _show(member, form), 422


def _show(member: Member, form: UndoForm) -> str:
    group = _chosen_group()
    rows = groups.list_branch(member, group)
    inside = [row for row in rows if row.is_inside]
    form.expected.data = str(len(inside))
    return render_template(
        "moderation/branch.html",
        member=member,
        group=group,
        rows=rows,
        count=len(inside),
        most=MOST_LISTED,
        lasting=groups.find_last_coordinators([row.id for row in inside]),
        form=form,
        states=MEMBERSHIP_STATES,
    )


def _chosen_group() -> Group | None:
    slug = request.args.get("group")
    return groups.find_group_by_slug(slug) if slug else None
