"""The desk: what waits for somebody in all their groups, and the numbers that the menu of a group shows."""

from datetime import date

from flask import g, render_template
from flask.typing import ResponseReturnValue

from community.access import actor, can, guard, viewer
from community.accounts.models import Member
from community.db import now
from community.endorsements.drawing import sample_growth
from community.groups import queries
from community.groups.figures import list_figures
from community.groups.models import Group
from community.groups.sections import Section, add_section
from community.groups.views.blueprint import blueprint
from community.groups.waiting import Waiting, add_provider, list_waiting
from community.i18n import Words, lazy
from community.web.columns import draw_columns

blueprint.add_app_template_global(draw_columns)
add_section(Section("groups.numbers", lazy("Numbers"), 60, running=True))


@add_provider
def tell_requests(member: Member) -> list[Waiting]:
    """The requests to join that wait in the groups that somebody coordinates."""
    return [
        Waiting(group, lazy("Requests to join"), count, since, "groups.requests")
        for group, count, since in queries.count_requests_for(member)
    ]


@add_provider
def tell_rosters(member: Member) -> list[Waiting]:
    """The rosters that wait for somebody's decision."""
    return [
        Waiting(group, lazy("Rosters to decide about"), count, since, "groups.rosters")
        for group, count, since in queries.count_rosters_for(member)
    ]


@add_provider
def tell_invitations(member: Member) -> list[Waiting]:
    """The groups that invite somebody by name."""
    return [
        Waiting(one.group, lazy("Invitations to you"), 1, one.created_at, "groups.mine", in_group=False)
        for one in queries.list_my_invitations(member)
    ]


@blueprint.get("/desk")
@guard("groups.desk")
def desk() -> ResponseReturnValue:
    """What waits for the one who is looking, longest first."""
    return render_template("groups/desk.html", waiting=_waiting())


def _waiting() -> list[Waiting]:
    """The same for the whole request: the menu of a page may ask, too."""
    if "waiting_in_groups" not in g:
        g.waiting_in_groups = list_waiting(actor())
    found: list[Waiting] = g.waiting_in_groups
    return found


@blueprint.app_template_global()
def count_waiting(group: Group) -> dict[str, int]:
    """How much waits on each page of a group that is for running it, by its endpoint; for those who run it."""
    if viewer() is None or not can("groups.requests", group):
        return {}
    counts: dict[str, int] = {}
    for one in _waiting():
        if one.group.id == group.id:
            counts[one.endpoint] = counts.get(one.endpoint, 0) + one.count
    return counts


@blueprint.get("/<slug>/numbers")
@guard("groups.numbers", queries.find_group)
def numbers(group: Group) -> ResponseReturnValue:
    """How the group has developed, in pictures and tables, without a name."""
    today = now().date()
    told = queries.tell_numbers(group, today)
    firsts = [period.first for period in told.periods]
    return render_template(
        "groups/numbers.html",
        group=group,
        told=told,
        points=sample_growth(told.added, today),
        work=_tell_work(group, firsts),
    )


def _tell_work(group: Group, firsts: list[date]) -> list[tuple[Words, list[int]]]:
    """What was done in the group in each period, by kind."""
    since = queries.beginning_of(firsts[0])
    return [
        (figure.words, queries.count_in(firsts, (moment.date() for moment in figure.list_moments(group, since))))
        for figure in list_figures()
    ]
