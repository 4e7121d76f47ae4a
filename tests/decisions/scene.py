"""What the tests of decisions share: proposals made and closed, positions taken."""

from datetime import timedelta

import sqlalchemy as sa

from community.db import db, now
from community.decisions import operations
from community.decisions.models import Secrecy, Stance
from community.groups.models import Membership

NEWCOMER = {"settles_at": now() + timedelta(days=10_000)}


def propose(actor, group, **more):
    words = {"title": "Meet on Fridays", "text": "At six.", "language": "en", "secrecy": Secrecy.SHOWN}
    words["closes_at"] = now() + timedelta(days=3)
    return operations.propose(actor=actor, group=group, **(words | more))


def say(actor, proposal, stance, reason=""):
    operations.take_position(actor=actor, proposal=proposal, version=1, stance=stance, reason=reason)


def end(proposal):
    proposal.closes_at = now() - timedelta(milliseconds=1)
    db.session.commit()
    operations.close_due()
    db.session.expire_all()


def stay_of(member):
    return db.session.scalars(sa.select(Membership).where(Membership.member_id == member.id)).one()


def numbers_of(proposal):
    return [proposal.numbers[stance] for stance in Stance]
