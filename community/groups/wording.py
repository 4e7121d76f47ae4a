"""How join policies and visibilities are called on pages."""

from community.groups.models import JoinPolicy, Visibility
from community.i18n import Words, lazy

JOIN_POLICIES: dict[JoinPolicy, Words] = {
    JoinPolicy.OPEN: lazy("Open"),
    JoinPolicy.ON_REQUEST: lazy("On request"),
    JoinPolicy.BY_INVITATION: lazy("By invitation"),
}

VISIBILITIES: dict[Visibility, Words] = {
    Visibility.PUBLIC: lazy("Public"),
    Visibility.MEMBERS: lazy("Only for members of the community"),
    Visibility.HIDDEN: lazy("Hidden"),
}
