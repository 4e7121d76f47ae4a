"""Handles: the name in a member's address on the site, which tells nothing until the member chooses it."""

import secrets

_WORDS = (
    "river harbour lantern dawn tide spring meadow bridge cedar island "
    "valley comet ember willow orchard summit breeze beacon delta garden"
).split()
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def new_handle() -> str:
    """A random handle, easy to read aloud, that says nothing of order or person."""
    return secrets.choice(_WORDS) + "-" + "".join(secrets.choice(_LETTERS) for _ in range(6))
