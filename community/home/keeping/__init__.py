"""What the site keeps, told to everybody: what, why, for how long."""

from community.home.keeping.groups import OF_GROUPS
from community.home.keeping.people import OF_PEOPLE
from community.i18n import Words

# The privacy page is drawn from it; keep it true to the code.
KEPT: tuple[tuple[Words, Words, Words], ...] = OF_PEOPLE + OF_GROUPS
