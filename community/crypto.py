"""Keys and what they do: sealed columns, blind indexes, signed links.

Sealing is AES-256-GCM (NIST SP 800-38D) with table, column and row as associated data, so that a sealed value moved
elsewhere does not open. Its keys, and those of the blind indexes that are stored, come in generations: the first
derives from the secret of the installation by HKDF (RFC 5869), later ones are random and kept by `community.keys`.
"""

import hashlib
import hmac
import os
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

FORMAT = b"\x01"
KEY_BYTES = 32
KEY_ID_BYTES = 4
NONCE_BYTES = 12
# A process looks for new generations at least this often. Nobody writes with one that is younger.
KEYS_LAST = 20.0  # seconds


class UnknownKey(InvalidTag):
    """An envelope was sealed with a key that this installation does not have."""


class WrongSecret(Exception):
    """The secret of the installation does not open the keys that its database holds."""


@dataclass(frozen=True)
class Generation:
    """Two keys that come and go together: one seals, one makes the blind indexes that are stored."""

    sealing: bytes = field(repr=False)
    indexing: bytes = field(repr=False)

    @property
    def key_id(self) -> bytes:
        """What envelopes name the generation by."""
        return key_id_of(self.sealing)


@dataclass(frozen=True)
class Keys:
    """The generations of one moment.

    current: what is written with. live: what is read and searched with, the current one among them.
    marking: the key of marks, which outlives generations (see `blind_mark`).
    """

    current: Generation
    live: tuple[Generation, ...]
    marking: bytes = field(repr=False)


class KeyStore(Protocol):
    """Where generations are kept."""

    def load(self, ring: "KeyRing") -> Keys | None:
        """All that is kept, or None while the derived keys are all there is."""

    def hold(self) -> bytes | None:
        """Inside an operation: the id of the current generation, which stays so until the operation ends, or b"" while
        the derived keys are all there is. Outside one: None."""


