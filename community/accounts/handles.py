"""Handles: the name in a member's address on the site, which tells nothing until the member chooses it."""

import secrets
from collections.abc import Callable

_WORDS = (
    "river harbour lantern dawn tide spring meadow bridge cedar island "
    "valley comet ember willow orchard summit breeze beacon delta garden"
).split()
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
# What stands where a handle would stand in an address of this site, or may one day.
_ADDRESSES = frozenset(
    "all directory edit export feed help index invite me matches members new picture pictures search settings "
    "suggestions vouches".split()
)
# Nobody speaks for the site or its offices under such a name, nor with such a word in it.
_OFFICES = frozenset(
    "abuse admin administration administrator administrators mod moderation moderator moderators "
    "official postmaster ripples root security staff support system webmaster".split()
)

_resting: list[Callable[[str], bool]] = []


def register(is_resting: Callable[[str], bool]) -> None:
    """Let a feature above say which handles rest."""
    _resting.append(is_resting)


def is_reserved(handle: str) -> bool:
    """Whether nobody can choose this handle: it is an address of the site, or speaks for it."""
    return handle in _ADDRESSES or not _OFFICES.isdisjoint(handle.split("-"))


def new_handle() -> str:
    """A random handle, easy to read aloud, that says nothing of order or person, and that rests for nobody."""
    while True:
        handle = secrets.choice(_WORDS) + "-" + "".join(secrets.choice(_LETTERS) for _ in range(6))
        if not any(is_resting(handle) for is_resting in _resting):
            return handle
