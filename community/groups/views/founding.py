"""The pages of those who would found a group: proposing one, and what becomes of it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access import actor, guard
from community.groups import operations, queries, wording
from community.groups.forms.proposal import ProposalForm
from community.groups.models import GroupProposal, ProposalState
from community.groups.views.blueprint import attempts, blueprint
from community.i18n import _
from community.members import limits
from community.members.models import Limit
from community.members.probation import find_probation
from community.refusals import Refusal


@blueprint.route("/new", methods=["GET", "POST"])
@attempts
@guard("groups.propose")
def propose() -> ResponseReturnValue:
    """Propose a group."""
    form = ProposalForm.by(actor(), under=request.args.get("parent", ""))
    if form.validate_on_submit() and limits.allows(form, actor(), Limit.PROPOSALS):
        try:
            operations.propose(actor=actor(), **form.proposed())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Your proposal is with the moderators. Here you see what becomes of it."), "success")
            return redirect(url_for("groups.proposals"), 303)
    html = render_template("groups/propose.html", form=form, probation=find_probation(actor()))
    return html, form.status if form.errors else 200


@blueprint.get("/proposals")
@guard("groups.proposals")
def proposals() -> ResponseReturnValue:
    """The groups that one has proposed, and what was answered."""
    page = queries.list_my_proposals(actor(), after=request.args.get("after"))
    return render_template("groups/proposals.html", page=page, states=wording.PROPOSAL_STATES)


@blueprint.route("/proposals/<uuid:proposal_id>/edit", methods=["GET", "POST"])
@attempts
@guard("groups.change_proposal", queries.find_proposal_of)
def change_proposal(proposal: GroupProposal) -> ResponseReturnValue:
    """Change a proposal that was sent back, and send it again."""
    if proposal.state is not ProposalState.SENT_BACK:
        raise operations.ProposalDecided
    form = ProposalForm.by(actor(), proposal)
    if form.validate_on_submit() and limits.allows(form, actor(), Limit.PROPOSALS):
        try:
            operations.change_proposal(actor=actor(), proposal=proposal, **form.proposed())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Your proposal is with the moderators again."), "success")
            return redirect(url_for("groups.proposals"), 303)
    html = render_template("groups/change_proposal.html", form=form, proposal=proposal)
    return html, form.status if form.errors else 200


@blueprint.post("/proposals/<uuid:proposal_id>/withdraw")
@guard("groups.withdraw_proposal", queries.find_proposal_of)
def withdraw_proposal(proposal: GroupProposal) -> ResponseReturnValue:
    """Take a proposal back."""
    operations.withdraw_proposal(actor=actor(), proposal=proposal)
    flash(_("Your proposal is withdrawn."), "success")
    return redirect(url_for("groups.proposals"), 303)
