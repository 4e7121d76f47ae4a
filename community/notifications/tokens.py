"""Links that end one sort of mails at one press (RFC 8058), also for whoever is not logged in.

What a link is for is sealed into it (AES-256-GCM): who reads it learns nothing, and who changes it has nothing. It is
not kept anywhere and does not run out; its key is that of marks, which outlives every change of keys.
"""

import os
import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from community.crypto import NONCE_BYTES, blind_mark
from community.notifications.models import KIND_LENGTH

LONGEST = 300
_PURPOSE = b"unsubscribe"


@dataclass(frozen=True)
class Subscription:
    """Mails that somebody gets: of one kind of thing in one group, or, where both are None, the digest."""

    member_id: uuid.UUID
    group_id: uuid.UUID | None = None
    kind: str | None = None


def seal_subscription(subscription: Subscription) -> str:
    """The token of a link that ends these mails."""
    plain = subscription.member_id.bytes
    if subscription.group_id and subscription.kind:
        plain += subscription.group_id.bytes + subscription.kind.encode().ljust(KIND_LENGTH)
    # As long as any other, so that the length does not tell what it is for.
    nonce = os.urandom(NONCE_BYTES)
    sealed = nonce + _cipher().encrypt(nonce, plain.ljust(32 + KIND_LENGTH, b"\0"), _PURPOSE)
    return urlsafe_b64encode(sealed).decode().rstrip("=")


def open_subscription(token: str) -> Subscription | None:
    """What `seal_subscription` made the token for; None for anything else."""
    if len(token) > LONGEST or not token.isascii():
        return None
    try:
        sealed = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        plain = _cipher().decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _PURPOSE)
    except (InvalidTag, ValueError):
        return None
    member_id, group_id, kind = plain[:16], plain[16:32], plain[32:]
    if not any(group_id):
        return Subscription(uuid.UUID(bytes=member_id))
    return Subscription(uuid.UUID(bytes=member_id), uuid.UUID(bytes=group_id), kind.decode().strip())


def _cipher() -> AESGCM:
    return AESGCM(blind_mark("key of unsubscribing", ""))
