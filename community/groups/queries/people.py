"""How the people of a group are shown to whoever looks at its pages."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from community.accounts.models import Member
from community.groups.models import Group
from community.groups.queries.fellows import find_insiders
from community.members.queries import list_shown


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
    names = list_shown(viewer, members.values())
    insiders = find_insiders(group, members.keys() - names.keys())
    named = {
        identity: PersonShown(members[identity], shown["display_name"], True, shown.get("picture"))
        for identity, shown in names.items()
    }
    return named | {identity: PersonShown(members[identity], "", False) for identity in insiders}
