"""The requests of a group, one by one and many at once."""

import uuid
from collections import Counter
from collections.abc import Collection

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access import actor, guard, viewer
from community.groups import operations, queries
from community.groups.desk_wording import sum_up
from community.groups.forms.desk import ChosenForm
from community.groups.models import Group
from community.groups.operations import Outcome
from community.groups.views.blueprint import blueprint
from community.groups.wording import DECLINED
from community.i18n import _
from community.vouching.queries import NONE, tally


@blueprint.get("/<slug>/requests")
@guard("groups.requests", queries.find_group)
def requests(group: Group) -> ResponseReturnValue:
    """Who asks to join, with their answers; with ?all=1 all of the page are chosen."""
    return _show(group, ChosenForm(formdata=None), set(), all_chosen="all" in request.args), 200


@blueprint.post("/<slug>/requests/approve")
@guard("groups.approve_chosen", queries.find_group)
def approve_chosen(group: Group) -> ResponseReturnValue:
    """Let in all who are chosen and can be let in."""
    form, chosen = ChosenForm(), _chosen()
    if not chosen:
        return _choose_first(group, form)
    return _sum_up(group.slug, operations.approve_chosen(actor=actor(), group=group, chosen=chosen), approved=True)


@blueprint.post("/<slug>/requests/decline")
@guard("groups.decline_chosen", queries.find_group)
def decline_chosen(group: Group) -> ResponseReturnValue:
    """Turn down all who are chosen, with one reason."""
    form, chosen = ChosenForm(), _chosen()
    if not chosen:
        return _choose_first(group, form)
    if not form.validate():
        return _show(group, form, chosen), 422
    slug, reason = group.slug, form.reason.data
    outcomes = operations.decline_chosen(actor=actor(), group=group, chosen=chosen, reason=reason)
    return _sum_up(slug, outcomes, approved=False)


def _chosen() -> set[uuid.UUID]:
    """The requests whose boxes were ticked; what is no id is none of them."""
    found = set()
    for value in request.form.getlist("chosen"):
        try:
            found.add(uuid.UUID(value))
        except ValueError:
            continue
    return found


def _choose_first(group: Group, form: ChosenForm) -> ResponseReturnValue:
    form.form_errors.append(_("Choose at least one request."))
    return _show(group, form, set()), 422


def _sum_up(slug: str, outcomes: Counter[Outcome], *, approved: bool) -> ResponseReturnValue:
    flash(sum_up(outcomes, approved=approved), "success" if set(outcomes) == {Outcome.DONE} else "warning")
    return redirect(url_for("groups.requests", slug=slug), 303)


def _show(group: Group, form: ChosenForm, chosen: Collection[uuid.UUID], *, all_chosen: bool = False) -> str:
    page = queries.list_requests(group, after=request.args.get("after"))
    names = queries.list_shown(viewer(), [row.member for row in page.items])
    return render_template(
        "groups/requests.html",
        sentences=DECLINED,
        group=group,
        page=page,
        names=names,
        # Who shows no name to the one who is looking is not told of any further.
        tallies=tally(actor(), names),
        untold=NONE,
        form=form,
        chosen={row.id for row in page.items} if all_chosen else chosen,
    )
