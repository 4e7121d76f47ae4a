"""What opens the line of an endorsement in the ledger.

The line is a salted commitment: SHA-256 of a random salt and of the statement that its owner can open (the
declaration's version, the commitments, the address). The salt is kept sealed while the endorsement counts; once it is
destroyed, the line says nothing of anybody.
"""

import hashlib
import json

from community.accounts.addresses import normalize
from community.db import db
from community.declaration.models import DeclarationVersion
from community.endorsements.models import Endorsement

ENDORSED, WITHDRAWN, SET_ASIDE = "endorsed", "withdrawn", "set-aside"


def opening_of(endorsement: Endorsement) -> dict[str, str] | None:
    """What opens the line of an endorsement that counts: its salt and its statement."""
    opening: dict[str, str] | None = json.loads(endorsement.opening) if endorsement.opening else None
    return opening


def commit_to(salt: str, statement: str) -> bytes:
    """The salted commitment to a statement. salt: hexadecimal."""
    return hashlib.sha256(bytes.fromhex(salt) + statement.encode()).digest()


def statement_of(endorsement: Endorsement) -> str:
    """What the owner endorsed, as one line that is the same wherever it is made."""
    said = {
        "address": normalize(endorsement.email),
        "commitments": endorsement.commitments,
        "declaration": db.session.get_one(DeclarationVersion, endorsement.version_id).digest,
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
