"""The pages on which a group reads what was announced."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from community.access import can, guard, viewer
from community.announcements import queries
from community.announcements.models import Announcement
from community.announcements.views.blueprint import blueprint
from community.groups.models import Group
from community.groups.queries import find_group, show_people


@blueprint.get("/<slug>/announcements")
@guard("announcements.index", find_group)
def index(group: Group) -> ResponseReturnValue:
    """Everything that was announced, the pinned ones on top."""
    after = request.args.get("after")
    return render_template(
        "announcements/index.html",
        group=group,
        pinned=[] if after else queries.list_pinned(group),
        page=queries.list_announcements(group, after=after),
    )


@blueprint.get("/<slug>/announcements/<uuid:announcement_id>")
@guard("announcements.announcement", queries.find_announcement)
def announcement(announcement: Announcement) -> ResponseReturnValue:
    """One announcement, with what it said before."""
    group = announcement.group
    return render_template(
        "announcements/announcement.html",
        announcement=announcement,
        group=group,
        people=show_people(viewer(), group, [announcement.author]),
        editions=queries.list_editions(announcement) if announcement.edition > 1 else [],
        has_room=can("announcements.pin", group) and queries.has_room_for_pin(group),
    )
