"""The pages of invitations: those of the group that invites, and those of whoever is invited."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access import actor, guard, viewer
from community.groups import operations, queries
from community.groups.forms.admission import HandleInvitationForm, InvitationForm, MailInvitationForm
from community.groups.models import Group, GroupRole, Invitation, InvitationWay
from community.groups.views.blueprint import attempts, blueprint
from community.groups.wording import INVITATION_STATES, INVITATION_WAYS, ROLES
from community.i18n import _, current_language
from community.members import limits
from community.members.models import Limit
from community.refusals import Refusal


@blueprint.route("/<slug>/invitations", methods=["GET", "POST"])
@attempts
@guard("groups.invitations", queries.find_group)
def invitations(group: Group) -> ResponseReturnValue:
    """Every invitation of the group with what became of it, and a new link."""
    form = InvitationForm()
    if form.validate_on_submit() and limits.allows(form, actor(), Limit.INVITATIONS):
        try:
            operations.create_invitation(
                actor=actor(),
                group=group,
                days=int(form.days.data),
                max_uses=int(form.max_uses.data),
                note=form.note.data,
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The link is ready. Give it only to those whom you want in the group."), "success")
            return _back(group)
    page = queries.list_invitations(group, after=request.args.get("after"))
    people = queries.show_people(viewer(), group, [invitation.created_by for invitation in page.items])
    html = render_template(
        "groups/invitations.html",
        group=group,
        form=form,
        page=page,
        people=people,
        queries=queries,
        states=INVITATION_STATES,
        ways=INVITATION_WAYS,
        roles=ROLES,
    )
    return html, form.status if form.errors else 200


@blueprint.route("/<slug>/invitations/mail", methods=["GET", "POST"])
@attempts
@guard("groups.invite_by_mail", queries.find_group)
def invite_by_mail(group: Group) -> ResponseReturnValue:
    """Invite somebody by e-mail."""
    form = MailInvitationForm(language=current_language())
    if form.validate_on_submit() and limits.allows(form, actor(), Limit.INVITATIONS):
        try:
            operations.invite_by_mail(actor=actor(), group=group, address=form.email.data, language=form.language.data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The invitation is on its way, unless the person does not want to be written to."), "success")
            return _back(group)
    return render_template("groups/invite_by_mail.html", group=group, form=form), form.status if form.errors else 200


@blueprint.route("/<slug>/invitations/handle", methods=["GET", "POST"])
@attempts
@guard("groups.invite_by_handle", queries.find_group)
def invite_by_handle(group: Group) -> ResponseReturnValue:
    """Invite a member by handle."""
    return _invite_by_handle(group, GroupRole.MEMBER)


@blueprint.route("/<slug>/invitations/coordinator", methods=["GET", "POST"])
@attempts
@guard("groups.invite_coordinator", queries.find_group)
def invite_coordinator(group: Group) -> ResponseReturnValue:
    """Invite a member by handle, to coordinate the group."""
    return _invite_by_handle(group, GroupRole.COORDINATOR)


@blueprint.post("/<slug>/invitations/<uuid:invitation_id>/revoke")
@guard("groups.revoke_invitation", queries.find_invitation)
def revoke_invitation(invitation: Invitation) -> ResponseReturnValue:
    """Close an invitation."""
    operations.revoke_invitation(actor=actor(), invitation=invitation)
    flash(_("The invitation admits nobody any more."), "success")
    return _back(queries.get_group(invitation.group_id))


@blueprint.get("/invitations/<token>")
@guard("groups.invitation")
def invitation(token: str) -> ResponseReturnValue:
    """The page behind the link, with its one button."""
    invitation = _find_by_token(token)
    if not queries.is_open(invitation):
        raise operations.InvitationNotValid
    is_mail = invitation.way is InvitationWay.MAIL
    return render_template(
        "groups/invitation.html",
        invitation=invitation,
        group=invitation.group,
        token=token,
        is_mail=is_mail,
        names=queries.list_shown(viewer(), [invitation.created_by]),
        mine=queries.find_latest_membership(invitation.group, actor()) if viewer() else None,
    )


@blueprint.post("/invitations/<token>/accept")
@attempts
@guard("groups.accept_invitation")
def accept_invitation(token: str) -> ResponseReturnValue:
    """Come in."""
    group = operations.accept_invitation(actor=actor(), token=token)
    return _welcome(group)


@blueprint.route("/invitations/<token>/report", methods=["GET", "POST"])
@attempts
@guard("groups.report_invitation")
def report_invitation(token: str) -> ResponseReturnValue:
    """Tell us that the mail was not wanted; nobody need have an account for it."""
    if request.method == "POST":
        operations.report_invitation(token=token)
        flash(_("Thank you. The invitation works no more, and this address gets none from us again."), "success")
        return redirect(url_for("home.index"), 303)
    if _find_by_token(token).way is not InvitationWay.MAIL:
        raise operations.InvitationNotValid
    return render_template("groups/report_invitation.html", token=token)


@blueprint.post("/invited/<uuid:invitation_id>/accept")
@attempts
@guard("groups.accept_invited", queries.find_my_invitation)
def accept_invited(invitation: Invitation) -> ResponseReturnValue:
    """Come into a group that has invited one by name."""
    return _welcome(operations.accept_invited(actor=actor(), invitation=invitation))


@blueprint.post("/invited/<uuid:invitation_id>/decline")
@guard("groups.decline_invited", queries.find_my_invitation)
def decline_invited(invitation: Invitation) -> ResponseReturnValue:
    """Say no to it."""
    operations.decline_invited(actor=actor(), invitation=invitation)
    flash(
        _("You have declined the invitation. The group sees that, and cannot invite you again for a month."), "success"
    )
    return redirect(url_for("groups.mine"), 303)


def _invite_by_handle(group: Group, role: GroupRole) -> ResponseReturnValue:
    name = "invite_coordinator" if role is GroupRole.COORDINATOR else "invite_by_handle"
    form = HandleInvitationForm()
    if form.validate_on_submit() and limits.allows(form, actor(), Limit.INVITATIONS):
        try:
            operations.invite_by_handle(actor=actor(), group=group, handle=form.handle.data, role=role)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("If there is somebody of this handle who takes invitations, they have been told."), "success")
            return _back(group)
    html = render_template(f"groups/{name}.html", group=group, form=form, role=role)
    return html, form.status if form.errors else 200


def _find_by_token(token: str) -> Any:
    found = queries.find_invitation_by_token(token)
    if found is None:
        raise operations.InvitationNotValid
    return found


def _welcome(group: Group) -> ResponseReturnValue:
    flash(_("Welcome to the group."), "success")
    return redirect(url_for("groups.page", slug=group.slug), 303)


def _back(group: Group) -> ResponseReturnValue:
    return redirect(url_for("groups.invitations", slug=group.slug), 303)
