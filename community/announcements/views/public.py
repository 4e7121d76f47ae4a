"""What everyone may read of a group's announcements: pages, and the Atom feed (RFC 4287)."""

import re
from datetime import datetime

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from community.access import guard, viewer
from community.announcements import queries
from community.announcements.models import Announcement
from community.announcements.views.blueprint import blueprint
from community.endorsements.public_ids import urn_of
from community.groups.models import Group
from community.i18n import current_language
from community.members.queries import list_shown
from community.web.publishing import publish

# What no XML may carry, not even escaped (XML 1.0, 2.2).
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@blueprint.get("/<slug>/news")
@guard("announcements.news", queries.find_public_group)
def news(group: Group) -> ResponseReturnValue:
    """What a group tells everyone."""
    after = request.args.get("after")
    return render_template(
        "announcements/news.html",
        group=group,
        pinned=[] if after else queries.list_pinned(group, public=True),
        page=queries.list_announcements(group, after=after, public=True),
    )


@blueprint.get("/<slug>/news/<uuid:announcement_id>")
@guard("announcements.published", queries.find_published)
def published(announcement: Announcement) -> ResponseReturnValue:
    """One announcement that everyone may read, with its author where they show their name to the one who looks."""
    author = announcement.author
    return render_template(
        "announcements/published.html",
        announcement=announcement,
        group=announcement.group,
        names=list_shown(viewer(), [author] if author else []),
    )


@blueprint.get("/<slug>.atom")
@guard("announcements.feed", queries.find_public_group)
def feed(group: Group) -> ResponseReturnValue:
    """What a group tells everyone, for feed readers; authors only where they show their name to everyone."""
    rows = queries.list_for_feed(group)
    document = render_template(
        "announcements/feed.xml",
        group=group,
        announcements=rows,
        names=list_shown(None, [row.author for row in rows if row.author]),
        updated=midnight(max((row.updated_at for row in rows), default=group.created_at)),
        midnight=midnight,
        feed_urn=urn_of("group feed", current_language(), group.id),
        urn=lambda row: urn_of("announcement", row.id),
    )
    return publish(Response(_NOT_IN_XML.sub("\ufffd", document), mimetype="application/atom+xml"))


def midnight(moment: datetime) -> str:
    """The day as a moment, as Atom wants it: the time of day is nobody's business."""
    return f"{moment.strftime('%Y-%m-%d')}T00:00:00Z"
