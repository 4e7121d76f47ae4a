"""Factories of what many tests need; each feature's own are in its folder."""

import factory
from argon2 import PasswordHasher
from factory.alchemy import SQLAlchemyModelFactory

from community.accounts.addresses import address_index
from community.accounts.models import Member, MemberState, Role
from community.db import db, now

PASSWORD = "small ripples, tidal wave"
# As the application under test makes it, see `settings` in conftest.py.
_HASH = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)


class ModelFactory(SQLAlchemyModelFactory):
    """Makes rows that are committed, as every request and every other thread sees them."""

    class Meta:
        abstract = True
        sqlalchemy_session_factory = lambda: db.session  # noqa: E731
        sqlalchemy_session_persistence = "commit"


class MemberFactory(ModelFactory):
    """An active member; `address` is the e-mail address."""

    class Meta:
        model = Member

    class Params:
        address = factory.Sequence(lambda number: f"member{number}@example.org")
        moderator = factory.Trait(role=Role.MODERATOR)
        administrator = factory.Trait(role=Role.ADMINISTRATOR)
        suspended = factory.Trait(state=MemberState.SUSPENDED)
        korean = factory.Trait(language="ko")
        unconfirmed = factory.Trait(state=MemberState.UNCONFIRMED, confirmed_at=None)

    handle = factory.Sequence(lambda number: f"handle-{number}")
    display_name = factory.Sequence(lambda number: f"Member {number}")
    email = factory.SelfAttribute("address")
    email_index = factory.LazyAttribute(lambda member: address_index(member.address))
    password_hash = _HASH
    language = "en"
    role = Role.MEMBER
    state = MemberState.ACTIVE
    confirmed_at = factory.LazyFunction(now)
