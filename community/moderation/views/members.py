"""The members, as moderators may see them, and what moderators may do to them."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community import audit
from community.access import actor, can, guard
from community.accounts.models import Member
from community.i18n import _
from community.members.queries import get_profile, list_names, relations_of
from community.members.wording import FIELDS
from community.moderation import operations, queries
from community.moderation.forms import OpenFieldForm, RoleForm, SuspendForm
from community.moderation.views.blueprint import blueprint
from community.moderation.wording import LIMITS, ROLES, details, sentence
from community.refusals import Refusal
from community.reports.queries import count_made_by, list_about
from community.reports.wording import REASONS, STATES
from community.vouching.queries import list_vouches_by, list_vouches_for

MOST = 20


def name_of(member: Member) -> str:
    """What a moderator calls a member: the name where it is open to them, else the handle."""
    return list_names(actor(), [member]).get(member.id) or f"@{member.handle}"


@blueprint.get("/members")
@guard("moderation.members")
def members() -> ResponseReturnValue:
    """Search the members."""
    search = request.args.get("q", "")
    page = queries.list_members(actor(), search, after=request.args.get("after"))
    names = list_names(actor(), page.items)
    return render_template("moderation/members.html", page=page, names=names, search=search, roles=ROLES)


@blueprint.get("/members/<handle>")
@guard("moderation.member", queries.find_member)
def member(member: Member) -> ResponseReturnValue:
    """What a moderator may know of a member, and may do."""
    return show_member(member)


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
            flash(_("%(name)s is suspended and was told why.", name=name_of(member)), "success")
            return redirect(url_for("moderation.member", handle=member.handle), 303)
    return show_member(member, suspend_form=form), 422


@blueprint.post("/members/<handle>/restore")
@guard("moderation.restore", queries.find_member)
def restore(member: Member) -> ResponseReturnValue:
    """Restore a suspended member."""
    operations.restore(actor=actor(), member=member)
    flash(_("%(name)s can log in again and was told so.", name=name_of(member)), "success")
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
            flash(_("%(name)s: the role is now “%(role)s”.", name=name_of(member), role=words), "success")
            kept = can("moderation.member")
            return redirect(url_for("moderation.member", handle=member.handle) if kept else url_for("home.index"), 303)
    return show_member(member, role_form=form), 422


def show_member(
    member: Member,
    *,
    suspend_form: SuspendForm | None = None,
    role_form: RoleForm | None = None,
    open_form: OpenFieldForm | None = None,
) -> str:
    """The page of a member, with the one form on it that was sent."""
    profile = get_profile(member)
    seen = profile.shown_to(relations_of(actor(), profile))
    sent = suspend_form or role_form or open_form
    return render_template(
        "moderation/member.html",
        member=member,
        name=seen.get("display_name") or f"@{member.handle}",
        picture=seen.get("picture"),
        suspend_form=suspend_form or SuspendForm(formdata=None),
        role_form=role_form or RoleForm(formdata=None, role=member.role.value),
        open_form=(open_form or OpenFieldForm(formdata=None)).leave_out(seen),
        sent=sent,
        roles=ROLES,
        known=None if member == actor() else _known_of(member),
    )


def _known_of(member: Member) -> dict[str, object]:
    """What moderators know of a member; of themselves nobody reads what others told moderators."""
    # Not of who is leaving, and not what somebody noted about the one who looks.
    given = [vouch for vouch in list_vouches_by(member) if not vouch.member.closes_at and vouch.member != actor()]
    had = [vouch for vouch in list_vouches_for(member) if not vouch.voucher.closes_at]
    given, had = given[:MOST], had[:MOST]
    reports = list_about(actor(), member, MOST)
    others = [vouch.member for vouch in given] + [vouch.voucher for vouch in had]
    others += [report.known_reporter for report in reports if report.known_reporter]
    return {
        "reports": reports,
        "made": count_made_by(actor(), member),
        "given": given,
        "had": had,
        "names": list_names(actor(), others),
        "limits": queries.list_limits_of(member),
        "openings": queries.page_openings(member, size=MOST).items,
        "trail": audit.list_concerning(actor(), member.id, MOST),
        "reasons": REASONS,
        "states": STATES,
        "limit_words": LIMITS,
        "fields": FIELDS,
        "sentence": sentence,
        "details": details,
    }
