"""What a backup says of itself: when it was made, of what, and how much there must be when it is brought back."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hmac import compare_digest

from community.config import Config
from community.crypto import KeyRing

PURPOSE = "backup"


@dataclass(frozen=True)
class Statement:
    """What is in a backup.

    made_at: the moment (UTC) whose state it holds. database: "sqlite" or "postgresql". revision: of its tables.
    rows: how many each table has. digest: of the copy of the database (SHA-256, hexadecimal). checkpoint: the last
    one of the ledger that was signed then.
    """

    made_at: datetime
    database: str
    revision: str
    rows: dict[str, int]
    digest: str
    checkpoint: str | None

    def to_json(self) -> str:
        """The statement as text."""
        return json.dumps(asdict(self) | {"made_at": self.made_at.isoformat()}, indent=1, ensure_ascii=False)


def read_statement(text: str) -> Statement:
    """The statement that `to_json` made into this text."""
    said = json.loads(text)
    return Statement(**said | {"made_at": datetime.fromisoformat(said["made_at"]).astimezone(UTC)})


def mark_of(text: str, config: Config) -> str:
    """A keyed digest of the statement's text, which only an installation with the same secret can make.

    Whoever knows the public key can encrypt to it: this shows that the backup is one of ours, and the secret the same.
    """
    return _mark(text, config.secret_key)


def is_ours(text: str, mark: str, config: Config) -> bool:
    """Whether the mark was made of this text with the secret of this installation, or with the one before."""
    secrets = filter(None, (config.secret_key, config.old_secret_key))
    return any(compare_digest(_mark(text, secret).encode(), mark.encode()) for secret in secrets)


def _mark(text: str, secret: str) -> str:
    return KeyRing(secret).blind_index(PURPOSE, text).hex()
