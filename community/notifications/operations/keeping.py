"""How long notices are kept, and what ends them before."""

import uuid
from datetime import timedelta

import sqlalchemy as sa

from community.db import atomic, db, now
from community.groups.models import Membership, MembershipState
from community.groups.works import Kind, list_kinds
from community.notifications import queries
from community.notifications.models import DigestSent, Notice

STAYS = timedelta(days=60)
READ_STAYS = timedelta(days=30)
MARK_STAYS = timedelta(days=14)  # longer than a week, whatever the clocks do
AT_ONCE = 300


@atomic
def forget_group(*, member_id: uuid.UUID, group_id: uuid.UUID) -> None:
    """Delete what a member was told of a group that they are not in any more."""
    db.session.execute(sa.delete(Notice).where(Notice.member_id == member_id, Notice.group_id == group_id))


def forget_old() -> None:
    """Delete notices after a while, those of groups that their reader has left, and those of things that are gone."""
    _forget_by_time()
    for kind in list_kinds():
        after: uuid.UUID | None = None
        while True:
            subjects = queries.list_subjects(kind.name, after, AT_ONCE)
            db.session.rollback()
            if not subjects:
                break
            _forget_gone(kind, list(subjects))
            after = subjects[-1]


@atomic
def _forget_by_time() -> None:
    old = sa.or_(Notice.at < now() - STAYS, Notice.read_at < now() - READ_STAYS)
    inside = sa.exists().where(
        Membership.group_id == Notice.group_id,
        Membership.member_id == Notice.member_id,
        Membership.state == MembershipState.ACTIVE,
    )
    db.session.execute(sa.delete(Notice).where(sa.or_(old, ~inside)).execution_options(synchronize_session=False))
    db.session.execute(sa.delete(DigestSent).where(DigestSent.day < (now() - MARK_STAYS).date()))


@atomic
def _forget_gone(kind: Kind, subjects: list[uuid.UUID]) -> None:
    gone = set(subjects) - set(kind.load(subjects))
    if gone:
        about_gone = sa.delete(Notice).where(Notice.kind == kind.name, Notice.subject_id.in_(gone))
        db.session.execute(about_gone.execution_options(synchronize_session=False))
