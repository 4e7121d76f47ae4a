"""Whether there is room for one more at an address: two people of a household may share one, told apart by names."""

from community.endorsements.models import Endorsement, EndorsementState
from community.endorsements.queries import Household
from community.endorsements.refusals import HouseholdFull, NameNeeded, NameTaken


def require_room(household: Household, mark: str, besides: Endorsement | None) -> None:
    """Check that an endorsement under this mark may count beside those that do; `besides` is the one it is or replaces.

    Raises NameNeeded, NameTaken, HouseholdFull.
    """
    others = [one for one in household.settled if one is not besides]
    if any(not (mark and one.mark) for one in others):
        raise NameNeeded
    if any(one.mark == mark for one in others):
        raise NameTaken
    is_new = besides is None or besides.state is EndorsementState.PENDING
    if is_new and household.is_full:
        raise HouseholdFull


def has_room(household: Household, endorsement: Endorsement) -> bool:
    """Whether a waiting endorsement may count beside those that do."""
    try:
        require_room(household, endorsement.mark, besides=endorsement)
    except (HouseholdFull, NameNeeded, NameTaken):
        return False
    return True
