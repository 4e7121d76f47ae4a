"""Factories of profiles."""

import factory

from community.accounts.models import Member
from community.members.models import Profile
from tests.factories import MemberFactory, ModelFactory


class ProfileFactory(ModelFactory):
    """The profile of a member, as it is in the first moment; needs `member_id`."""

    class Meta:
        model = Profile

    spoken = factory.LazyFunction(list)
    links = factory.LazyFunction(list)
    affiliations = factory.LazyFunction(list)
    offers = factory.LazyFunction(list)
    looks_for = factory.LazyFunction(list)
    audiences = factory.LazyFunction(dict)


def member_with_profile(**values: object) -> Member:
    """A member as they are after confirming."""
    member = MemberFactory(**values)
    ProfileFactory(member_id=member.id)
    return member
