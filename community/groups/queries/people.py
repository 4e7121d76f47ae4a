"""How the people of a group are shown to whoever looks at its pages."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, load_only

from community.accounts.models import Member
from community.db import db, now
from community.groups.models import Group, Membership
from community.groups.queries.fellows import find_insiders
from community.members.models import Profile
from community.members.queries import CALLED_BY, list_shown, show_each


@dataclass(frozen=True)
class PersonShown:
    """A person as one group shows them to one viewer.

    member: for the chip. name: "" where only the handle is shown. is_open: whether the profile may be gone to.
    picture: what `shown` has under this name.
    """

    member: Member
    name: str
    is_open: bool
    picture: Any = None


def show_people(viewer: Member | None, group: Group, people: Iterable[Member | None]) -> dict[uuid.UUID, PersonShown]:
    """How a group shows these people to `viewer`, by id.

    Who shows their name is shown by it; who does not, by the handle as long as the roster does so, too. Whoever is not
    in the answer is not to be named: "A member who is hidden now"; None is "A former member".
    """
    members = {member.id: member for member in people if member is not None}
    names = list_shown(viewer, members.values(), CALLED_BY)
    insiders = find_insiders(group, members.keys() - names.keys())
    named = {
        identity: PersonShown(members[identity], shown["display_name"], True, shown.get("picture"))
        for identity, shown in names.items()
    }
    return named | {identity: PersonShown(members[identity], "", False) for identity in insiders}


def show_coordinators(viewer: Member | None, group: Group) -> tuple[list[Member], dict[uuid.UUID, dict[str, Any]]]:
    """The coordinators who can act, longest first, and what they show of their profiles to `viewer`, by id.

    Not those whose powers still sleep. Who shows no name is among the first and not in the second.
    """
    rows = db.session.execute(_select_coordinators(), {"group_id": group.id, "now": now()}).all()
    shown = show_each(viewer, [profile for _member, profile in rows if profile is not None], CALLED_BY)
    names = {profile.member_id: fields for profile, fields in shown if "display_name" in fields}
    return [member for member, _profile in rows], names


@cache
def _select_coordinators() -> sa.Select[Member, Profile]:
    # Of each no more than is shown.
    called, shows = (Member.handle, Member.display_name), (Profile.picture, Profile.audiences)
    return (
        sa.select(Member, Profile)
        .join(Membership, Membership.member_id == Member.id)
        .outerjoin(Profile, Profile.member_id == Member.id)
        .options(load_only(*called), load_only(*shows), contains_eager(Profile.member).load_only(*called))
        .where(Membership.group_id == sa.bindparam("group_id"), Member.is_active)
        .where(Membership.is_powerful(sa.bindparam("now")))
        .order_by(Membership.joined_at, Membership.id)
    )
