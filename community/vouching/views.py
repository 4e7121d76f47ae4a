"""The pages of vouching."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

import community.vouching.listeners  # noqa: F401  (connects what it listens to)
from community import limits
from community.access import actor, guard, relations, viewer
from community.accounts.models import Member
from community.i18n import _
from community.members.limits import count, count_look, key_of
from community.members.models import Limit, Profile
from community.members.queries import find_profile, list_shown
from community.refusals import Refusal
from community.vouching import operations, queries
from community.vouching.forms import VouchForm
from community.vouching.models import Vouch

blueprint = Blueprint("vouching", __name__)


@blueprint.route("/members/<handle>/vouch", methods=["GET", "POST"])
@guard("vouching.vouch", find_profile)
def vouch(profile: Profile) -> ResponseReturnValue:
    """Say that one knows somebody."""
    member, shown = profile.member, profile.shown_to(relations(profile))
    form = VouchForm()
    if form.validate_on_submit():
        count(actor(), Limit.VOUCHES)
        try:
            operations.vouch(actor=actor(), member=member, note=form.note.data, tell=_may_be_mailed(member))
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("You vouch for this person now. You can take it back whenever you like."), "success")
            return redirect(url_for("members.profile", handle=member.handle), 303)
    count_look(viewer(), member)
    mine = queries.find_vouch(actor().id, member.id)
    page = render_template("vouching/vouch.html", member=member, mine=mine, names={member.id: shown}, form=form)
    return page, 422 if form.errors else 200


def _may_be_mailed(member: Member) -> bool:
    # The mail says the same each time; giving and taking back all day must not fill a mailbox.
    return limits.allows("mail about a vouch", key_of(member), "1 per day")


@blueprint.get("/settings/vouches")
@guard("vouching.made")
def made() -> ResponseReturnValue:
    """For whom one vouches."""
    page = queries.list_made(actor(), after=request.args.get("after"))
    names = list_shown(viewer(), [vouch.member for vouch in page.items])
    return render_template("vouching/made.html", page=page, names=names)


@blueprint.get("/settings/vouches/received")
@guard("vouching.received")
def received() -> ResponseReturnValue:
    """Who vouches for oneself, and whose vouches one declined."""
    page = queries.list_received(actor(), after=request.args.get("after"))
    declined = queries.list_declined(actor())
    names = list_shown(viewer(), [vouch.voucher for vouch in (*page.items, *declined)])
    return render_template("vouching/received.html", page=page, declined=declined, names=names)


@blueprint.post("/settings/vouches/<uuid:vouch_id>/take-back")
@guard("vouching.take_back", queries.find_made)
def take_back(vouch: Vouch) -> ResponseReturnValue:
    """Vouch for somebody no more."""
    operations.take_back(actor=actor(), vouch=vouch)
    flash(_("You vouch for this person no more. Nothing of it is left."), "success")
    return redirect(url_for("vouching.made"), 303)


@blueprint.post("/settings/vouches/<uuid:vouch_id>/decline")
@guard("vouching.decline", queries.find_received)
def decline(vouch: Vouch) -> ResponseReturnValue:
    """Refuse somebody's vouch."""
    operations.decline(actor=actor(), vouch=vouch)
    flash(_("This vouch is gone, and nobody is told. The person cannot vouch for you again."), "success")
    return redirect(url_for("vouching.received"), 303)


@blueprint.post("/settings/vouches/<uuid:vouch_id>/allow")
@guard("vouching.allow", queries.find_received)
def allow(vouch: Vouch) -> ResponseReturnValue:
    """Let somebody vouch again."""
    operations.allow(actor=actor(), vouch=vouch)
    flash(_("The person can vouch for you again, if they like to."), "success")
    return redirect(url_for("vouching.received"), 303)
