"""Cursors: where the next page of a list begins, in an address that tells nothing of it.

The last row of a page may be somebody who goes by a pseudonym. Its id is therefore sealed (AES-256-GCM), anew for every
answer, so that no two addresses can be compared; and for one list only, so that no other list opens it.
"""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from community.crypto import NONCE_BYTES, KeyRing, key_ring

LONGEST = 1000


def seal_cursor(purpose: str, place: bytes) -> str:
    """Seal a place in a list for an address. purpose: the list, which alone can open it."""
    nonce = os.urandom(NONCE_BYTES)
    sealed = nonce + _cipher(key_ring()).encrypt(nonce, place, purpose.encode())
    return urlsafe_b64encode(sealed).decode().rstrip("=")


def open_cursor(purpose: str, cursor: str | None) -> bytes | None:
    """The place that `seal_cursor` was given for the same list; None for anything else."""
    if not cursor or len(cursor) > LONGEST or not cursor.isascii():
        return None
    try:
        sealed = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        return _cipher(key_ring()).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], purpose.encode())
    except (InvalidTag, ValueError):  # forged, of another list, of another secret, or no cursor at all
        return None


@lru_cache(maxsize=1)
def _cipher(ring: KeyRing) -> AESGCM:
    # The key derives from the secret itself: it needs no row, and a cursor need not outlive a change of the secret.
    return AESGCM(ring.blind_index("key of cursors", ""))
