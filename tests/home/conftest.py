"""Members at different distances from the door."""

import pytest

from community.accounts.models import Member
from community.db import db
from community.members.models import Profile
from tests.authenticator import with_app
from tests.endorsements.factories import EndorsementFactory
from tests.factories import MemberFactory
from tests.groups.factories import MembershipFactory


@pytest.fixture
def member_with_profile() -> Member:
    """A member who has told something about themselves."""
    member = MemberFactory()
    db.session.add(Profile(member_id=member.id, spoken=[["ko", ""]], bio_text="I teach.", bio_language="en"))
    db.session.commit()
    return member


@pytest.fixture
def settled_member(member_with_profile: Member) -> Member:
    """A member who has made all the first steps."""
    EndorsementFactory(member_id=member_with_profile.id)
    MembershipFactory(member=member_with_profile)
    with_app(member_with_profile)
    return member_with_profile
