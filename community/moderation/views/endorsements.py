"""Endorsements at the desk: what was held back, and deciding about one."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access import actor, guard
from community.declaration.texts import text
from community.endorsements import operations
from community.endorsements.models import Endorsement, EndorsementState, Flood
from community.endorsements.own_data import STATES
from community.endorsements.queries import floods as queries
from community.endorsements.queries import list_commitments
from community.i18n import _, current_language
from community.moderation.forms import SetAsideForm
from community.moderation.views.blueprint import blueprint
from community.moderation.wording import PACES, SIGNS, held_because, moment

_WORDS = {"signs": SIGNS, "paces": PACES, "moment": moment}


@blueprint.get("/floods")
@guard("moderation.floods")
def floods() -> ResponseReturnValue:
    """What was held back, grouped by what it has in common."""
    page = queries.list_floods(after=request.args.get("after"))
    counts = queries.count_held(page.items)
    return render_template("moderation/floods.html", page=page, counts=counts, most=queries.MOST_COUNTED, **_WORDS)


@blueprint.get("/floods/<uuid:flood_id>")
@guard("moderation.flood", queries.find_flood)
def flood(flood: Flood) -> ResponseReturnValue:
    """One flood: how it was known, and what of it waits."""
    page = queries.list_held(flood, after=request.args.get("after"))
    return render_template(
        "moderation/flood.html",
        flood=flood,
        page=page,
        count=queries.count_held([flood])[flood.id],
        most=queries.MOST_COUNTED,
        domains=_domains(page.items),
        **_WORDS,
    )


@blueprint.get("/endorsements")
@guard("moderation.endorsements")
def endorsements() -> ResponseReturnValue:
    """What waits for a moderator, or what moderators set aside, one by one."""
    aside = request.args.get("view") == "set_aside"
    after = request.args.get("after")
    page = queries.list_set_aside(after) if aside else queries.list_held(after=after)
    return render_template(
        "moderation/endorsements.html",
        page=page,
        aside=aside,
        domains=_domains(page.items),
        held_because=held_because,
    )


@blueprint.get("/endorsements/<uuid:endorsement_id>")
@guard("moderation.endorsement", queries.find_decidable)
def endorsement(endorsement: Endorsement) -> ResponseReturnValue:
    """One endorsement: what it shows to everybody, where it stands, and why."""
    return _show(endorsement, SetAsideForm())


@blueprint.post("/endorsements/<uuid:endorsement_id>/let-in")
@guard("moderation.let_in", queries.find_decidable)
def let_in(endorsement: Endorsement) -> ResponseReturnValue:
    """Let one endorsement count."""
    operations.let_in(actor=actor(), endorsement=endorsement)
    flash(_("This endorsement counts now."), "success")
    return _back(endorsement)


@blueprint.post("/endorsements/<uuid:endorsement_id>/set-aside")
@guard("moderation.set_aside", queries.find_decidable)
def set_aside(endorsement: Endorsement) -> ResponseReturnValue:
    """Set one endorsement aside."""
    form = SetAsideForm()
    if form.validate_on_submit():
        operations.set_aside(actor=actor(), endorsement=endorsement, reason=form.reason.data)
        flash(_("This endorsement is set aside. Its owner sees that, and can still withdraw it."), "success")
        return _back(endorsement)
    return _show(endorsement, form), 422


@blueprint.post("/endorsements/<uuid:endorsement_id>/feature")
@guard("moderation.feature", queries.find_decidable)
def feature(endorsement: Endorsement) -> ResponseReturnValue:
    """Have an endorsement stand first in the public list."""
    operations.feature(actor=actor(), endorsement=endorsement)
    flash(_("This endorsement stands first in the list now."), "success")
    return _back(endorsement)


@blueprint.post("/endorsements/<uuid:endorsement_id>/unfeature")
@guard("moderation.unfeature", queries.find_decidable)
def unfeature(endorsement: Endorsement) -> ResponseReturnValue:
    """Have it stand among the others again."""
    operations.unfeature(actor=actor(), endorsement=endorsement)
    flash(_("This endorsement stands among the others again."), "success")
    return _back(endorsement)


def _show(endorsement: Endorsement, form: SetAsideForm) -> str:
    return render_template(
        "moderation/endorsement.html",
        endorsement=endorsement,
        commitments=list_commitments(endorsement),
        domain=_domains([endorsement]).get(endorsement.id),
        form=form,
        text=text(current_language()),
        states=STATES,
        held_because=held_because,
    )


def _domains(endorsements: Sequence[Endorsement]) -> dict[object, str]:
    """The mail domains of what was held back, which say much about a flood; of nothing else."""
    held = (endorsement for endorsement in endorsements if endorsement.state is EndorsementState.QUARANTINED)
    return {endorsement.id: endorsement.email.rpartition("@")[2] for endorsement in held}


def _back(endorsement: Endorsement) -> ResponseReturnValue:
    return redirect(url_for("moderation.endorsement", endorsement_id=endorsement.id), 303)
