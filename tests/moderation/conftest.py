"""Who sits at the desk."""

import pytest

from tests.members.factories import member_with_profile


@pytest.fixture
def moderator(client):
    member = member_with_profile(moderator=True)
    client.login(member)
    return member


@pytest.fixture
def administrator(client):
    member = member_with_profile(administrator=True)
    client.login(member)
    return member
