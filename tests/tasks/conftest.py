"""A group that has something to do."""

import pytest

from community.db import db
from community.tasks import operations
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, MembershipFactory


@pytest.fixture
def group():
    made = GroupFactory()
    made.serve([2, 7])
    db.session.commit()
    return made


@pytest.fixture
def join(group):
    def come(**traits):
        member = MemberFactory(**traits.pop("member", {}))
        MembershipFactory(group=group, member=member, **traits)
        return member

    return come


@pytest.fixture
def told(monkeypatch):
    """What groups are told: the kind, whom it concerns, and who alone is told."""
    calls = []

    def notify(kind, subject_id, group_id, *, actor, concerns=(), only=None):
        calls.append((kind, subject_id, actor and actor.id, set(concerns), only and set(only)))

    monkeypatch.setattr(operations, "notify", notify)
    return calls
