"""The addresses by which members' calendar programs read of meetings."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from community.access import actor, guard
from community.i18n import _
from community.meetings import operations, queries
from community.meetings.forms import CalendarForm
from community.meetings.models import Calendar
from community.meetings.views.blueprint import blueprint
from community.refusals import Refusal
from community.web.publishing import public_url


@blueprint.route("/calendars", methods=["GET", "POST"])
@guard("meetings.calendars")
def calendars() -> ResponseReturnValue:
    """One's calendar addresses. A new one stands in the answer to the form that made it, and never again."""
    form = CalendarForm.over(queries.list_own_groups(actor()))
    made = ""
    if form.validate_on_submit():
        try:
            token = operations.make_calendar(
                actor=actor(), group=form.chosen(), is_discreet=bool(form.is_discreet.data)
            )
            made = public_url("calendars.feed", token=token)
        except Refusal as refusal:
            form.refuse(refusal)
    page = render_template("meetings/calendars.html", form=form, made=made, calendars=queries.list_calendars(actor()))
    return page, 422 if form.errors else 200


@blueprint.post("/calendars/<uuid:calendar_id>/revoke")
@guard("meetings.revoke_calendar", queries.find_own_calendar)
def revoke_calendar(calendar: Calendar) -> ResponseReturnValue:
    """Take an address back."""
    operations.revoke_calendar(actor=actor(), calendar=calendar)
    flash(_("The address is taken back: it leads nowhere any more."), "success")
    return redirect(url_for("meetings.calendars"), 303)
