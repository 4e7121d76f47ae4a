"""Receipts: what the owner of an endorsement keeps, to prove that it is counted, without trusting this site."""

from base64 import b64encode
from typing import Any

from community.endorsements.models import Endorsement
from community.endorsements.queries.openings import ENDORSED, opening_of
from community.ledger.queries import prove


def make_receipt(endorsement: Endorsement) -> dict[str, Any] | None:
    """The receipt of an endorsement that counts, as the verifier of the ledger reads it; None where there is none.

    There is none of what does not count, and none until the next checkpoint, within about a minute.
    """
    opening = opening_of(endorsement)
    if opening is None or endorsement.leaf is None:
        return None
    proof = prove(f"{ENDORSED} {endorsement.leaf.hex()}")
    if proof is None:
        return None
    return {
        "entry": proof.entry,
        **opening,
        "position": proof.position,
        "proof": [b64encode(node).decode() for node in proof.path],
        "checkpoint": proof.checkpoint,
    }
