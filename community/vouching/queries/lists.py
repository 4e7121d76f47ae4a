"""Vouches one by one: for the two whom they tie, and for moderators."""

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, contains_eager, joinedload

from community.accounts.models import Member
from community.db import db
from community.vouching.models import Vouch
from community.web.pagination import Page, paginate

MOST_DECLINED = MOST_FOR_MODERATORS = 200

_LATEST = (Vouch.made_on.desc(), Vouch.id)


def find_vouch(voucher_id: uuid.UUID, member_id: uuid.UUID) -> Vouch | None:
    """The vouch of one member for another, a declined one too."""
    return db.session.scalar(sa.select(Vouch).where(Vouch.voucher_id == voucher_id, Vouch.member_id == member_id))


def find_made(viewer: Member | None, vouch_id: uuid.UUID) -> Vouch | None:
    """The vouch with this id, if the viewer gave it and it was not declined; any other is nobody's business."""
    vouch = db.session.get(Vouch, vouch_id)
    is_theirs = vouch and viewer and vouch.voucher_id == viewer.id and vouch.declined_on is None
    return vouch if is_theirs else None


def find_received(viewer: Member | None, vouch_id: uuid.UUID) -> Vouch | None:
    """The vouch with this id, if it is for the viewer, a declined one too; any other is nobody's business."""
    vouch = db.session.get(Vouch, vouch_id)
    return vouch if vouch and viewer and vouch.member_id == viewer.id else None


def list_made(member: Member, after: str | None = None) -> Page[Vouch]:
    """A page of the vouches that a member gave, with those whom they are for, latest first."""
    return _page(Vouch.member, after, Vouch.voucher_id == member.id)


def list_received(member: Member, after: str | None = None) -> Page[Vouch]:
    """A page of the vouches that a member has, with who gave them, latest first."""
    return _page(Vouch.voucher, after, Vouch.member_id == member.id)


def list_declined(member: Member) -> Sequence[Vouch]:
    """The vouches that a member declined, with who gave them, latest first."""
    declined = (
        sa.select(Vouch)
        .join(Vouch.voucher)
        .where(Vouch.member_id == member.id, Vouch.declined_on.is_not(None), Member.is_active)
        .options(contains_eager(Vouch.voucher))
    )
    return db.session.scalars(declined.order_by(Vouch.declined_on.desc(), Vouch.id).limit(MOST_DECLINED)).all()


def list_vouches_for(member: Member) -> Sequence[Vouch]:
    """For moderators: every vouch that a member has, declined ones too, with their notes and who gave them."""
    return _for_moderators(Vouch.member_id == member.id)


def list_vouches_by(member: Member) -> Sequence[Vouch]:
    """For moderators: every vouch that a member gave, declined ones too, with their notes and whom they are for."""
    return _for_moderators(Vouch.voucher_id == member.id)


def every_vouch_by(member: Member) -> Sequence[Vouch]:
    """All vouches that a member gave and nobody declined, with whom they are for, latest first: for the member."""
    given = sa.select(Vouch).join(Vouch.member).where(Vouch.voucher_id == member.id, Vouch.declined_on.is_(None))
    return db.session.scalars(given.options(contains_eager(Vouch.member)).order_by(*_LATEST)).all()


def every_vouch_for(member: Member) -> Sequence[Vouch]:
    """All vouches that a member has, declined ones too, latest first: for the member."""
    return db.session.scalars(sa.select(Vouch).where(Vouch.member_id == member.id).order_by(*_LATEST)).all()


def _page(other: InstrumentedAttribute[Member], after: str | None, *conditions: Any) -> Page[Vouch]:
    # Who is suspended or leaves is shown to nobody, so that neither is the vouch.
    statement = (
        sa.select(Vouch)
        .join(other)
        .where(Vouch.declined_on.is_(None), Member.is_active, *conditions)
        .options(contains_eager(other))
    )
    return paginate(statement, by=(Vouch.made_on.desc(), Vouch.id.desc()), after=after)


def _for_moderators(condition: sa.ColumnElement[bool]) -> Sequence[Vouch]:
    both = (joinedload(Vouch.voucher, innerjoin=True), joinedload(Vouch.member, innerjoin=True))
    statement = sa.select(Vouch).where(condition).options(*both)
    return db.session.scalars(statement.order_by(*_LATEST).limit(MOST_FOR_MODERATORS)).all()
