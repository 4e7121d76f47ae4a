"""A group of three, as most tests of meetings need it."""

import pytest

from community.accounts.models import Member
from community.db import db
from community.groups.models import Group
from tests.groups.factories import GroupFactory, MembershipFactory
from tests.members.factories import member_with_profile


@pytest.fixture
def group() -> Group:
    """A hidden group: whatever leaks of it, leaks."""
    return GroupFactory(slug="blue", hidden=True)


@pytest.fixture
def haru(group: Group) -> Member:
    """The coordinator, who reads the clocks of Seoul."""
    member = member_with_profile(handle="haru-1", display_name="Haru")
    member.time_zone = "Asia/Seoul"
    db.session.commit()
    MembershipFactory(group=group, member=member, coordinator=True)
    return member


@pytest.fixture
def mina(group: Group) -> Member:
    """A member of the group, who reads the clocks of New York."""
    member = member_with_profile(handle="mina-1", display_name="Mina")
    member.time_zone = "America/New_York"
    db.session.commit()
    MembershipFactory(group=group, member=member)
    return member
