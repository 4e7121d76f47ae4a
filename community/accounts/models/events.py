"""What happened to an account, as its owner can read it."""

import uuid
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from community.db import Identified, Model, choice, now


class EventKind(StrEnum):
    """What can happen to an account."""

    LOGGED_IN = "logged_in"
    NEW_DEVICE = "new_device"
    WRONG_ATTEMPTS = "wrong_attempts"
    SESSION_ENDED = "session_ended"
    SESSIONS_ENDED = "sessions_ended"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    PASSWORD_RESET = "password_reset"  # noqa: S105
    EMAIL_ASKED = "email_asked"
    EMAIL_CHANGED = "email_changed"
    EMAIL_RESTORED = "email_restored"
    TOTP_ADDED = "totp_added"
    TOTP_REMOVED = "totp_removed"
    CODES_MADE = "codes_made"
    CODE_USED = "code_used"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    PASSKEY_COPIED = "passkey_copied"
    HIDDEN = "hidden"
    DATA_ASKED = "data_asked"
    CLOSING_ASKED = "closing_asked"
    CLOSING_CANCELLED = "closing_cancelled"
    ROLE_CHANGED = "role_changed"


class SecurityEvent(Identified, Model):
    """One thing that happened; shown by the day, with a device no closer than a browser and a system."""

    __tablename__ = "security_event"

    member_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("member.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    kind: Mapped[EventKind] = mapped_column(choice(EventKind))
    device: Mapped[str] = mapped_column(sa.String(40), default="")
