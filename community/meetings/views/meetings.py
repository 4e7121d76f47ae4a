"""Meetings: what is to come, what was, one meeting, calling and changing it, saying whether one comes."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access import actor, can, guard, viewer
from community.groups.models import Group
from community.groups.queries import find_group, show_people
from community.i18n import _
from community.limits import hit
from community.meetings import ics, operations, queries
from community.meetings.forms import AttendForm, MeetingForm
from community.meetings.models import Answer, Meeting
from community.meetings.views.blueprint import MOST_A_DAY, blueprint
from community.meetings.wording import ANSWERS
from community.members.limits import key_of
from community.refusals import Refusal


@blueprint.get("/<slug>/meetings")
@guard("meetings.index", find_group)
def index(group: Group) -> ResponseReturnValue:
    """The meetings that are to come."""
    page = queries.list_upcoming(group, after=request.args.get("after"))
    return render_template("meetings/index.html", group=group, page=page)


@blueprint.get("/<slug>/meetings/past")
@guard("meetings.past", find_group)
def past(group: Group) -> ResponseReturnValue:
    """The meetings that are over."""
    page = queries.list_past(group, after=request.args.get("after"))
    return render_template("meetings/past.html", group=group, page=page)


@blueprint.route("/<slug>/meetings/new", methods=["GET", "POST"])
@guard("meetings.call", find_group)
def call(group: Group) -> ResponseReturnValue:
    """Call a meeting."""
    form = MeetingForm.new(actor().time_zone)
    if form.validate_on_submit():
        hit("meetings", key_of(actor()), MOST_A_DAY)
        try:
            meeting = operations.call(actor=actor(), group=group, **form.described())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The meeting is called."), "success")
            return _to(meeting, group)
    return render_template("meetings/call.html", group=group, form=form), 422 if form.errors else 200


@blueprint.get("/<slug>/meetings/<uuid:meeting_id>")
@guard("meetings.meeting", queries.find_meeting)
def meeting(meeting: Meeting) -> ResponseReturnValue:
    """One meeting; where it is, and who comes, is not for newcomers."""
    form = AttendForm.about(queries.find_answer(meeting, actor()))
    return _page(meeting, form), 200


@blueprint.post("/<slug>/meetings/<uuid:meeting_id>/attend")
@guard("meetings.attend", queries.find_meeting)
def attend(meeting: Meeting) -> ResponseReturnValue:
    """Say whether one comes."""
    form, group = AttendForm(), meeting.group
    if not form.validate():
        return _page(meeting, form), 422
    operations.attend(actor=actor(), meeting=meeting, answer=Answer(form.answer.data))
    flash(_("Your answer is saved."), "success")
    return _to(meeting, group)


@blueprint.route("/<slug>/meetings/<uuid:meeting_id>/edit", methods=["GET", "POST"])
@guard("meetings.edit", queries.find_meeting)
def edit(meeting: Meeting) -> ResponseReturnValue:
    """Change a meeting."""
    form, group = MeetingForm.about(meeting), meeting.group
    if form.validate_on_submit():
        try:
            operations.change(actor=actor(), meeting=meeting, **form.described())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Your changes are saved."), "success")
            return _to(meeting, group)
    page = render_template("meetings/edit.html", meeting=meeting, group=group, form=form)
    return page, 422 if form.errors else 200


@blueprint.post("/<slug>/meetings/<uuid:meeting_id>/cancel")
@guard("meetings.cancel", queries.find_meeting)
def cancel(meeting: Meeting) -> ResponseReturnValue:
    """Cancel a meeting."""
    group = meeting.group
    operations.cancel(actor=actor(), meeting=meeting)
    flash(_("The meeting is cancelled, and the group is told."), "success")
    return _to(meeting, group)


@blueprint.get("/<slug>/meetings/<uuid:meeting_id>/meeting.ics")
@guard("meetings.file", queries.find_meeting)
def file(meeting: Meeting) -> ResponseReturnValue:
    """One meeting as a file for a calendar program: only that there is one, or with `full` everything."""
    data = ics.write_calendar([meeting], is_discreet=request.args.get("full") != "1")
    response = Response(data, content_type=ics.MEDIA_TYPE)
    response.headers.set("Content-Disposition", "attachment", filename="meeting.ics")
    return response


def _page(meeting: Meeting, form: AttendForm) -> str:
    inside = can("meetings.attend", meeting)
    coming = {answer: queries.list_answers(meeting, answer) if inside else [] for answer in (Answer.YES, Answer.MAYBE)}
    people = [meeting.caller, *(member for members in coming.values() for member in members)]
    return render_template(
        "meetings/meeting.html",
        meeting=meeting,
        group=meeting.group,
        form=form,
        inside=inside,
        coming=coming,
        counts=queries.count_answers(meeting),
        people=show_people(viewer(), meeting.group, people),
        answers=ANSWERS,
    )


def _to(meeting: Meeting, group: Group) -> ResponseReturnValue:
    return redirect(url_for("meetings.meeting", slug=group.slug, meeting_id=meeting.id), 303)
