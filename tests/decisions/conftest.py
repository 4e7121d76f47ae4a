"""A group that decides."""

import pytest

from community.decisions.operations import closing, proposing
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, MembershipFactory


@pytest.fixture
def group():
    return GroupFactory()


@pytest.fixture
def join(group):
    def come(**traits):
        member = MemberFactory(**traits.pop("member", {}))
        MembershipFactory(group=group, member=member, **traits)
        return member

    return come


@pytest.fixture
def told(monkeypatch):
    """Who was told of what: what was done by whom, and who alone is told."""
    calls = []

    def notify(kind, subject_id, group_id, *, actor, concerns=(), only=None):
        calls.append((kind, subject_id, actor and actor.id, only and set(only)))

    for module in (proposing, closing):
        monkeypatch.setattr(module, "notify", notify)
    return calls
