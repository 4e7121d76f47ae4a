"""Minutes: reading them, writing them, and what stood there before."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access import actor, guard, viewer
from community.groups.queries import show_people
from community.i18n import _
from community.limits import hit
from community.meetings import operations, queries
from community.meetings.forms import MinutesForm
from community.meetings.models import Meeting
from community.meetings.operations import MinutesChanged
from community.meetings.views.blueprint import MOST_A_DAY, blueprint
from community.members.limits import key_of
from community.refusals import Refusal


@blueprint.get("/<slug>/meetings/<uuid:meeting_id>/minutes")
@guard("meetings.minutes", queries.find_meeting)
def minutes(meeting: Meeting) -> ResponseReturnValue:
    """The minutes of a meeting: the latest version, or the one that is asked for, and who wrote which."""
    number = request.args.get("version", meeting.minutes_number, type=int)
    shown = queries.find_minutes_version(meeting, number) if 0 < number <= meeting.minutes_number else None
    if shown is None and number != 0:
        abort(404)
    page = queries.list_minutes_versions(meeting, after=request.args.get("after"))
    people = show_people(viewer(), meeting.group, [row.author for row in page.items])
    return render_template(
        "meetings/minutes.html", meeting=meeting, group=meeting.group, shown=shown, page=page, people=people
    )


@blueprint.route("/<slug>/meetings/<uuid:meeting_id>/minutes/edit", methods=["GET", "POST"])
@guard("meetings.write_minutes", queries.find_meeting)
def write_minutes(meeting: Meeting) -> ResponseReturnValue:
    """Write the minutes of a meeting, or go on writing them; where somebody else did meanwhile, both texts stand
    there."""
    form = MinutesForm.about(meeting, queries.find_minutes_version(meeting, meeting.minutes_number))
    theirs, group = None, meeting.group
    if form.validate_on_submit():
        hit("minutes", key_of(actor()), MOST_A_DAY)
        written = {"body": form.body.data, "language": form.language.data, "seen": form.seen.number}
        try:
            operations.write_minutes(actor=actor(), meeting=meeting, **written)
        except MinutesChanged as refusal:
            form.refuse(refusal)
            theirs = queries.find_minutes_version(meeting, meeting.minutes_number)
            form.seen.data = str(meeting.minutes_number)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The minutes are saved."), "success")
            return redirect(url_for("meetings.minutes", slug=group.slug, meeting_id=meeting.id), 303)
    page = render_template("meetings/write_minutes.html", meeting=meeting, group=group, form=form, theirs=theirs)
    return page, 422 if form.errors else 200
