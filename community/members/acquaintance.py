"""Whom a member has met, whether or not they still show them a name: features above tell it through here."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from community.accounts.models import Member
from community.policy import Relation


@dataclass(frozen=True)
class Known:
    """Somebody as far as another member knows them.

    handle: as that member knows it; whoever hides and takes another one is not followed to it.
    shown: what they show of their profile now; empty where they show no name.
    """

    member: Member
    handle: str
    shown: dict[str, Any]

    @property
    def names(self) -> dict[uuid.UUID, dict[str, Any]]:
        """The same as lists have it: what is shown by the member's id, where a name is."""
        return {self.member.id: self.shown} if self.shown else {}

    def relations_to(self, member: Member) -> set[Relation]:
        """What `member` is to them."""
        return self.member.relations_to(member)


# Takes a member, and a handle as that member knew it; gives whom it meant, where the two have met.
FindMet = Callable[[Member, str], Member | None]

_known: list[FindMet] = []


def register(find: FindMet) -> None:
    """Let a feature above answer who has met whom."""
    _known.append(find)


def find_met(viewer: Member, handle: str) -> Member | None:
    """Whom the viewer has met under this handle."""
    return next((met for find in _known if (met := find(viewer, handle)) is not None), None)
