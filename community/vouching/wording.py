"""How old vouches are, in words: months, never days."""

from datetime import date

from community.i18n import _
from community.vouching.queries import Tally
from community.web.templating import month


def ages(tally: Tally, today: date) -> str:
    """When the first and the latest of somebody's vouches were given; "" where there are none."""
    if tally.first is None or tally.latest is None:
        return ""
    first, latest = month(tally.first), month(tally.latest)
    if latest == month(today):
        words = (
            _("This month.") if first == latest else _("The first in %(first)s, the latest this month.", first=first)
        )
    elif first == latest:
        words = _("In %(month)s.", month=first)
    else:
        words = _("The first in %(first)s, the latest in %(latest)s.", first=first, latest=latest)
    return str(words)
