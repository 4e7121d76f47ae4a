"""Ways into a group that its coordinators open, and the tree that they make: who brought whom."""

import uuid
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.crypto import sealed
from community.db import Identified, Model, choice, now
from community.groups.models.groups import Group
from community.groups.models.memberships import GroupRole, OfGroup
from community.policy import Relation


class InvitationWay(StrEnum):
    """How an invitation reaches whom it is for."""

    LINK = "link"
    MAIL = "mail"
    HANDLE = "handle"


class InvitationState(StrEnum):
    """What has become of an invitation."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    REVOKED = "revoked"
    DECLINED = "declined"
    REPORTED = "reported"


class Invitation(OfGroup, Identified, Model):
    """Admits whoever opens its link, or the one person whom it was sent to, until it is used up or closed.

    Rows by which somebody came in stay: `parent_id` is the invitation by which the one who made this one had come in.
    It is set when the row is made and never changed, so a tree cannot become a circle; and it holds together when the
    person between is deleted.
    """

    __tablename__ = "invitation"

    group_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("working_group.id"))
    # None once that member has deleted the account.
    created_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("member.id"), index=True)
    parent_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("invitation.id"), index=True)
    way: Mapped[InvitationWay] = mapped_column(
        choice(InvitationWay), default=InvitationWay.LINK, server_default=sa.text("'link'")
    )
    role: Mapped[GroupRole] = mapped_column(
        choice(GroupRole), default=GroupRole.MEMBER, server_default=sa.text("'member'")
    )
    # Whom it was sent to: the address, or the handle as it was typed, whether there is anybody of that name or not.
    recipient_sealed: Mapped[bytes | None]
    # By which invitations to one address are counted, and are found not to be wanted, when the address is forgotten;
    # and by which those to one handle are found when whoever has it goes.
    address_mark: Mapped[bytes | None] = mapped_column(index=True)
    # In which language it is written to somebody of whom nothing is known; "" where it is not.
    language: Mapped[str] = mapped_column(sa.String(2), default="", server_default=sa.text("''"))
    # Whom an invitation by handle has reached, None also where it never does; and who came in by one by mail.
    invitee_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("member.id"), index=True)
    note_sealed: Mapped[bytes | None]
    max_uses: Mapped[int]
    uses: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]
    reported_at: Mapped[datetime | None]

    note = sealed("note_sealed")
    recipient = sealed("recipient_sealed")
    group: Mapped[Group] = relationship(lazy="raise", viewonly=True)
    created_by: Mapped[Member | None] = relationship(lazy="raise", viewonly=True, foreign_keys=created_by_id)

    __table_args__ = (
        sa.CheckConstraint("uses >= 0 AND uses <= max_uses", name="uses_within_limit"),
        sa.CheckConstraint("way = 'link' OR max_uses = 1", name="for_one_person"),
        sa.CheckConstraint("role = 'member' OR way = 'handle'", name="coordinators_by_handle"),
        sa.CheckConstraint("parent_id != id", name="not_its_own_parent"),
        sa.Index("ix_invitation_listing", "group_id", "created_at", "id"),
    )

    @property
    def is_open(self) -> bool:
        """Whether it still admits somebody, as far as this row can tell."""
        return self.state is InvitationState.OPEN

    @property
    def state(self) -> InvitationState:
        """What has become of it."""
        ended = {
            InvitationState.REPORTED: self.reported_at is not None,
            InvitationState.DECLINED: self.declined_at is not None,
            InvitationState.REVOKED: self.revoked_at is not None,
            InvitationState.USED: self.uses >= self.max_uses,
            InvitationState.EXPIRED: self.expires_at <= now(),
        }
        return next((state for state, is_so in ended.items() if is_so), InvitationState.OPEN)

    def relations_to(self, member: Member) -> set[Relation]:
        """What `member` is to the group; and whom it was sent to by name is the one whom it is about."""
        mine = {Relation.SELF} if self.invitee_id is not None and self.invitee_id == member.id else set()
        return super().relations_to(member) | mine
