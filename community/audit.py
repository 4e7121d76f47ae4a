"""The trail of what was done to whom by whom, which moderators read.

It is written, never changed; but whoever deletes their account is forgotten here, too.
"""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from community.db import Identified, Model, db, now
from community.web.pagination import Page, paginate

# Who stands in the place of a member who was forgotten; in that of a name stands "".
NOBODY = uuid.UUID(int=0)
# What tells somebody that others told moderators about them. Whom it is about does not read it, whatever their role.
CONFIDENTIAL = ("reports.settle",)


class AuditEntry(Identified, Model):
    """One act. Handles are kept as they were at that moment, so that the trail reads after people have left."""

    __tablename__ = "audit_entry"

    at: Mapped[datetime] = mapped_column(default=now, index=True)
    action: Mapped[str] = mapped_column(sa.String(60), index=True)
    actor_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    actor_name: Mapped[str | None] = mapped_column(sa.String(80))
    subject_type: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[uuid.UUID] = mapped_column(index=True)
    subject_name: Mapped[str] = mapped_column(sa.String(120))
    details: Mapped[dict[str, Any]]
    # Where it was done: the working group, for an act in one. Those who belong there read its trail in plain words.
    place_id: Mapped[uuid.UUID | None]

    __table_args__ = (sa.Index("ix_audit_entry_place", "place_id", "at", "id"),)


def record(actor: Any | None, action: str, subject: Any, *, place: Any | None = None, **details: Any) -> AuditEntry:
    """Write one act into the trail, in the transaction of the act itself.

    actor: the member who acted, or None for the site itself.
    action: what was done, dotted, as `groups.approve`.
    subject: the row it was done to; `details` are plain values, never an address or a secret.
    place: the working group it was done in, or None for what belongs to none. Each act in a group names it, and has a
        sentence for its members in `SENTENCES` of `community.groups.trail`.
    Returns the entry.
    """
    entry = AuditEntry(
        action=action,
        actor_id=actor.id if actor else None,
        actor_name=_name(actor) if actor else None,
        subject_type=subject.__tablename__,
        subject_id=subject.id,
        subject_name=_name(subject),
        details=details,
        place_id=place.id if place is not None else None,
    )
    db.session.add(entry)
    return entry


def forget(member: Any) -> None:
    """Take a member out of the trail: that something was done remains, not by whom, to whom or why to them.

    Part of the operation that deletes the member.
    """
    acts = sa.update(AuditEntry).where(AuditEntry.actor_id == member.id)
    db.session.execute(acts.values(actor_id=NOBODY, actor_name=""))
    about = sa.select(AuditEntry).where(AuditEntry.subject_id == member.id)
    for entry in db.session.scalars(about.execution_options(populate_existing=True)):
        entry.subject_id, entry.subject_name = NOBODY, ""
        entry.details = {name: value for name, value in entry.details.items() if name != "reason"}


def list_acts_in(place_id: uuid.UUID, actions: Collection[str], after: str | None = None) -> Page[AuditEntry]:
    """A page of what was done in a place, newest first, as far as it is one of these actions."""
    done = sa.select(AuditEntry).where(AuditEntry.place_id == place_id, AuditEntry.action.in_(actions))
    return paginate(done, by=(AuditEntry.at.desc(), AuditEntry.id.desc()), after=after)


def list_acts(ids: Collection[uuid.UUID], actions: Collection[str]) -> Sequence[AuditEntry]:
    """Those of these entries that are one of these actions, oldest first."""
    some = sa.select(AuditEntry).where(AuditEntry.id.in_(ids), AuditEntry.action.in_(actions))
    return db.session.scalars(some.order_by(AuditEntry.at, AuditEntry.id)).all()


def may_be_told(reader_id: uuid.UUID | None) -> sa.ColumnElement[bool]:
    """The condition that a member may read an act; None reads everything, as the site itself does."""
    if reader_id is None:
        return sa.true()
    return sa.or_(AuditEntry.action.not_in(CONFIDENTIAL), AuditEntry.subject_id != reader_id)


def list_entries(viewer: Any | None, after: str | None = None) -> Page[AuditEntry]:
    """A page of the trail, newest first, for a member, or with None for the site itself."""
    told = sa.select(AuditEntry).where(may_be_told(viewer.id if viewer else None))
    return paginate(told, by=(AuditEntry.at.desc(), AuditEntry.id.desc()), after=after)


def list_concerning(viewer: Any, member_id: uuid.UUID, most: int) -> Sequence[AuditEntry]:
    """What a member did lately and what was done to them, newest first, as far as the viewer may be told."""
    concerns = sa.or_(AuditEntry.actor_id == member_id, AuditEntry.subject_id == member_id)
    latest = sa.select(AuditEntry).where(concerns, may_be_told(viewer.id))
    return db.session.scalars(latest.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(most)).all()


def _name(thing: Any) -> str:
    for attribute in ("handle", "slug"):
        if getattr(thing, attribute, None):
            return str(getattr(thing, attribute))
    return ""
