"""What opens the line of an endorsement in the ledger.

The line is a salted commitment: SHA-256 of a random salt and of the statement that its owner can open (the
declaration's version, the commitments, the address). The salt is kept sealed while the endorsement counts; once it is
destroyed, the line says nothing of anybody.
"""

import hashlib
import json
import secrets

from community.accounts.addresses import normalize
from community.db import db
from community.declaration.models import DeclarationVersion
from community.endorsements.models import Endorsement

SALT_BYTES = 32
ENDORSED, WITHDRAWN, SET_ASIDE = "endorsed", "withdrawn", "set-aside"


def opening_of(endorsement: Endorsement) -> dict[str, str] | None:
    """What opens the line of an endorsement that counts: its salt and its statement."""
    opening: dict[str, str] | None = json.loads(endorsement.opening) if endorsement.opening else None
    return opening


def commit_to(salt: str, statement: str) -> bytes:
    """The salted commitment to a statement. salt: hexadecimal."""
    return hashlib.sha256(bytes.fromhex(salt) + statement.encode()).digest()


def new_opening(said: str) -> tuple[bytes, str]:
    """A salted commitment to a statement with a new salt, and what opens it, in JSON."""
    salt = secrets.token_hex(SALT_BYTES)
    return commit_to(salt, said), json.dumps({"salt": salt, "statement": said})


def statement(address: str, commitments: list[int], digest: str) -> str:
    """What somebody endorsed, as one line that is the same wherever it is made.

    address: normalized. digest: of the version of the declaration.
    """
    said = {"address": address, "commitments": commitments, "declaration": digest}
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def statement_of(endorsement: Endorsement) -> str:
    """What the owner of an endorsement endorsed."""
    version = db.session.get_one(DeclarationVersion, endorsement.version_id)
    return statement(normalize(endorsement.email), endorsement.commitments, version.digest)
