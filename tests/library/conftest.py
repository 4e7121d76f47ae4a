"""A group of two, as most tests of libraries need it."""

import pytest

from community.accounts.models import Member
from community.groups.models import Group
from tests.groups.factories import GroupFactory, MembershipFactory
from tests.members.factories import member_with_profile


@pytest.fixture
def group() -> Group:
    """A hidden group: whatever leaks of it, leaks."""
    return GroupFactory(slug="blue", hidden=True)


@pytest.fixture
def haru(group: Group) -> Member:
    """The coordinator."""
    member = member_with_profile(handle="haru-1", display_name="Haru")
    MembershipFactory(group=group, member=member, coordinator=True)
    return member


@pytest.fixture
def mina(group: Group) -> Member:
    """A member of the group."""
    member = member_with_profile(handle="mina-1", display_name="Mina")
    MembershipFactory(group=group, member=member)
    return member
