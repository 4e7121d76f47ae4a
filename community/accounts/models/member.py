"""The member: who can log in, and what they are to the site."""

import uuid
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from community.accounts.addresses import FoundByAddress
from community.crypto import sealed
from community.db import Identified, Model, choice, now
from community.policy import Relation


class Role(StrEnum):
    """What a member is to the whole site."""

    MEMBER = "member"
    MODERATOR = "moderator"
    ADMINISTRATOR = "administrator"


class MemberState(StrEnum):
    """Whether a member can log in."""

    UNCONFIRMED = "unconfirmed"
    ACTIVE = "active"
    SUSPENDED = "suspended"


_STANDING = {
    Role.MEMBER: {Relation.MEMBER},
    Role.MODERATOR: {Relation.MEMBER, Relation.MODERATOR},
    Role.ADMINISTRATOR: {Relation.MEMBER, Relation.MODERATOR, Relation.ADMINISTRATOR},
}


class ExitTo(StrEnum):
    """Where the quick exit leads a member."""

    SITE = "site"
    ENCYCLOPEDIA = "encyclopedia"
    WEATHER = "weather"
    PORTAL = "portal"


class Member(FoundByAddress, Identified, Model):
    """A person with an account.

    An address may have several unconfirmed rows, so that nobody can overwrite what another typed; one of them is
    confirmed, the others go.
    """

    __tablename__ = "member"

    handle: Mapped[str] = mapped_column(sa.String(30), unique=True)
    display_name: Mapped[str] = mapped_column(sa.String(80))
    email_sealed: Mapped[bytes]
    email_index: Mapped[bytes] = mapped_column(index=True)
    password_hash: Mapped[str] = mapped_column(sa.String(255))
    language: Mapped[str] = mapped_column(sa.String(2))
    # IANA's name of the zone whose clock the member reads; "" where they did not say: times are told in UTC then.
    time_zone: Mapped[str] = mapped_column(sa.String(64), default="", server_default=sa.text("''"))
    role: Mapped[Role] = mapped_column(choice(Role), default=Role.MEMBER)
    state: Mapped[MemberState] = mapped_column(choice(MemberState), default=MemberState.UNCONFIRMED)
    created_at: Mapped[datetime] = mapped_column(default=now)
    confirmed_at: Mapped[datetime | None]
    suspended_reason: Mapped[str | None] = mapped_column(sa.String(500))
    # Set while the member may still change their mind about deleting the account: nobody is shown them meanwhile.
    closes_at: Mapped[datetime | None] = mapped_column(index=True)
    # Mails and pages that do not show, to somebody who looks on, what they are about.
    discreet: Mapped[bool] = mapped_column(default=False, server_default=sa.text("false"))
    exit_to: Mapped[ExitTo] = mapped_column(choice(ExitTo), default=ExitTo.SITE, server_default=sa.text("'site'"))
    exit_ends_session: Mapped[bool] = mapped_column(default=False, server_default=sa.text("false"))

    email = sealed("email_sealed")

    __table_args__ = (
        sa.Index(
            "uq_member_confirmed_email",
            "email_index",
            unique=True,
            sqlite_where=sa.text("state != 'unconfirmed'"),
            postgresql_where=sa.text("state != 'unconfirmed'"),
        ),
        sa.CheckConstraint("state = 'unconfirmed' OR confirmed_at IS NOT NULL", name="confirmed_has_time"),
    )

    # Set for the one who is logged in without a second factor: their powers sleep until they have proved one.
    powers_locked = False

    @hybrid_property
    def is_active(self) -> bool:
        """Whether this member may act on the site now, and others may know of them; also a condition in queries."""
        return self.state is MemberState.ACTIVE and self.closes_at is None

    @is_active.inplace.expression
    @classmethod
    def _is_active_in_queries(cls) -> sa.ColumnElement[bool]:
        return sa.and_(cls.state == MemberState.ACTIVE, cls.closes_at.is_(None))

    @property
    def may_log_in(self) -> bool:
        """Whether this member may come in: logging in calls off the deletion of the account."""
        return self.state is MemberState.ACTIVE

    def standing(self) -> set[Relation]:
        """What this member is to the whole site."""
        return set(_STANDING[self.role]) if self.is_active else set()

    def wields(self, power: Relation) -> bool:
        """Whether this member has a power over the whole site, and it is awake."""
        return power in self.standing() and not self.powers_locked

    def relations_to(self, member: "Member") -> set[Relation]:
        """What `member` is to this one."""
        return {Relation.SELF} if member.id == self.id else set()


class FirstAdministrator(Model):
    """Who opened the link printed at the first start. There is one row, so the link works once."""

    __tablename__ = "first_administrator"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    # None once that member has deleted the account: the link is used up all the same.
    member_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("member.id"))

    __table_args__ = (sa.CheckConstraint("number = 1", name="only_one"),)
