"""Tasks, and what was done with them."""

import uuid
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.crypto import sealed
from community.db import Identified, Model, choice, now
from community.groups.models import Group, OfGroup
from community.policy import Relation

TITLE_LENGTH = 120
DESCRIPTION_LENGTH = 5000


class TaskState(StrEnum):
    """How far a task is."""

    OPEN = "open"
    UNDER_WAY = "under_way"
    DONE = "done"


class Task(OfGroup, Identified, Model):
    """Something that is to be done in a group; what it says is sealed. It belongs to the group, not to its author."""

    __tablename__ = "task"

    group_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("working_group.id"))
    # None once that member has deleted the account.
    author_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("member.id"), index=True)
    assignee_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("member.id"), index=True)
    # Since when nobody does it, because whoever did has left the group: coordinators find somebody else.
    left_at: Mapped[datetime | None]
    title_sealed: Mapped[bytes]
    description_sealed: Mapped[bytes | None]
    language: Mapped[str] = mapped_column(sa.String(2))
    # A day, not a moment: it is over when the day is, wherever one reads it.
    due_day: Mapped[date | None]
    commitment: Mapped[int | None]
    state: Mapped[TaskState] = mapped_column(choice(TaskState), default=TaskState.OPEN)
    done_at: Mapped[datetime | None]
    # Grows with every change of the words, so that nobody overwrites what they have not read.
    version: Mapped[int] = mapped_column(default=1)
    # The due day of which the assignee has been reminded.
    reminded_of: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(default=now)

    title = sealed("title_sealed")
    description = sealed("description_sealed")
    author: Mapped[Member | None] = relationship(lazy="raise", viewonly=True, foreign_keys=author_id)
    assignee: Mapped[Member | None] = relationship(lazy="raise", viewonly=True, foreign_keys=assignee_id)
    group: Mapped[Group] = relationship(lazy="raise", viewonly=True)

    __table_args__ = (
        sa.CheckConstraint("commitment BETWEEN 1 AND 7", name="one_of_seven"),
        sa.CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done_has_time"),
        sa.CheckConstraint("left_at IS NULL OR assignee_id IS NULL", name="nobody_does_what_was_left"),
        sa.Index("ix_task_listing", "group_id", "state", "due_day"),
    )

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return self.state is TaskState.DONE

    def is_overdue(self, today: date) -> bool:
        """Whether its day is over and it is not done. today: the day where the reader is."""
        return self.due_day is not None and self.due_day < today and not self.is_done

    def relations_to(self, member: Member) -> set[Relation]:
        """What `member` is to the group, and whether the task is theirs: as long as they work in the group."""
        found = super().relations_to(member)
        own = self.author_id == member.id and Relation.GROUP_MEMBER in found
        return found | {Relation.SELF} if own else found


class TaskStep(Identified, Model):
    """One change of a task's state: who changed it, when. by_id: None for members who have gone, and for the site."""

    __tablename__ = "task_step"

    task_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("task.id", ondelete="CASCADE"), index=True)
    state: Mapped[TaskState] = mapped_column(choice(TaskState))
    by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("member.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)

    by: Mapped[Member | None] = relationship(lazy="raise", viewonly=True)
    task: Mapped[Task] = relationship(lazy="raise", viewonly=True)
