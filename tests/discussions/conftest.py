"""A group with people who talk."""

import pytest

from tests.discussions.factories import TopicFactory, fill
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, MembershipFactory


@pytest.fixture
def group():
    return GroupFactory(slug="film-nights")


@pytest.fixture
def people(group):
    """Those in the group by name, and a stranger."""
    found = {name: MemberFactory(handle=name, display_name=name.title()) for name in ("haru", "mina", "runner")}
    for name, member in found.items():
        MembershipFactory(group=group, member=member, coordinator=name == "runner")
    return found | {"stranger": MemberFactory(handle="stranger")}


@pytest.fixture
def topic(group, people):
    """A topic that Haru began and Mina answered."""
    topic = TopicFactory(group=group, author=people["haru"])
    fill(topic, people["haru"], 1, "At the library?")
    fill(topic, people["mina"], 1, "Rather at the river.")
    return topic


@pytest.fixture
def browse(client):
    """The browser of somebody."""
    return lambda member: client.login(member, second_factor=True)
