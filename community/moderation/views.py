"""The pages of the desk."""

import secrets
from typing import cast

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

import community.accounts.operations
import community.groups.operations
import community.moderation.listeners
from community.access import can, guard, viewer
from community.accounts.models import Member
from community.accounts.queries import find_active_by_handle, is_administrator_claimed
from community.audit import list_entries
from community.i18n import _
from community.moderation import operations, queries
from community.moderation.forms import FoundingForm, RoleForm, SuspendForm
from community.moderation.wording import ROLES, details, sentence
from community.refusals import Refusal

blueprint = Blueprint("moderation", __name__)


@blueprint.get("")
@guard("moderation.index")
def index() -> ResponseReturnValue:
    """The desk: the numbers, and the ways to everything else."""
    return render_template("moderation/index.html", figures=queries.count_figures())


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
            operations.suspend(actor=_actor(), member=member, reason=form.reason.data)
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
    operations.restore(actor=_actor(), member=member)
    flash(_("%(name)s can log in again and was told so.", name=member.display_name), "success")
    return redirect(url_for("moderation.member", handle=member.handle), 303)


@blueprint.post("/members/<handle>/role")
@guard("moderation.set_role", queries.find_member)
def set_role(member: Member) -> ResponseReturnValue:
    """Change a member's role."""
    form = RoleForm()
    if form.validate_on_submit():
        try:
            operations.set_role(actor=_actor(), member=member, role=form.chosen_role())
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


@blueprint.route("/groups/new", methods=["GET", "POST"])
@guard("moderation.create_group")
def create_group() -> ResponseReturnValue:
    """Found a working group."""
    form = FoundingForm(coordinator=_actor().handle)
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
            actor=_actor(), slug=form.slug.data, coordinator=coordinator, **form.description()
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return None
    return str(form.slug.data)


@blueprint.get("/audit")
@guard("moderation.audit")
def audit() -> ResponseReturnValue:
    """The trail: what was done, to whom, by whom, on which day."""
    page = list_entries(after=request.args.get("after"))
    return render_template("moderation/audit.html", page=page, sentence=sentence, details=details)


@blueprint.route("/claim/<token>", methods=["GET", "POST"])
@guard("moderation.claim")
def claim(token: str) -> ResponseReturnValue:
    """The link of the first start: its opener, once logged in, becomes the administrator by pressing the button."""
    _require_open_claim(token)
    if request.method != "POST":
        return render_template("moderation/claim.html", path=request.path)
    if viewer() is None:
        return redirect(url_for("accounts.login", next=request.path), 303)
    community.accounts.operations.claim_administration(actor=_actor(), token=token)
    flash(_("You are the administrator of this site now."), "success")
    return redirect(url_for("moderation.index"), 303)


def _require_open_claim(token: str) -> None:
    if not secrets.compare_digest(token.encode(), community.accounts.operations.administrator_token().encode()):
        raise community.accounts.operations.LinkNotValid
    if is_administrator_claimed():
        raise community.accounts.operations.AdministratorClaimed


def _actor() -> Member:
    """The member who is looking, on pages that no visitor reaches."""
    return cast(Member, viewer())
