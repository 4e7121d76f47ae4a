"""The groups that members propose, and answering them."""

import re
import unicodedata

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

import community.groups.operations
from community.access import actor, guard
from community.declaration.texts import text
from community.groups import queries, wording
from community.groups.forms.proposal import ApprovalForm, SendBackForm
from community.groups.models import GroupProposal, ProposalState
from community.groups.operations.describing import SLUG_LENGTH
from community.i18n import _, current_language
from community.members.queries import list_names
from community.moderation.views.blueprint import blueprint
from community.refusals import Refusal


@blueprint.get("/proposals")
@guard("moderation.proposals")
def proposals() -> ResponseReturnValue:
    """The proposals that wait, or those that were answered."""
    chosen = request.args.get("view")
    state = ProposalState(chosen) if chosen in set(ProposalState) else ProposalState.WAITING
    page = queries.list_proposals(actor(), state, after=request.args.get("after"))
    names = list_names(actor(), [proposal.proposer for proposal in page.items])
    return render_template(
        "moderation/proposals.html", page=page, state=state, states=wording.PROPOSAL_STATES, names=names
    )


@blueprint.get("/proposals/<uuid:proposal_id>")
@guard("moderation.proposal", queries.find_proposal)
def proposal(proposal: GroupProposal) -> ResponseReturnValue:
    """Everything that a proposal says."""
    return _page(proposal)


@blueprint.post("/proposals/<uuid:proposal_id>/approve")
@guard("moderation.approve_proposal", queries.find_proposal)
def approve_proposal(proposal: GroupProposal) -> ResponseReturnValue:
    """Found the group."""
    form = ApprovalForm()
    if form.validate_on_submit():
        try:
            group = community.groups.operations.approve_proposal(
                actor=actor(), proposal=proposal, slug=form.slug.data, seen=form.seen_at()
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The group is there. Whoever proposed it coordinates it, and a mail tells them so."), "success")
            return redirect(url_for("groups.page", slug=group.slug), 303)
    return _page(proposal, approval=form), 422


@blueprint.post("/proposals/<uuid:proposal_id>/send-back")
@guard("moderation.send_back_proposal", queries.find_proposal)
def send_back_proposal(proposal: GroupProposal) -> ResponseReturnValue:
    """Send it back with a reason."""
    form = SendBackForm()
    if form.validate_on_submit():
        try:
            community.groups.operations.send_back_proposal(
                actor=actor(), proposal=proposal, reason=form.reason.data, seen=form.seen_at()
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The proposal is sent back. Whoever made it gets a mail and reads your reason here."), "success")
            return redirect(url_for("moderation.proposals"), 303)
    return _page(proposal, sending=form), 422


def _page(proposal: GroupProposal, approval: ApprovalForm | None = None, sending: SendBackForm | None = None) -> str:
    # What was refused may have changed the proposal meanwhile: it is read again.
    shown = queries.find_proposal(actor(), proposal.id) or proposal
    seen = {"seen": shown.changed_at.isoformat()}
    first = queries.list_members(shown.first_members)
    return render_template(
        "moderation/proposal.html",
        proposal=shown,
        names=list_names(actor(), [shown.proposer, *first]),
        first=first,
        similar=queries.find_similar(actor(), shown.names) if shown.is_waiting else [],
        approval=approval or ApprovalForm(formdata=None, data={**seen, "slug": suggest_slug(shown.names["en"])}),
        sending=sending or SendBackForm(formdata=None, data=seen),
        wrong=approval or sending,
        words=text(current_language()),
        wording=wording,
    )


def suggest_slug(name: str) -> str:
    """The address that a group of this English name could have; "" where the name gives none."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", plain)[:SLUG_LENGTH].strip("-")
