"""A group with a few people, and what happens in it."""

from types import SimpleNamespace

import pytest

from community.errands import run_due_errands
from tests.announcements.factories import AnnouncementFactory
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, MembershipFactory
from tests.notifications.telling import leave


@pytest.fixture
def group():
    """A public group."""
    return GroupFactory(slug="translators", name_en="Translators", name_ko="번역 모임")


@pytest.fixture
def people(group):
    """Its coordinator and two members."""
    coordinator, mina, jun = (MemberFactory(handle=name) for name in ("coordinator", "mina", "jun"))
    MembershipFactory(group=group, member=coordinator, coordinator=True)
    for member in (mina, jun):
        MembershipFactory(group=group, member=member)
    return SimpleNamespace(coordinator=coordinator, mina=mina, jun=jun)


@pytest.fixture
def tell(group, people):
    """Announce something and have everybody told of it; gives the announcement."""

    def told(thing=None, concerns=(), only=None, **values):
        thing = thing or AnnouncementFactory(**{"group": group, "author": people.coordinator} | values)
        leave(thing, people.coordinator, concerns, only)
        while run_due_errands():
            pass
        return thing

    return told
