"""The pages of invitations: those of the group that invites, and the one behind the link."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access import actor, guard, viewer
from community.groups import operations, queries
from community.groups.forms import InvitationForm
from community.groups.models import Group, Invitation
from community.groups.views.blueprint import attempts, blueprint
from community.i18n import _
from community.members import limits
from community.members.models import Limit


@blueprint.route("/<slug>/invitations", methods=["GET", "POST"])
@attempts
@guard("groups.invitations", queries.find_group)
def invitations(group: Group) -> ResponseReturnValue:
    """The links of the group, and a new one."""
    form = InvitationForm()
    if form.validate_on_submit() and limits.allows(form, actor(), Limit.INVITATIONS):
        operations.create_invitation(
            actor=actor(),
            group=group,
            days=int(form.days.data),
            max_uses=int(form.max_uses.data),
            note=form.note.data,
        )
        flash(_("The link is ready. Give it only to those whom you want in the group."), "success")
        return redirect(url_for("groups.invitations", slug=group.slug), 303)
    page = queries.list_invitations(group, after=request.args.get("after"))
    names = queries.list_shown(viewer(), [invitation.created_by for invitation in page.items])
    insiders = queries.find_insiders(group, {invitation.created_by_id for invitation in page.items} - names.keys())
    html = render_template(
        "groups/invitations.html", group=group, form=form, page=page, names=names, insiders=insiders, queries=queries
    )
    return html, form.status if form.errors else 200


@blueprint.post("/<slug>/invitations/<uuid:invitation_id>/revoke")
@guard("groups.revoke_invitation", queries.find_invitation)
def revoke_invitation(invitation: Invitation) -> ResponseReturnValue:
    """Close a link."""
    operations.revoke_invitation(actor=actor(), invitation=invitation)
    flash(_("The link admits nobody any more."), "success")
    return redirect(url_for("groups.invitations", slug=queries.get_group(invitation.group_id).slug), 303)


@blueprint.get("/invitations/<token>")
@guard("groups.invitation")
def invitation(token: str) -> ResponseReturnValue:
    """The page behind the link, with its one button."""
    invitation = queries.find_invitation_by_token(token)
    if invitation is None or not queries.is_open(invitation):
        raise operations.InvitationNotValid
    names = queries.list_shown(viewer(), [invitation.created_by])
    mine = queries.find_latest_membership(invitation.group, actor()) if viewer() else None
    return render_template(
        "groups/invitation.html", invitation=invitation, group=invitation.group, token=token, names=names, mine=mine
    )


@blueprint.post("/invitations/<token>/accept")
@attempts
@guard("groups.accept_invitation")
def accept_invitation(token: str) -> ResponseReturnValue:
    """Come in."""
    group = operations.accept_invitation(actor=actor(), token=token)
    flash(_("Welcome to the group."), "success")
    return redirect(url_for("groups.page", slug=group.slug), 303)