class KeyRing:
    """The keys of one installation, as one process knows them.

    secret: of the installation. old_secret: the one before, while not everything has been rotated away from it.
    """

    def __init__(self, secret: str, old_secret: str | None = None, store: KeyStore | None = None) -> None:
        # While no generation is kept, the old secret stays the one to write with: every process can read it.
        secrets = [old_secret, secret] if old_secret else [secret]
        derived = tuple(Generation(_derive(one, "encryption"), _derive(one, "blind-index")) for one in secrets)
        self.derived = Keys(derived[0], derived, derived[0].indexing)
        self._signing = [_derive(one, "signed-links") for one in secrets]  # the last one signs
        self._index = _derive(secret, "blind-index")
        self._wrapping = [AESGCM(_derive(one, "key-wrapping")) for one in reversed(secrets)]  # the first one wraps
        self._store = store
        self._lock = threading.Lock()
        self._keys: Keys | None = None
        self._read_at = 0.0
        # A key once known stays known to this process: what was read before a rotation may be opened after it.
        self._openers: dict[bytes, AESGCM] = {}

    def keys(self) -> Keys:
        """The generations, not older than KEYS_LAST."""
        return self._read_after(time.monotonic() - KEYS_LAST)

    def reload(self) -> Keys:
        """The generations as they are now."""
        return self._read_after(time.monotonic())

    def keys_to_write_with(self) -> Keys:
        """The generations; inside an operation the current one stays current until its end."""
        keys = self.keys()
        current = self._store.hold() if self._store else None
        if current is not None and keys.current.key_id != (current or self.derived.current.key_id):
            return self.reload()
        return keys

    def _read_after(self, moment: float) -> Keys:
        if self._keys is not None and self._read_at > moment:
            return self._keys
        with self._lock:
            if self._keys is None or self._read_at <= moment:  # else another thread has done it meanwhile
                read_at = time.monotonic()
                keys = (self._store.load(self) if self._store else None) or self.derived
                self._openers |= {generation.key_id: AESGCM(generation.sealing) for generation in keys.live}
                self._keys, self._read_at = keys, read_at
            return self._keys

    def seal(self, plain: str, place: str) -> bytes:
        """Encrypt text for one place (table, column and row)."""
        return self.sealer()(plain, place)

    def sealer(self) -> Callable[[str, str], bytes]:
        """What `seal` does, for thousands of texts in one operation: the key is looked up once."""
        current = self.keys_to_write_with().current
        cipher, head = self._openers[current.key_id], FORMAT + current.key_id

        def seal(plain: str, place: str) -> bytes:
            nonce = os.urandom(NONCE_BYTES)
            return head + nonce + cipher.encrypt(nonce, plain.encode(), head + place.encode())

        return seal

    def open(self, envelope: bytes, place: str) -> str:
        """Decrypt what `seal` made for the same place; raises InvalidTag for any other, UnknownKey without its key."""
        head, rest = envelope[: 1 + KEY_ID_BYTES], envelope[1 + KEY_ID_BYTES :]
        nonce, sealed_text = rest[:NONCE_BYTES], rest[NONCE_BYTES:]
        return self._opener(head[1:]).decrypt(nonce, sealed_text, head + place.encode()).decode()

    def _opener(self, key_id: bytes) -> AESGCM:
        self.keys()
        if key_id not in self._openers:
            self.reload()
        try:
            return self._openers[key_id]
        except KeyError:
            raise UnknownKey(f"There is no key {key_id.hex()}.") from None

    def wrap(self, material: bytes, key_id: bytes) -> bytes:
        """Encrypt keys, to be kept; only the secret of the installation opens them."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._wrapping[0].encrypt(nonce, material, b"data_key." + key_id)

    def unwrap(self, wrapped: bytes, key_id: bytes) -> bytes:
        """The keys that `wrap` was given, under this secret or the old one. Raises WrongSecret."""
        for wrapping in self._wrapping:
            try:
                return wrapping.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], b"data_key." + key_id)
            except InvalidTag:
                continue
        raise WrongSecret(
            "COMMUNITY_SECRET_KEY is not the secret that the keys of this database were wrapped with. "
            "Set it back, or set COMMUNITY_OLD_SECRET_KEY to the secret before."
        )

    def blind_index(self, purpose: str, value: str) -> bytes:
        """A keyed digest of what is not stored for long (HMAC-SHA-256, RFC 2104); it changes only with the secret."""
        return _digest(self._index, purpose, value)

    def serializer(self, purpose: str) -> URLSafeTimedSerializer:
        """The signer of links for one purpose; a link for another purpose does not pass."""
        return URLSafeTimedSerializer(self._signing, salt=purpose, signer_kwargs={"digest_method": hashlib.sha256})


def key_id_of(key: bytes) -> bytes:
    """The short name of a key, which tells nothing of it."""
    return hashlib.sha256(key).digest()[:KEY_ID_BYTES]


def new_generation() -> Generation:
    """Random keys."""
    return Generation(os.urandom(KEY_BYTES), os.urandom(KEY_BYTES))


def _derive(secret: str, purpose: str) -> bytes:
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=b"ripples", info=purpose.encode()).derive(secret.encode())


def _digest(key: bytes, purpose: str, value: str) -> bytes:
    return hmac.digest(key, f"{purpose}\0{value}".encode(), "sha256")


def key_ring() -> KeyRing:
    """The key ring of the running application."""
    ring: KeyRing = current_app.extensions["key_ring"]
    return ring


def blind_index(purpose: str, value: str) -> bytes:
    """A keyed digest of `value`; different purposes never match.

    It derives from the secret itself and does not rotate: for what is compared and forgotten, not for columns.
    """
    return key_ring().blind_index(purpose, value)


def column_index(purpose: str, value: str) -> bytes:
    """A keyed digest by which a sealed value can be found, not read: to be stored beside it."""
    return column_indexer(purpose)(value)


def column_indexer(purpose: str) -> Callable[[str], bytes]:
    """What `column_index` does for one purpose, for thousands of values in one operation."""
    key = key_ring().keys_to_write_with().current.indexing
    return lambda value: _digest(key, purpose, value)


def column_indexes(purpose: str, value: str) -> list[bytes]:
    """Every digest under which `value` may be stored at this moment; during a rotation there are two."""
    return [_digest(generation.indexing, purpose, value) for generation in key_ring().keys_to_write_with().live]


def blind_mark(purpose: str, value: str) -> bytes:
    """A keyed digest that remains when the value is forgotten, so that nobody could compute it anew.

    Its key is therefore never replaced: a rotation wraps it anew, no more.
    """
    return _digest(key_ring().keys_to_write_with().marking, purpose, value)


def sign(purpose: str, *parts: object) -> str:
    """A URL-safe signed token that carries `parts`.

    Tokens are not stored: put into `parts` the state that the link may change, and it works once. The signing key
    derives from the secret itself and changes with it alone; the old secret's tokens pass while it is configured.
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


class SealedField(NamedTuple):
    """Where something sealed is kept."""

    model: type
    name: str
    column: str


# Every sealed field there is, for whoever must find them all.
SEALED: list[SealedField] = []


class sealed:  # noqa: N801  (reads like a column in a model)
    """A text attribute kept encrypted in the binary column named by `column`."""

    def __init__(self, column: str) -> None:
        self.column = column

    def __set_name__(self, owner: type, name: str) -> None:
        SEALED.append(SealedField(owner, name, self.column))

    def _place(self, model: Any, identity: uuid.UUID) -> str:
        return f"{model.__tablename__}.{self.column}.{identity.hex}"

    def seal(self, model: type, identity: uuid.UUID, plain: str) -> bytes:
        """What the column is to hold for the row with this id, where no object is made of it."""
        return key_ring().seal(plain, self._place(model, identity))

    def __get__(self, row: Any, owner: type) -> Any:
        if row is None:
            return self
        envelope = getattr(row, self.column)
        return None if envelope is None else key_ring().open(envelope, self._place(row, row.id))

    def __set__(self, row: Any, plain: str | None) -> None:
        envelope = None if plain is None else self.seal(type(row), row.id, plain)
        setattr(row, self.column, envelope)
