"""What calendar programs ask for: they carry no cookie, so the token in the address says whose meetings they read.

The address is a secret. Nothing of the answer may be kept by caches between, and no other site may read it.
"""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from community.access import guard
from community.accounts.models import Member
from community.db import now
from community.i18n import _, in_language
from community.meetings import ics, operations, queries
from community.meetings.models import Calendar
from community.web.headers import never_store

blueprint = Blueprint("calendars", __name__)


@blueprint.get("/calendars/<token>.ics")
@guard("calendars.feed", queries.find_calendar)
def feed(found: tuple[Calendar, Member]) -> ResponseReturnValue:
    """The meetings that a calendar tells of."""
    calendar, owner = found
    never_store()
    with in_language(owner.language):
        data = ics.write_calendar(queries.list_told(calendar), is_discreet=calendar.is_discreet, name=_("Meetings"))
    if calendar.fetched_on != now().date():
        operations.note_fetched(calendar)
    response = Response(data, content_type=ics.MEDIA_TYPE)
    response.headers["X-Robots-Tag"] = "noindex"
    response.add_etag()
    response.make_conditional(request)
    return response
