"""Signed notes (C2SP signed-note) and the checkpoints that are written as such (C2SP tlog-checkpoint)."""

import hashlib
from base64 import b64decode, b64encode
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from community.ledger.tree import HASH_BYTES

ED25519 = b"\1"
KEY_ID_BYTES = 4
PRIVATE_KEY_BYTES = 32
_DASH = "— "


class BadNote(Exception):
    """A note is not written as it should be, or nobody who is known has signed it; says which."""


class Checkpoint(NamedTuple):
    """What a checkpoint says: which ledger, how many entries, and the root of the tree above them."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


def public_key(private: bytes) -> bytes:
    """The public half of an Ed25519 key (RFC 8032)."""
    return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def verifier_key(origin: str, public: bytes) -> str:
    """The public key as one line, in the form that verifiers of signed notes take."""
    return f"{origin}+{_key_id(origin, public).hex()}+{b64encode(ED25519 + public).decode()}"


def make_note(checkpoint: Checkpoint, private: bytes) -> str:
    """The signed note of a checkpoint. private: the 32 bytes of an Ed25519 key (RFC 8032)."""
    key = Ed25519PrivateKey.from_private_bytes(private)
    text = checkpoint.text()
    signature = _key_id(checkpoint.origin, key.public_key().public_bytes_raw()) + key.sign(text.encode())
    return f"{text}\n{_DASH}{checkpoint.origin} {b64encode(signature).decode()}\n"


def open_checkpoint(note: str, origin: str, public: bytes) -> Checkpoint:
    """What a checkpoint says that was signed with this key. Raises BadNote."""
    text, separator, signatures = note.rpartition("\n\n")
    text += "\n"
    if not separator or not signatures.endswith("\n"):
        raise BadNote("It is not a signed note.")
    _require_signature(text, signatures.split("\n"), origin, public)
    checkpoint = _parse(text)
    if checkpoint.origin != origin:
        raise BadNote("It is of another ledger.")
    return checkpoint


def _parse(text: str) -> Checkpoint:
    try:
        origin, size, root, _end = text.split("\n")
        checkpoint = Checkpoint(origin, int(size), b64decode(root, validate=True))
    except ValueError:
        raise BadNote("It is not a checkpoint.") from None
    # One way of writing each checkpoint, and no other.
    if checkpoint.text() != text or len(checkpoint.root) != HASH_BYTES or checkpoint.size < 0:
        raise BadNote("It is not a checkpoint.")
    return checkpoint


def _require_signature(text: str, lines: list[str], origin: str, public: bytes) -> None:
    key, wanted = Ed25519PublicKey.from_public_bytes(public), _key_id(origin, public)
    for line in lines:
        name, _, encoded = line.removeprefix(_DASH).partition(" ")
        try:
            signature = b64decode(encoded, validate=True)
        except ValueError:
            continue
        is_ours = line.startswith(_DASH) and name == origin and signature[:KEY_ID_BYTES] == wanted
        if not is_ours or b64encode(signature).decode() != encoded:
            continue
        try:
            key.verify(signature[KEY_ID_BYTES:], text.encode())
        except InvalidSignature:
            raise BadNote("Its signature is wrong.") from None
        return
    raise BadNote("This ledger’s key has not signed it.")


def _key_id(origin: str, public: bytes) -> bytes:
    return hashlib.sha256(origin.encode() + b"\n" + ED25519 + public).digest()[:KEY_ID_BYTES]
