"""The pages of decisions."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

import community.decisions.listeners  # noqa: F401  (connects what it listens to)
from community.access import actor, guard
from community.clocks import zone_name
from community.decisions import operations, queries, wording
from community.decisions.forms import ClosingForm, OutcomeForm, PositionForm, ProposalForm
from community.decisions.models import Proposal, Stance
from community.forms import BaseForm
from community.groups.models import Group
from community.groups.queries import find_group, show_people
from community.groups.sections import Section, add_section
from community.i18n import _, lazy
from community.limits import per_network
from community.refusals import Refusal

blueprint = Blueprint("decisions", __name__)
attempts = per_network("60 per hour")
# In a smaller group, numbers and reasons say who it was even where the names are gone.
SMALL = 8

add_section(Section("decisions.index", lazy("Decisions"), 50))


@blueprint.get("/<slug>/decisions")
@guard("decisions.index", find_group)
def index(group: Group) -> ResponseReturnValue:
    """What a group decides, and has decided."""
    after = request.args.get("after")
    opened = [] if after else queries.list_open(group)
    return render_template(
        "decisions/index.html",
        group=group,
        opened=opened,
        voted=queries.find_voted(actor(), opened),
        page=queries.list_settled(group, after),
        wording=wording,
    )


@blueprint.route("/<slug>/decisions/new", methods=["GET", "POST"])
@attempts
@guard("decisions.propose", find_group)
def propose(group: Group) -> ResponseReturnValue:
    """Propose something."""
    form = ProposalForm.of(actor())
    if form.validate_on_submit():
        try:
            proposal = operations.propose(actor=actor(), group=group, **form.told())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Your proposal is open. Everybody in the group is told."), "success")
            return _to(group.slug, proposal)
    return _form_page("propose", group, form)


@blueprint.get("/<slug>/decisions/<uuid:proposal_id>")
@guard("decisions.proposal", queries.find_proposal)
def proposal(proposal: Proposal) -> ResponseReturnValue:
    """One proposal: what it says, what is said to it, what came of it."""
    return _show(proposal)


@blueprint.post("/<slug>/decisions/<uuid:proposal_id>/position")
@guard("decisions.position", queries.find_proposal)
def position(proposal: Proposal) -> ResponseReturnValue:
    """Take a position, or another one than before."""
    form, slug = PositionForm(), proposal.group.slug
    if form.validate_on_submit():
        try:
            operations.take_position(actor=actor(), proposal=proposal, **form.told())
        except Refusal as refusal:
            form.refuse(refusal)
            proposal = _again(slug, proposal)
            form.version.data = str(proposal.version)
        else:
            flash(_("Your position is counted. You can change it until the proposal closes."), "success")
            return _to(slug, proposal)
    return _show(proposal, form)


@blueprint.route("/<slug>/decisions/<uuid:proposal_id>/edit", methods=["GET", "POST"])
@guard("decisions.edit", queries.find_proposal)
def edit(proposal: Proposal) -> ResponseReturnValue:
    """Change a proposal as long as nobody has taken a position."""
    form = ProposalForm.of(actor(), proposal)
    return _change(
        proposal,
        form,
        "edit",
        lambda: operations.edit_proposal(actor=actor(), proposal=proposal, version=form.version.number, **form.told()),
    )


@blueprint.route("/<slug>/decisions/<uuid:proposal_id>/extend", methods=["GET", "POST"])
@guard("decisions.extend", queries.find_proposal)
def extend(proposal: Proposal) -> ResponseReturnValue:
    """Let a proposal close later."""
    form = ClosingForm.at(actor(), proposal.closes_at)
    return _change(
        proposal,
        form,
        "extend",
        lambda: operations.extend(actor=actor(), proposal=proposal, closes_at=form.closes_at()),
    )


@blueprint.route("/<slug>/decisions/<uuid:proposal_id>/outcome", methods=["GET", "POST"])
@guard("decisions.outcome", queries.find_proposal)
def outcome(proposal: Proposal) -> ResponseReturnValue:
    """Write what came of a proposal."""
    form = OutcomeForm.of(proposal)
    return _change(
        proposal,
        form,
        "outcome",
        lambda: operations.state_outcome(actor=actor(), proposal=proposal, **form.told()),
    )


@blueprint.post("/<slug>/decisions/<uuid:proposal_id>/withdraw")
@guard("decisions.withdraw", queries.find_proposal)
def withdraw(proposal: Proposal) -> ResponseReturnValue:
    """Take one's own proposal back."""
    slug = proposal.group.slug
    operations.withdraw_proposal(actor=actor(), proposal=proposal)
    flash(_("The proposal is withdrawn."), "success")
    return _to(slug, proposal)


def _change(proposal: Proposal, form: BaseForm, name: str, operation: Callable[[], None]) -> ResponseReturnValue:
    slug = proposal.group.slug
    if form.validate_on_submit():
        try:
            operation()
        except Refusal as refusal:
            form.refuse(refusal)
            proposal = _again(slug, proposal)
            if "version" in form:
                form["version"].data = str(proposal.version)
        else:
            flash(_("Your changes are saved."), "success")
            return _to(slug, proposal)
    return _form_page(name, proposal.group, form, proposal)


def _form_page(name: str, group: Group, form: BaseForm, proposal: Proposal | None = None) -> ResponseReturnValue:
    page = render_template(
        f"decisions/{name}.html",
        group=group,
        form=form,
        proposal=proposal,
        zone=zone_name(actor().time_zone),
        small=SMALL,
    )
    return page, 422 if form.errors else 200


def _show(proposal: Proposal, form: PositionForm | None = None) -> ResponseReturnValue:
    """The page of a proposal; form: with which a position was tried."""
    mine = queries.find_position(proposal, actor().id)
    shows_positions = queries.shows_positions(proposal)
    page = queries.list_positions(proposal, request.args.get("after")) if shows_positions else None
    people = [proposal.author, proposal.outcome_by, *(row.voter for row in (page.items if page else []))]
    counts = queries.count_positions(proposal)
    members = proposal.members if proposal.members is not None else queries.count_voters(proposal.group_id)
    form = form or PositionForm.on(proposal, mine)
    shown = render_template(
        "decisions/proposal.html",
        group=proposal.group,
        proposal=proposal,
        form=form,
        mine=mine,
        page=page,
        people=show_people(actor(), proposal.group, people),
        counts=counts if queries.shows_numbers(proposal) else None,
        taken=sum(counts.values()),
        members=members,
        needed=_needed(proposal, members),
        stances=list(Stance),
        wording=wording,
        small=SMALL,
    )
    return shown, 422 if form.errors else 200


def _needed(proposal: Proposal, members: int) -> int:
    """How many positions the quorum asks for: the share of the members, rounded up."""
    return -(-members * (proposal.quorum or 0) // 100)


def _again(slug: str, proposal: Proposal) -> Proposal:
    """The proposal as it is now, after something was refused."""
    found = queries.find_proposal(actor(), slug, proposal.id)
    if found is None:
        abort(404)
    return found


def _to(slug: str, proposal: Proposal) -> ResponseReturnValue:
    return redirect(url_for("decisions.proposal", slug=slug, proposal_id=proposal.id), 303)
