"""What the tests of what people do in groups look at."""

import sqlalchemy as sa

from community.audit import AuditEntry
from community.db import db
from community.groups.models import MembershipState
from tests.factories import MemberFactory

ENDED = [MembershipState.DECLINED, MembershipState.CANCELLED, MembershipState.LEFT, MembershipState.REMOVED]
NAMES = {"en": "Film nights", "ko": "영화의 밤"}


def trail():
    in_order = sa.select(AuditEntry).order_by(AuditEntry.at)
    return [(entry.action, entry.subject_name) for entry in db.session.scalars(in_order)]


def set_policy(group, policy):
    group.join_policy = policy
    db.session.commit()


def templates(outbox):
    return [mail.template.rsplit("/", 1)[-1] for mail in outbox()]


def membership_member(membership):
    return db.session.get_one(type(MemberFactory.build()), membership.member_id)
