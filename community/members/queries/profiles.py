"""Reading profiles."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from community.accounts.models import Member
from community.db import db
from community.members.fellowship import fellows_among
from community.members.models import FIELDS, Audience, Profession, Profile
from community.members.models.blocks import blockers_among
from community.policy import Relation

# What somebody is called by.
CALLED_BY = ("display_name", "picture")


def get_profile(member: Member) -> Profile:
    """The profile of a member."""
    return _select_profiles(Profile.member_id == member.id).one()


def find_own_profession(member: Member) -> Profession | None:
    """The profession that a member has in their profile, for nobody but themself."""
    profile = db.session.scalar(sa.select(Profile).where(Profile.member_id == member.id))
    return profile.profession if profile else None


def find_profile(viewer: Member | None, handle: str) -> Profile | None:
    """The profile at an address, where the viewer may know of it: somebody who shows them nothing is not there."""
    found = find_shown(viewer, handle)
    return found[0] if found else None


def find_shown(viewer: Member | None, handle: str) -> tuple[Profile, dict[str, Any]] | None:
    """The same, with what of it the viewer may see."""
    profile = _select_profiles(Member.handle == handle.lower(), Member.is_active).one_or_none()
    if profile is None:
        return None
    shown = profile.shown_to(relations_of(viewer, profile))
    return (profile, shown) if "display_name" in shown else None


def relations_of(viewer: Member | None, profile: Profile) -> set[Relation]:
    """What the viewer is to the owner of a profile."""
    if viewer is None:
        return {Relation.ANYONE}
    return {Relation.ANYONE, Relation.MEMBER} | profile.relations_to(viewer)


def show_each(
    viewer: Member | None, profiles: Sequence[Profile], fields: Sequence[str] = FIELDS
) -> list[tuple[Profile, dict[str, Any]]]:
    """Each profile with what of these fields the viewer may see.

    Asks once who shares a group with the viewer, or blocks them.
    """
    if viewer is None:
        return [(profile, profile.shown_to({Relation.ANYONE}, fields)) for profile in profiles]
    ids = [profile.member_id for profile in profiles]
    known = {Relation.FELLOW: fellows_among(viewer.id, ids), Relation.BLOCKED: blockers_among(ids, viewer.id)}
    shown = []
    for profile in profiles:
        relations = {Relation.ANYONE, Relation.MEMBER} | profile.member.relations_to(viewer)
        relations |= {relation for relation, members in known.items() if profile.member_id in members}
        shown.append((profile, profile.shown_to(relations, fields)))
    return shown


def list_views(profile: Profile) -> list[tuple[Audience, dict[str, Any]]]:
    """What each audience sees of a profile, from everyone to the owner."""
    as_seen_by = {
        Audience.EVERYONE: {Relation.ANYONE},
        Audience.MEMBERS: {Relation.ANYONE, Relation.MEMBER},
        Audience.GROUPS: {Relation.ANYONE, Relation.MEMBER, Relation.FELLOW},
        Audience.ONLY_ME: {Relation.SELF},
    }
    return [(audience, profile.shown_to(relations)) for audience, relations in as_seen_by.items()]


def is_untouched(profile: Profile) -> bool:
    """Whether a profile tells nothing yet but the name."""
    return not any(getattr(profile, field) for field in FIELDS if field != "display_name")


def _select_profiles(*conditions: Any) -> sa.ScalarResult[Profile]:
    statement = sa.select(Profile).join(Profile.member).options(contains_eager(Profile.member)).where(*conditions)
    return db.session.scalars(statement)
