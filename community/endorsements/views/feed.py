"""The Atom feed (RFC 4287) of those who show their name."""

import re
from datetime import date, datetime

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from community.access import guard
from community.declaration.texts import text
from community.endorsements import queries
from community.endorsements.public_ids import endorsement_urn, urn_of
from community.endorsements.views.blueprint import blueprint
from community.endorsements.views.embeds import asked_commitment
from community.i18n import current_language
from community.web.publishing import publish

ENTRIES = 50
# What no XML may carry, not even escaped (XML 1.0, 2.2).
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@blueprint.get("/endorsements.atom")
@guard("endorsements.feed")
def feed() -> ResponseReturnValue:
    """The newest endorsements, of the declaration or of one commitment."""
    chosen, language = asked_commitment(), current_language()
    page = queries.list_endorsements(commitment=chosen, size=ENTRIES)
    own = text(language)
    document = render_template(
        "endorsements/feed.xml",
        chosen=chosen,
        entries=page.items,
        feed_urn=urn_of("feed", language, chosen),
        midnight=midnight,
        text=own,
        updated=midnight(max((entry.confirmed_at for entry in page.items), default=own.adopted)),
        urn=lambda entry: endorsement_urn(entry.id, entry.name),
    )
    return publish(Response(_NOT_IN_XML.sub("\ufffd", document), mimetype="application/atom+xml"))


def midnight(moment: datetime | date) -> str:
    """The day as a moment, as Atom wants it: the time of day is nobody's business."""
    return f"{moment.strftime('%Y-%m-%d')}T00:00:00Z"
