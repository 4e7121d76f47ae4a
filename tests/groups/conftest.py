"""A group with one coordinator, somebody in it, and somebody who asks to be."""

import pytest

from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, MembershipFactory
from tests.groups.scene import NAMES


@pytest.fixture
def group():
    return GroupFactory(slug="film-nights", name_en=NAMES["en"], name_ko=NAMES["ko"])


@pytest.fixture
def coordinator(group):
    member = MemberFactory()
    MembershipFactory(group=group, member=member, coordinator=True)
    return member


@pytest.fixture
def membership(group):
    return MembershipFactory(group=group)


@pytest.fixture
def request_to_join(group):
    return MembershipFactory(group=group, requested=True)
