"""Words of notices."""

from community.i18n import Words, lazy
from community.notifications.models import Level

LEVELS: dict[Level, Words] = {
    Level.ALL: lazy("Each by mail"),
    Level.MINE: lazy("What concerns me by mail"),
    Level.DAILY: lazy("In a daily mail"),
    Level.WEEKLY: lazy("In a weekly mail"),
    Level.SITE: lazy("No mail, only here"),
    Level.NONE: lazy("Nothing at all"),
}
