"""An authenticator app for tests, and members who have one."""

import pyotp

from community.accounts.codes import STEP
from community.accounts.models import Member, Totp
from community.accounts.queries import find_totp
from community.db import db, now


def code_of(secret: str, ahead: int = 0) -> str:
    """What the app shows now, or will show so many half minutes later."""
    return pyotp.TOTP(secret).generate_otp(int(now().timestamp()) // STEP + ahead)


def secret_of(member: Member) -> str:
    """The secret that the member's app holds."""
    totp = find_totp(member)
    assert totp is not None
    secret: str = totp.secret
    return secret


def with_app(member: Member) -> str:
    """Give a member an app that is in use; returns its secret."""
    totp = Totp(member_id=member.id, confirmed_at=now())
    totp.secret = secret = pyotp.random_base32()
    db.session.add(totp)
    db.session.commit()
    return secret
