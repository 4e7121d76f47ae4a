"""What the tests of tasks share."""

from datetime import timedelta

import sqlalchemy as sa

from community.db import db, now
from community.groups.models import Membership
from community.tasks import operations
from community.tasks.models import TaskStep

NEWCOMER = {"settles_at": now() + timedelta(days=10_000)}


def write(actor, group, **more):
    words = {"title": "Book the room", "description": "", "language": "en"}
    return operations.make_task(actor=actor, group=group, **(words | more))


def stay_of(member):
    return db.session.scalars(sa.select(Membership).where(Membership.member_id == member.id)).one()


def steps_of(task):
    steps = sa.select(TaskStep).where(TaskStep.task_id == task.id).order_by(TaskStep.at, TaskStep.id)
    return [(step.state, step.by_id) for step in db.session.scalars(steps)]
