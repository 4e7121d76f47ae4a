"""Reading reports. Nobody reads here what is about themselves."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from community.accounts.models import Member
from community.db import db
from community.reports.models import Report, ReportState
from community.web.pagination import Page, paginate


@dataclass(frozen=True)
class Waiting:
    """How many reports wait for a moderator, and since when the oldest does."""

    count: int
    oldest: datetime | None


def hold_open(reporter: Member, about: Member) -> Report | None:
    """The report of the one about the other that nobody has settled yet, held until the transaction ends."""
    found = sa.select(Report).where(
        Report.reporter_id == reporter.id, Report.about_id == about.id, Report.state == ReportState.OPEN
    )
    held = found.with_for_update(of=Report, key_share=True)
    return db.session.scalar(held, execution_options={"populate_existing": True})


def has_open_from_outside(about: Member) -> bool:
    """Whether a report about somebody waits that no member made, or none who is still there."""
    found = sa.exists().where(
        Report.reporter_id.is_(None), Report.about_id == about.id, Report.state == ReportState.OPEN
    )
    return bool(db.session.scalar(sa.select(found)))


def list_mine(member: Member, after: str | None = None) -> Page[Report]:
    """The reports that a member made, newest first."""
    mine = sa.select(Report).where(Report.reporter_id == member.id)
    return paginate(mine, by=(Report.created_at.desc(), Report.id.desc()), after=after, size=20)


def list_made_by(member: Member) -> Sequence[Report]:
    """Every report that a member made, oldest first."""
    mine = sa.select(Report).where(Report.reporter_id == member.id)
    return db.session.scalars(mine.order_by(Report.created_at, Report.id)).all()


def find_report(viewer: Member | None, report_id: uuid.UUID) -> Report | None:
    """The report with this id, with those whom it concerns; not for the member it is about."""
    return db.session.scalar(_select(viewer).where(Report.id == report_id)) if viewer else None


def count_waiting(viewer: Member) -> Waiting:
    """What waits for this moderator."""
    found = sa.select(sa.func.count(), sa.func.min(Report.created_at)).join(Report.about)
    count, oldest = db.session.execute(found.where(Report.state == ReportState.OPEN, *_known_to(viewer))).one()
    return Waiting(count, oldest)


def list_reports(viewer: Member, state: ReportState, after: str | None = None) -> Page[Report]:
    """A page of reports for a moderator: the open ones oldest first, those that are settled latest first."""
    statement = _select(viewer).where(Report.state == state)
    order = (Report.created_at.asc(), Report.id.asc())
    if state is ReportState.SETTLED:
        order = (Report.created_at.desc(), Report.id.desc())
    return paginate(statement, by=order, after=after, size=20)


def list_about(viewer: Member, member: Member, most: int) -> Sequence[Report]:
    """The latest reports about a member, for a moderator."""
    statement = _select(viewer).where(Report.about_id == member.id)
    return db.session.scalars(statement.order_by(Report.created_at.desc(), Report.id.desc()).limit(most)).all()


def count_made_by(viewer: Member, member: Member) -> int:
    """How many reports a member made, for a moderator; those about the moderator are not counted."""
    found = sa.select(sa.func.count()).select_from(Report).join(Report.about)
    return db.session.scalar(found.where(Report.reporter_id == member.id, *_known_to(viewer))) or 0


def _select(viewer: Member) -> sa.Select[Any]:
    with_people = (contains_eager(Report.about), joinedload(Report.reporter))
    return sa.select(Report).join(Report.about).where(*_known_to(viewer)).options(*with_people)


def _known_to(viewer: Member) -> tuple[Any, ...]:
    # Whoever asked to delete the account is shown to nobody; their reports are back when they come back.
    return Report.about_id != viewer.id, Member.closes_at.is_(None)
