"""Names of endorsements for other programs, which tell nothing of them and lead nowhere in the database."""

import uuid
from typing import Any

from community.crypto import blind_mark


def urn_of(kind: str, *parts: Any) -> str:
    """A name (RFC 9562, version 8) that is always the same for the same thing, and for nothing else."""
    digits = int.from_bytes(blind_mark(f"urn of {kind}", "\n".join(map(str, parts)))[:16])
    digits = digits & ~(0xF << 76) | 8 << 76  # the version
    digits = digits & ~(0x3 << 62) | 0x2 << 62  # the variant
    return uuid.UUID(int=digits).urn


def endorsement_urn(endorsement_id: uuid.UUID, name: str) -> str:
    """The name of an endorsement that shows a name: whoever shows another is not tied to the one before."""
    return urn_of("endorsement", endorsement_id, name)
