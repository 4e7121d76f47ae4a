"""Rosters as files: asking, deciding as the second person, downloading."""

import uuid
from collections.abc import Collection, Mapping

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access import actor, can, guard
from community.db import now
from community.groups import desk_wording, operations, queries
from community.groups.forms.desk import AskForRosterForm
from community.groups.models import Group, RosterExport
from community.groups.roster_files import write_roster
from community.groups.views.blueprint import blueprint
from community.groups.works import Kind, Work, register
from community.i18n import _, current_language, lazy
from community.refusals import Refusal
from community.releases import LASTS, WAITS, ReleaseState


def _load(ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Work]:
    language = current_language()
    return {
        roster.id: Work(roster.group_id, _("Roster no. %(number)d", number=roster.number), language, roster.asked_at)
        for roster in queries.load_roster_exports(ids)
    }


register(Kind("export", lazy("Rosters as files"), "groups.rosters", _load))


@blueprint.get("/<slug>/rosters")
@guard("groups.rosters", queries.find_group)
def rosters(group: Group) -> ResponseReturnValue:
    """Every roster that left the group as a file, or was to: who asked, why, who decided, how often it was taken."""
    page = queries.list_roster_exports(group, after=request.args.get("after"))
    second = queries.find_second_people(group) if can("groups.approve_roster", group) else None
    return render_template(
        "groups/rosters.html",
        group=group,
        page=page,
        people=queries.show_people(
            actor(), group, [person for roster in page.items for person in (roster.asker, roster.decider)]
        ),
        mine={roster.id for roster in page.items if roster.asker_id == actor().id},
        to_decide={
            roster.id
            for roster in page.items
            if second and roster.state is ReleaseState.WAITING and actor() in second.besides(roster.asker_id)
        },
        wording=desk_wording,
        hours=int(LASTS.total_seconds() // 3600),
        days=WAITS.days,
    )


@blueprint.route("/<slug>/rosters/new", methods=["GET", "POST"])
@guard("groups.ask_for_roster", queries.find_group)
def ask_for_roster(group: Group) -> ResponseReturnValue:
    """Ask for the roster as a file."""
    form = AskForRosterForm()
    if form.validate_on_submit():
        try:
            operations.ask_for_roster(actor=actor(), group=group, **form.wishes())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("A second person was asked to decide. You find here what they say."), "success")
            return redirect(url_for("groups.rosters", slug=group.slug), 303)
    return render_template("groups/ask_for_roster.html", group=group, form=form), 422 if form.errors else 200


@blueprint.post("/<slug>/rosters/<uuid:roster_id>/approve")
@guard("groups.approve_roster", queries.find_roster_export)
def approve_roster(roster: RosterExport) -> ResponseReturnValue:
    """Approve as the second person."""
    operations.decide_roster(actor=actor(), roster=roster, approve=True)
    flash(_("Approved. Whoever asked can download it for a day."), "success")
    return _back_to(roster)


@blueprint.post("/<slug>/rosters/<uuid:roster_id>/decline")
@guard("groups.decline_roster", queries.find_roster_export)
def decline_roster(roster: RosterExport) -> ResponseReturnValue:
    """Decline as the second person."""
    operations.decide_roster(actor=actor(), roster=roster, approve=False)
    flash(_("Declined. Nothing can be downloaded."), "success")
    return _back_to(roster)


@blueprint.post("/<slug>/rosters/<uuid:roster_id>/download")
@guard("groups.download_roster", queries.find_roster_export)
def download_roster(roster: RosterExport) -> ResponseReturnValue:
    """The file, made while it is sent: it holds what people show at this moment, and is kept nowhere."""
    operations.hand_out_roster(actor=actor(), roster=roster)
    name = f"roster-{roster.number}.csv"
    lines = list(write_roster(roster, actor(), now()))
    response = Response(lines, mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _back_to(roster: RosterExport) -> ResponseReturnValue:
    return redirect(url_for("groups.rosters", slug=queries.get_group(roster.group_id).slug), 303)
