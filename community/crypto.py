"""Keys and what they do: sealed columns, blind indexes, signed links.

Everything derives from the one secret of the installation by HKDF (RFC 5869). Sealing is AES-256-GCM (NIST SP 800-38D)
with table, column and row as associated data, so that a sealed value moved elsewhere does not open.
"""

import hashlib
import hmac
import os
import uuid
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

FORMAT = b"\x01"
KEY_ID_BYTES = 4
NONCE_BYTES = 12


class KeyRing:
    """The keys of one installation, derived from its secret."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._encryption = self._derive("encryption")
        self._index = self._derive("blind-index")
        self._signing = self._derive("signed-links")
        self.key_id = hashlib.sha256(self._encryption).digest()[:KEY_ID_BYTES]

    def _derive(self, purpose: str) -> bytes:
        return HKDF(hashes.SHA256(), 32, salt=b"ripples", info=purpose.encode()).derive(self._secret)

    def seal(self, plain: str, place: str) -> bytes:
        """Encrypt text for one place (table, column and row)."""
        nonce = os.urandom(NONCE_BYTES)
        head = FORMAT + self.key_id
        return head + nonce + AESGCM(self._encryption).encrypt(nonce, plain.encode(), head + place.encode())

    def open(self, envelope: bytes, place: str) -> str:
        """Decrypt what `seal` made for the same place; raises InvalidTag for any other."""
        head, rest = envelope[: 1 + KEY_ID_BYTES], envelope[1 + KEY_ID_BYTES :]
        nonce, sealed_text = rest[:NONCE_BYTES], rest[NONCE_BYTES:]
        return AESGCM(self._encryption).decrypt(nonce, sealed_text, head + place.encode()).decode()

    def blind_index(self, purpose: str, value: str) -> bytes:
        """A keyed digest by which an encrypted value can be found, not read (HMAC-SHA-256, RFC 2104)."""
        return hmac.digest(self._index, f"{purpose}\0{value}".encode(), "sha256")

    def serializer(self, purpose: str) -> URLSafeTimedSerializer:
        """The signer of links for one purpose; a link for another purpose does not pass."""
        return URLSafeTimedSerializer(self._signing, salt=purpose, signer_kwargs={"digest_method": hashlib.sha256})


def key_ring() -> KeyRing:
    """The key ring of the running application."""
    ring: KeyRing = current_app.extensions["key_ring"]
    return ring


def blind_index(purpose: str, value: str) -> bytes:
    """A keyed digest of `value` for exact look-ups; different purposes never match."""
    return key_ring().blind_index(purpose, value)


def sign(purpose: str, *parts: object) -> str:
    """A URL-safe signed token that carries `parts`.

    Tokens are not stored: put into `parts` the state that the link may change, and it works once.
    """
    return key_ring().serializer(purpose).dumps([str(part) for part in parts])


def unsign(purpose: str, token: str, max_age: int | None) -> list[str] | None:
    """The parts of a token made by `sign` for the same purpose, or None where it is forged or older than
    `max_age` seconds."""
    try:
        parts: list[str] = key_ring().serializer(purpose).loads(token, max_age=max_age)
    except BadSignature:
        return None
    return parts


class sealed:  # noqa: N801  (reads like a column in a model)
    """A text attribute kept encrypted in the binary column named by `column`."""

    def __init__(self, column: str) -> None:
        self.column = column

    def _place(self, row: Any) -> str:
        identity: uuid.UUID = row.id
        return f"{row.__tablename__}.{self.column}.{identity.hex}"

    def __get__(self, row: Any, owner: type) -> Any:
        if row is None:
            return self
        envelope = getattr(row, self.column)
        return None if envelope is None else key_ring().open(envelope, self._place(row))

    def __set__(self, row: Any, plain: str | None) -> None:
        envelope = None if plain is None else key_ring().seal(plain, self._place(row))
        setattr(row, self.column, envelope)
