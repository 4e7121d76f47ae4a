"""Reading exports, and what stands in them."""

import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from community.accounts.models import Member, Role
from community.audit import AuditEntry
from community.db import db, now
from community.exports.models import Export
from community.releases import SETTLES
from community.web.pagination import Page, paginate


def list_exports(after: str | None = None) -> Page[Export]:
    """A page of all exports, latest first, with who asked and who decided."""
    with_people = sa.select(Export).options(joinedload(Export.asker), joinedload(Export.decider))
    return paginate(with_people, by=(Export.asked_at.desc(), Export.id.desc()), after=after)


def list_exports_of(member: Member) -> Sequence[Export]:
    """The exports that a member asked for or decided on, latest first."""
    concerned = sa.or_(Export.asker_id == member.id, Export.decider_id == member.id)
    return db.session.scalars(sa.select(Export).where(concerned).order_by(Export.number.desc())).all()


def list_all_exports() -> Sequence[Export]:
    """Every export that there ever was, latest first, with who asked."""
    return db.session.scalars(sa.select(Export).options(joinedload(Export.asker)).order_by(Export.number.desc())).all()


def find_export(viewer: Member | None, export_id: uuid.UUID) -> Export | None:
    """The export with this id."""
    return db.session.get(Export, export_id)


def find_my_export(viewer: Member | None, export_id: uuid.UUID) -> Export | None:
    """The export with this id where the viewer asked for it; for everybody else there is none."""
    export = find_export(viewer, export_id)
    return export if export and viewer and export.asker_id == viewer.id else None


def list_administrators() -> Sequence[Member]:
    """Every administrator who can act."""
    acting = sa.select(Member).where(Member.role == Role.ADMINISTRATOR, Member.is_active)
    return db.session.scalars(acting.order_by(Member.id)).all()


def list_second_people(asker_id: uuid.UUID | None) -> Sequence[Member]:
    """Who may decide about an export of somebody: another administrator; where there is none, a moderator.

    Whoever got their powers within the last days is none: they might be a second account of the asker, who gave them.
    """
    acting = sa.select(Member).where(Member.role != Role.MEMBER, Member.is_active, Member.id != asker_id)
    lately = sa.exists().where(
        AuditEntry.subject_id == Member.id, AuditEntry.action == "moderation.set_role", AuditEntry.at > now() - SETTLES
    )
    second = acting.where(~lately)
    found = db.session.scalars(second.order_by(Member.id)).all()
    administrators = [member for member in found if member.role is Role.ADMINISTRATOR]
    return administrators or found


def get_next_number() -> int:
    """The number of the next export."""
    return (db.session.scalar(sa.select(sa.func.max(Export.number))) or 0) + 1
