"""What waits for somebody in their groups: for their desk. Features above groups add what waits in them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from community.accounts.models import Member
from community.groups.models import Group
from community.i18n import Words


@dataclass(frozen=True)
class Waiting:
    """So many things of one sort that wait in one group; since: the oldest of them; until: when it will be too late.

    endpoint: where they are done. values: what its address needs beside the group's slug.
    """

    group: Group
    words: Words
    count: int
    since: datetime
    endpoint: str
    values: dict[str, Any] = field(default_factory=dict)
    # Whether the page is one of the group's own.
    in_group: bool = True
    until: Words = ""

    @property
    def address(self) -> dict[str, Any]:
        """What the address of the page needs."""
        return ({"slug": self.group.slug} if self.in_group else {}) | self.values


# Takes a member; gives what waits for them now, in a number of queries that does not grow with their groups.
Provider = Callable[[Member], Sequence[Waiting]]

_providers: list[Provider] = []


def add_provider(provider: Provider) -> Provider:
    """Let a feature say what waits for somebody."""
    _providers.append(provider)
    return provider


def list_waiting(member: Member) -> list[Waiting]:
    """Everything that waits for somebody in their groups, longest first."""
    return sorted((one for provider in _providers for one in provider(member)), key=lambda one: one.since)
