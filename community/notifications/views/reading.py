"""What one has been told."""

from datetime import UTC, datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access import actor, guard
from community.clocks import clock_of
from community.db import now
from community.i18n import _
from community.notifications import operations, queries
from community.notifications.models import Notice
from community.notifications.views.blueprint import blueprint


@blueprint.get("/notices")
@guard("notifications.index")
def index() -> ResponseReturnValue:
    """Everything that one has been told, newest first, by the day on one's own clock."""
    page = queries.list_lines(actor(), after=request.args.get("after"))
    clock = clock_of(actor().time_zone)
    days = [(line.notice.at.astimezone(clock).date(), line) for line in page.items]
    return render_template("notifications/index.html", page=page, days=days, until=now().timestamp())


@blueprint.post("/notices/<uuid:notice_id>/visit")
@guard("notifications.visit", queries.find_notice)
def visit(notice: Notice) -> ResponseReturnValue:
    """Go to what a notice is about; it has been read then."""
    found = queries.find_work(actor(), notice)
    operations.read(actor=actor(), notice=notice)
    if found is None:
        flash(_("This is not there any more, or not open to you any more."), "info")
        return redirect(url_for("notifications.index"), 303)
    return redirect(url_for(found.kind.action, **found.values), 303)


@blueprint.post("/notices/<uuid:notice_id>/read")
@guard("notifications.read", queries.find_notice)
def read(notice: Notice) -> ResponseReturnValue:
    """Note that one has read of it, without going there."""
    operations.read(actor=actor(), notice=notice)
    return redirect(url_for("notifications.index"), 303)


@blueprint.post("/notices/read")
@guard("notifications.read_all")
def read_all() -> ResponseReturnValue:
    """Note that one has read of everything that stood on the page."""
    operations.read_all(actor=actor(), until=_moment(request.form.get("until", "")))
    flash(_("All notices count as read now."), "success")
    return redirect(url_for("notifications.index"), 303)


def _moment(seconds: str) -> datetime:
    """When the page was made, as it says itself; now, where it says nothing that can be."""
    try:
        return min(now(), datetime.fromtimestamp(float(seconds), UTC))
    except (ValueError, OverflowError, OSError):
        return now()
