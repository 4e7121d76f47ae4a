"""The pages of working groups that everybody uses: finding one, reading, coming in, going."""

from functools import lru_cache

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from community.access import actor, can, guard, viewer
from community.declaration.queries import find_commitment
from community.declaration.texts import COMMITMENTS, text
from community.groups import operations, queries, wording
from community.groups.filters import FilterForm
from community.groups.forms.running import JoinForm
from community.groups.models import LIVE, Group, Invitation, JoinPolicy, Membership, MembershipState
from community.groups.panels import list_panels
from community.groups.views.blueprint import attempts, blueprint
from community.i18n import _, current_language
from community.members import limits
from community.members.models import Limit
from community.members.wording import PROFESSIONS
from community.refusals import Refusal
from community.vouching.queries import count_vouches
from community.web.fragments import write_fragment

SUGGESTED = 3


@blueprint.get("")
@guard("groups.index")
def index() -> ResponseReturnValue:
    """The groups that one may know of, all or those that serve one commitment."""
    chosen = request.args.get("commitment", type=int)
    commitment = find_commitment(viewer(), chosen) if chosen is not None else None
    regions = queries.list_regions(viewer())
    form = FilterForm.among(regions, request.args)
    page = queries.list_groups(viewer(), commitment, after=request.args.get("after"), **form.wanted())
    asked = form.asked()
    beginning = commitment is None and not asked and not request.args.get("after")
    return render_template(
        "groups/index.html",
        page=page,
        suggestions=queries.suggest_groups(actor(), SUGGESTED) if viewer() and beginning else None,
        commitment=commitment,
        asked=asked,
        choices=_write_choices(form, commitment, asked)
        if asked
        else _write_open_choices(current_language(), tuple(regions), commitment),
        words=text(current_language()),
        professions=PROFESSIONS,
    )


def _write_choices(form: FilterForm, commitment: int | None, asked: dict[str, str]) -> Markup:
    words = text(current_language())
    return write_fragment(
        "groups/_choices.html", form=form, commitment=commitment, asked=asked, numbers=COMMITMENTS, words=words
    )


@lru_cache(maxsize=64)
def _write_open_choices(language: str, regions: tuple[str, ...], commitment: int | None) -> Markup:
    """The choices while no filter is set. language: the reader's. regions: the countries that can be chosen."""
    return _write_choices(FilterForm.among(regions, MultiDict()), commitment, {})


@blueprint.get("/mine")
@guard("groups.mine")
def mine() -> ResponseReturnValue:
    """The groups that one is in, the requests that wait, and the groups that invite one."""
    return render_template(
        "groups/mine.html",
        memberships=queries.list_my_memberships(actor()),
        invited=queries.list_my_invitations(actor()),
        wording=wording,
    )


@blueprint.get("/<slug>")
@guard("groups.page", queries.find_group)
def page(group: Group) -> ResponseReturnValue:
    """One group; where it is only for members of the community, whom it keeps out reads nothing of it but that."""
    mine = queries.find_latest_membership(group, actor()) if viewer() else None
    if mine and mine.state is MembershipState.BANNED and queries.is_barred(viewer(), group):
        return render_template("groups/_barred.html", group=group)
    count, commitments = queries.read_outline(group)
    coordinators, names = queries.show_coordinators(viewer(), group)
    return render_template(
        "groups/page.html",
        group=group,
        wording=wording,
        words=text(current_language()),
        professions=PROFESSIONS,
        count=count,
        commitments=commitments,
        coordinators=coordinators,
        names=names,
        reads_roster=can("groups.roster", group),
        mine=mine,
        invited=_find_my_invitation(group, mine),
        vouches=_count_my_vouches(group),
        panels=list_panels(group, viewer()),
        parent=queries.find_parent(viewer(), group),
        subgroups=queries.list_subgroups(viewer(), group),
        shows_charter=queries.reads_charter(group, is_inside=can("groups.charter_versions", group)),
    )


@blueprint.route("/<slug>/join", methods=["GET", "POST"])
@attempts
@guard("groups.join", queries.find_group)
def join(group: Group) -> ResponseReturnValue:
    """Join at once, or ask to with answers to what the group asks."""
    mine = queries.find_latest_membership(group, actor())
    stands = mine is not None and mine.state in LIVE
    if request.method != "POST" and stands:
        return redirect(url_for("groups.page", slug=group.slug), 303)  # which tells how it stands
    on_request = group.join_policy is JoinPolicy.ON_REQUEST
    form = JoinForm.asking(group.questions(current_language()) if on_request else [])
    # Who is in, waits or is barred is refused anyway: pressing twice uses nothing up.
    if form.validate_on_submit() and (stands or limits.allows(form, actor(), Limit.JOIN_REQUESTS)):
        try:
            operations.join(actor=actor(), group=group, answers=form.answers())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            welcome = _("Your request is with the coordinators now.") if on_request else _("Welcome to the group.")
            flash(welcome, "success")
            return redirect(url_for("groups.page", slug=group.slug), 303)
    return render_template("groups/join.html", group=group, form=form), form.status if form.errors else 200


@blueprint.post("/<slug>/request/cancel")
@guard("groups.cancel_request", queries.find_group)
def cancel_request(group: Group) -> ResponseReturnValue:
    """Take one's request back."""
    operations.cancel_request(actor=actor(), group=group)
    flash(_("Your request is taken back."), "success")
    return redirect(_page_or_index(group), 303)


@blueprint.post("/<slug>/leave")
@guard("groups.leave", queries.find_group)
def leave(group: Group) -> ResponseReturnValue:
    """Leave."""
    operations.leave(actor=actor(), group=group)
    flash(_("You have left the group."), "success")
    return redirect(_page_or_index(group), 303)


def _find_my_invitation(group: Group, stay: Membership | None) -> Invitation | None:
    """The newest invitation by name with which whoever looks may come in, unless they are in or wait already."""
    if viewer() is None or not group.is_active or (stay is not None and stay.state in LIVE):
        return None
    mine = queries.list_my_invitations(actor())
    return next((invitation for invitation in mine if invitation.group_id == group.id), None)


def _count_my_vouches(group: Group) -> int:
    """How many vouch for the one who is looking, where the group asks for it."""
    member = viewer() if group.vouches_needed else None
    return count_vouches([member.id]).get(member.id, 0) if member else 0


def _page_or_index(group: Group) -> str:
    """Where to go after leaving: a hidden group is not there any more for those outside."""
    if queries.find_group(viewer(), group.slug) is None:
        return url_for("groups.index")
    return url_for("groups.page", slug=group.slug)
