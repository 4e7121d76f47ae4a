"""The codes of the second factor: those of an authenticator app, and those on paper."""

import hmac
import secrets
import unicodedata
import uuid
from datetime import datetime

import pyotp
from argon2.low_level import Type, hash_secret_raw

STEP = 30  # seconds that a code of an app stands for
# A code of the half minute before or after counts too: clocks differ, and people type slowly (RFC 6238, 5.2).
_DRIFT = (-1, 0, 1)

RECOVERY_CODES = 10
# Crockford's alphabet: what looks alike is there once. Twelve of 32 are 60 bits.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans("OIL", "011")
_GROUPS, _GROUP = 3, 4


def new_secret() -> str:
    """A secret for an authenticator app: 160 bits, as RFC 4226 advises."""
    return pyotp.random_base32()


def app_address(secret: str, name: str) -> str:
    """What the QR code says and what an app on the same phone opens: an otpauth address."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name="Ripples")


def steps_of(code: str, secret: str, moment: datetime) -> list[int]:
    """The steps around `moment` for which the secret gives this code; nearly always none or one."""
    typed = _typed(code)
    now = int(moment.timestamp()) // STEP
    app = pyotp.TOTP(secret)
    # Every step is computed and compared, so that the time taken does not tell which one came near.
    return [step for step in (now + drift for drift in _DRIFT) if hmac.compare_digest(app.generate_otp(step), typed)]


def next_code(secret: str, last_step: int, moment: datetime) -> str:
    """The code of the half minute of `moment`, or the next one where that has been taken."""
    return pyotp.TOTP(secret).generate_otp(max(int(moment.timestamp()) // STEP, last_step + 1))


def new_recovery_codes() -> list[str]:
    """Ten codes to be written down, each as in `7K2M-QX9D-0BVA`."""
    return [
        "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
        for _ in range(RECOVERY_CODES)
    ]


def digest_of(code: str, member_id: uuid.UUID) -> bytes:
    """What is kept of a recovery code: Argon2id with the member's own salt.

    60 bits alone would let somebody with a dump and much hardware try them all (OWASP ASVS 5.0, 6.5.2). The cost is
    the least that OWASP names, since the codes are random.
    """
    written = _typed(code).upper().translate(_LOOKALIKES)
    return hash_secret_raw(
        written.encode(), member_id.bytes, time_cost=5, memory_cost=7 * 1024, parallelism=1, hash_len=32, type=Type.ID
    )


def _typed(code: str) -> str:
    """A code as it was meant: full-width digits of a Korean keyboard are digits, blanks and hyphens are nothing."""
    composed = unicodedata.normalize("NFKC", code)
    return "".join(character for character in composed if character.isascii() and character.isalnum())
