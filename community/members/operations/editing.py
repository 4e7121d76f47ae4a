"""Writing profiles."""

from dataclasses import dataclass
from typing import Any

from community.accounts.models import Member
from community.db import atomic, db, lock
from community.members.models import FIELDS, Audience, Belonging, Profile
from community.members.operations.handles import change_handle
from community.members.operations.refusals import AudiencesChanged, BelongingNotConfirmed
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
    # Fields that are not named here stay as open as they are.
    audiences: dict[str, Audience]
    belonging_confirmed: bool
    # Who saw which field on the page on which this was asked for; None where it was asked for without a page.
    seen: dict[str, Audience] | None = None


def create_profile(member: Member) -> None:
    """Give a newly confirmed member an empty profile; part of the confirmation."""
    db.session.add(Profile(member_id=member.id))


@atomic
def edit_profile(*, actor: Member, change: ProfileChange) -> None:
    """Change one's own profile and who may see which field.

    Of two changes at once the later one holds, but an old page never opens what was closed meanwhile. Raises
    AudiencesChanged, BelongingNotConfirmed, and as `change_handle`.
    """
    profile = get_profile(actor)
    lock(profile)  # held before its member, as by whoever hides it
    if _opens_by_mistake(profile, change):
        raise AudiencesChanged
    if _opens_belonging(profile, change) and not change.belonging_confirmed:
        raise BelongingNotConfirmed
    if change.handle != actor.handle:
        profile.renew_address_of_picture()
    change_handle(actor, change.handle)
    actor.display_name = change.display_name
    actor.language = change.language
    for name, value in change.values.items():
        setattr(profile, name, value)
    profile.belonging = change.belonging
    profile.open_to({field: profile.audience(field) for field in FIELDS} | change.audiences)


def _opens_by_mistake(profile: Profile, change: ProfileChange) -> bool:
    """Whether this opens a field that has been changed since its page was opened: on another device, or by hiding."""
    if change.seen is None:
        return False
    return any(
        opens(audience, profile.audience(field)) and change.seen.get(field) is not profile.audience(field)
        for field, audience in change.audiences.items()
    )


def opens(audience: Audience, before: Audience) -> bool:
    """Whether more people belong to the one audience than to the other."""
    return _FEWEST_TO_MOST.index(audience) > _FEWEST_TO_MOST.index(before)


def _opens_belonging(profile: Profile, change: ProfileChange) -> bool:
    """Whether this shows somebody new that the member belongs to the defector community."""
    if change.belonging is not Belonging.DEFECTOR_COMMUNITY:
        return False
    said_before = profile.belonging == Belonging.DEFECTOR_COMMUNITY
    before = profile.audience("belonging") if said_before else Audience.ONLY_ME
    return opens(change.audiences["belonging"], before)
