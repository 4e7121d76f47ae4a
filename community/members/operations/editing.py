"""Writing profiles."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError

from community.accounts.models import Member
from community.db import atomic, db
from community.members.models import Audience, Belonging, Profile
from community.members.operations.refusals import BelongingNotConfirmed, HandleTaken
from community.members.queries import get_profile

_FEWEST_TO_MOST = list(Audience)


@dataclass(frozen=True)
class ProfileChange:
    """Everything that a member can change about their profile at once."""

    handle: str
    display_name: str
    language: str
    values: dict[str, Any]
    belonging: Belonging | None
    audiences: dict[str, Audience]
    belonging_confirmed: bool


def create_profile(member: Member) -> None:
    """Give a newly confirmed member an empty profile; part of the confirmation."""
    db.session.add(Profile(member_id=member.id))


@atomic
def edit_profile(*, actor: Member, change: ProfileChange) -> None:
    """Change one's own profile and who may see which field. Raises HandleTaken, BelongingNotConfirmed."""
    profile = get_profile(actor)
    if _opens_belonging(profile, change) and not change.belonging_confirmed:
        raise BelongingNotConfirmed
    actor.handle = change.handle
    actor.display_name = change.display_name
    actor.language = change.language
    for name, value in change.values.items():
        setattr(profile, name, value)
    profile.belonging = change.belonging
    profile.open_to(change.audiences)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise HandleTaken from error


def _opens_belonging(profile: Profile, change: ProfileChange) -> bool:
    """Whether this shows somebody new that the member belongs to the defector community."""
    if change.belonging is not Belonging.DEFECTOR_COMMUNITY:
        return False
    said_before = profile.belonging == Belonging.DEFECTOR_COMMUNITY
    before = profile.audience("belonging") if said_before else Audience.ONLY_ME
    return _FEWEST_TO_MOST.index(change.audiences["belonging"]) > _FEWEST_TO_MOST.index(before)
