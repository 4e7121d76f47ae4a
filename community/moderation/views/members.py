"""The members, as moderators may see them, and what moderators may do to them."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access import actor, can, guard
from community.accounts.models import Member
from community.i18n import _
from community.moderation import operations, queries
from community.moderation.forms import RoleForm, SuspendForm
from community.moderation.views.blueprint import blueprint
from community.moderation.wording import ROLES
from community.refusals import Refusal


@blueprint.get("/members")
@guard("moderation.members")
def members() -> ResponseReturnValue:
    """Search the members."""
    search = request.args.get("q", "")
    page = queries.list_members(search, after=request.args.get("after"))
    return render_template("moderation/members.html", page=page, search=search, roles=ROLES)


@blueprint.get("/members/<handle>")
@guard("moderation.member", queries.find_member)
def member(member: Member) -> ResponseReturnValue:
    """What a moderator may know of a member, and may do."""
    return _member_page(member, SuspendForm(), RoleForm(role=member.role.value))


@blueprint.post("/members/<handle>/suspend")
@guard("moderation.suspend", queries.find_member)
def suspend(member: Member) -> ResponseReturnValue:
    """Suspend a member."""
    form = SuspendForm()
    if form.validate_on_submit():
        try:
            operations.suspend(actor=actor(), member=member, reason=form.reason.data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("%(name)s is suspended and was told why.", name=member.display_name), "success")
            return redirect(url_for("moderation.member", handle=member.handle), 303)
    return _member_page(member, form, RoleForm(formdata=None, role=member.role.value)), 422


@blueprint.post("/members/<handle>/restore")
@guard("moderation.restore", queries.find_member)
def restore(member: Member) -> ResponseReturnValue:
    """Restore a suspended member."""
    operations.restore(actor=actor(), member=member)
    flash(_("%(name)s can log in again and was told so.", name=member.display_name), "success")
    return redirect(url_for("moderation.member", handle=member.handle), 303)


@blueprint.post("/members/<handle>/role")
@guard("moderation.set_role", queries.find_member)
def set_role(member: Member) -> ResponseReturnValue:
    """Change a member's role."""
    form = RoleForm()
    if form.validate_on_submit():
        try:
            operations.set_role(actor=actor(), member=member, role=form.chosen_role())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            words = str(ROLES[member.role])
            flash(_("%(name)s: the role is now “%(role)s”.", name=member.display_name, role=words), "success")
            kept = can("moderation.member")
            return redirect(url_for("moderation.member", handle=member.handle) if kept else url_for("home.index"), 303)
    return _member_page(member, SuspendForm(formdata=None), form), 422


def _member_page(member: Member, suspend_form: SuspendForm, role_form: RoleForm) -> str:
    return render_template(
        "moderation/member.html", member=member, suspend_form=suspend_form, role_form=role_form, roles=ROLES
    )
