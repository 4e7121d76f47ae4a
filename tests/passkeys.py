"""A device that keeps passkeys, written in software, so that a test can spoil each part of what it says."""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from community.accounts import ceremonies
from community.accounts.ceremonies import Purpose
from community.accounts.models import Member, Passkey
from community.accounts.models.passkeys import user_handle
from community.db import db

ORIGIN = "http://localhost"
PRESENT, VERIFIED, BACKUP_ELIGIBLE, BACKED_UP, ATTESTED = 0x01, 0x04, 0x08, 0x10, 0x40


def in_text(data: bytes) -> str:
    """Bytes as browsers write them: base64url without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def in_bytes(text: str) -> bytes:
    """What `in_text` wrote."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Device:
    """One key of one member, and what the device and the browser say about it; every part can be spoilt."""

    handle: bytes = b""
    number: int = 1
    credential_id: bytes = b""
    origin: str = ORIGIN
    name: str = "localhost"
    flags: int = PRESENT | VERIFIED
    sign_count: int = 0
    said: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # The same number makes the same key, so that a world built once can be used for long.
        self._key = ec.derive_private_key(self.number, ec.SECP256R1())
        self.credential_id = self.credential_id or hashlib.sha256(b"device %d" % self.number).digest()

    @property
    def public_key(self) -> bytes:
        """The public half, as COSE writes it: ES256."""
        point = self._key.public_key().public_numbers()
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")})

    def make(self, question: str) -> str:
        """Answer the question for a new passkey."""
        options = json.loads(question)
        self.handle = in_bytes(options["user"]["id"])
        data = self._authenticator_data(ATTESTED)
        data += bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id + self.public_key
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        told = self._told("webauthn.create", options["challenge"])
        return self._answer(clientDataJSON=told, attestationObject=attestation, transports=["internal", "unheard-of"])

    def use(self, question: str) -> str:
        """Answer the question for a passkey."""
        data, told = self._authenticator_data(), self._told("webauthn.get", json.loads(question)["challenge"])
        signature = self._key.sign(data + hashlib.sha256(told).digest(), ec.ECDSA(SHA256()))
        return self._answer(clientDataJSON=told, authenticatorData=data, signature=signature, userHandle=self.handle)

    def _authenticator_data(self, more: int = 0) -> bytes:
        name = hashlib.sha256(self.name.encode()).digest()
        return name + bytes([self.flags | more]) + self.sign_count.to_bytes(4, "big")

    def _told(self, kind: str, challenge: str) -> bytes:
        told = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(told | self.said).encode()

    def _answer(self, **parts: Any) -> str:
        response = {name: in_text(part) if isinstance(part, bytes) else part for name, part in parts.items()}
        identity = in_text(self.credential_id)
        return json.dumps({"id": identity, "rawId": identity, "type": "public-key", "response": response})


def with_passkey(member: Member, number: int = 1, **values: Any) -> tuple[Passkey, Device]:
    """Give a member a passkey; returns it and the device that holds its key."""
    device = Device(handle=user_handle(member), number=number)
    passkey = Passkey(
        member_id=member.id,
        credential_id=device.credential_id,
        public_key=device.public_key,
        **{"sign_count": 0, "name": "My phone", "transports": ["internal"], "backed_up": False} | values,
    )
    db.session.add(passkey)
    db.session.commit()
    return passkey, device


def answer_to_login(device: Device, binding: str) -> str:
    """What the device says when a visitor with this binding logs in."""
    return device.use(ceremonies.question(Purpose.LOG_IN, binding))
