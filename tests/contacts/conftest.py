"""People who show themselves to members, as most tests of contacts need them."""

from collections.abc import Callable

import pytest

from community.accounts.models import Member
from community.contacts import operations
from community.contacts.models import Conversation
from community.db import db
from community.members.models import FIELDS, Audience
from community.members.queries import get_profile
from tests.members.factories import member_with_profile


@pytest.fixture
def haru() -> Member:
    """The one who asks."""
    return member_with_profile(handle="haru-1", display_name="Haru")


@pytest.fixture
def mina() -> Member:
    """The one who is asked."""
    return member_with_profile(handle="mina-1", display_name="Mina")


@pytest.fixture
def talk(haru: Member, mina: Member) -> Conversation:
    """What the two have had since they asked each other; Haru spoke first."""
    operations.ask(actor=haru, asked=mina, words="We met at the choir.")
    found = operations.ask(actor=mina, asked=haru, words="I remember.")
    assert found is not None
    return found


@pytest.fixture
def show(app: object) -> Callable[..., None]:
    """Have a member show their name to this audience from now on."""

    def choose(member: Member, audience: str) -> None:
        get_profile(member).open_to(dict.fromkeys(FIELDS, Audience.ONLY_ME) | {"display_name": Audience(audience)})
        db.session.commit()

    return choose
