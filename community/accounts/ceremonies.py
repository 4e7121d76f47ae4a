"""What a browser is asked when a passkey is made or used, and whether its answer is genuine (WebAuthn Level 3).

A challenge is signed for one purpose and one browser, and lasts five minutes, so that showing a page writes nothing;
that it was answered is written down by the operation that accepts the answer.
"""

import hashlib
import json
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cache
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import idna
import webauthn
from flask import current_app
from webauthn.helpers import base64url_to_bytes, parse_client_data_json
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from community.accounts.models import Member, Passkey
from community.accounts.models.passkeys import user_handle
from community.config import Config
from community.crypto import sign, unsign
from community.i18n import _

CHALLENGE_LASTS = timedelta(minutes=5)
MOST_CHARACTERS = 64 * 1024
MOST_BYTES_OF_ID = 1023  # WebAuthn Level 3, section 4
# ES256, EdDSA, RS256: what the standard recommends, and every device has one of.
_ALGORITHMS = [
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
]
_PORTS = {"http": 80, "https": 443}


class Purpose(StrEnum):
    """What a passkey is asked for; an answer for one purpose is worth nothing for another."""

    ADD = "add"
    LOG_IN = "log-in"
    PROVE = "prove"


class NotGenuine(Exception):
    """The answer was not made by a passkey of this site for what it was asked."""


class TooLate(Exception):
    """The question was asked more than five minutes ago."""


@dataclass(frozen=True)
class Place:
    """Where passkeys of this site work: a name, and the address of the pages that may ask for them."""

    name: str
    origin: str


@dataclass(frozen=True)
class NewCredential:
    """What is known of a passkey that was just made."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: list[str]
    backed_up: bool


@dataclass(frozen=True)
class Use:
    """What a passkey said when it was used."""

    sign_count: int
    backed_up: bool


def place() -> Place:
    """Where passkeys work, from the public address of the site.

    They need a name, not a number. On the machine itself that is `localhost`, which stands for the same site.
    """
    config: Config = current_app.config["COMMUNITY"]
    return _place_of(config.public_url)


@cache
def _place_of(public_url: str) -> Place:
    parts = urlsplit(public_url)
    name = parts.hostname or ""
    if _is_loopback(name):
        name = "localhost"
    elif not name.isascii():
        name = idna.encode(name, uts46=True).decode()
    port = "" if parts.port in (None, _PORTS[parts.scheme]) else f":{parts.port}"
    return Place(name, f"{parts.scheme}://{name}{port}")


def new_question(member: Member, known: Sequence[Passkey], binding: str) -> str:
    """The options for making a passkey, as JSON. known: those that the member has; none of their devices makes another.

    binding: what only this browser has, such as its session.
    """
    options = webauthn.generate_registration_options(
        rp_id=place().name,
        rp_name=_("Ripples"),
        # What the device shows in its list of passkeys: never the address.
        user_name=member.handle,
        user_display_name=member.display_name,
        user_id=user_handle(member),
        challenge=_new_challenge(Purpose.ADD, binding),
        timeout=_milliseconds(),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=_describe(known),
        supported_pub_key_algs=_ALGORITHMS,
    )
    return webauthn.options_to_json(options)


def question(purpose: Purpose, binding: str, known: Sequence[Passkey] = ()) -> str:
    """The options for using a passkey, as JSON. known: those that will do; without them, whichever the device has."""
    options = webauthn.generate_authentication_options(
        rp_id=place().name,
        challenge=_new_challenge(purpose, binding),
        timeout=_milliseconds(),
        allow_credentials=_describe(known),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


def digest_of_challenge(answer: str, purpose: Purpose, binding: str) -> bytes:
    """The digest of the challenge that was answered. Raises NotGenuine where it was not ours for this, TooLate."""
    return hashlib.sha256(_challenge(answer, purpose, binding)).digest()


def credential_id_of(answer: str) -> bytes:
    """What the device calls the passkey that it answered with. Raises NotGenuine."""
    with _nonsense_is_not_genuine():
        return base64url_to_bytes(_read(answer)["rawId"])


def check_new(answer: str, binding: str) -> NewCredential:
    """The passkey that was made, its owner verified by the device. Raises NotGenuine, TooLate."""
    challenge = _challenge(answer, Purpose.ADD, binding)
    with _nonsense_is_not_genuine():
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=place().name,
            expected_origin=place().origin,
            require_user_verification=True,
            supported_pub_key_algs=_ALGORITHMS,
        )
        said = _read(answer)["response"].get("transports", [])
        transports = [transport.value for transport in AuthenticatorTransport if transport.value in said]
    if len(made.credential_id) > MOST_BYTES_OF_ID:
        raise NotGenuine
    return NewCredential(
        made.credential_id, made.credential_public_key, made.sign_count, transports, made.credential_backed_up
    )


def check_use(answer: str, purpose: Purpose, binding: str, passkey: Passkey) -> Use:
    """What a passkey said, if it is this one and its owner was verified by the device. Raises NotGenuine, TooLate.

    Whether its count went on is for the caller to judge: only a genuine answer tells of a copy.
    """
    challenge = _challenge(answer, purpose, binding)
    with _nonsense_is_not_genuine():
        used = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=place().name,
            expected_origin=place().origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
        handle = _read(answer)["response"].get("userHandle")
        # A device may leave the handle out only where it was told which passkey to use.
        if (handle or purpose is Purpose.LOG_IN) and base64url_to_bytes(handle) != user_handle(passkey.member):
            raise NotGenuine
    return Use(used.new_sign_count, used.credential_backed_up)


def _new_challenge(purpose: Purpose, binding: str) -> bytes:
    return sign(_salt(purpose, binding), secrets.token_urlsafe(32)).encode()


def _salt(purpose: Purpose, binding: str) -> str:
    return f"passkey-{purpose}-{binding}"


def _challenge(answer: str, purpose: Purpose, binding: str) -> bytes:
    """The challenge that was answered, ours for this purpose and browser, and not too old."""
    with _nonsense_is_not_genuine():
        said = parse_client_data_json(base64url_to_bytes(_read(answer)["response"]["clientDataJSON"]))
        token = said.challenge.decode()
        # A page of somebody else's around ours would be asking on its own behalf.
        if said.cross_origin or unsign(_salt(purpose, binding), token, max_age=None) is None:
            raise NotGenuine
    if unsign(_salt(purpose, binding), token, max_age=int(CHALLENGE_LASTS.total_seconds())) is None:
        raise TooLate
    return said.challenge


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > MOST_CHARACTERS:
        raise NotGenuine
    read: dict[str, Any] = json.loads(answer)
    return read


@contextmanager
def _nonsense_is_not_genuine() -> Iterator[None]:
    # Parsers and curves have many ways to fail at what was made up; every one of them is a no.
    try:
        yield
    except Exception as failure:
        raise NotGenuine from failure


def _describe(passkeys: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            id=passkey.credential_id, transports=[AuthenticatorTransport(name) for name in passkey.transports]
        )
        for passkey in passkeys
    ]


def _milliseconds() -> int:
    return int(CHALLENGE_LASTS.total_seconds()) * 1000


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
