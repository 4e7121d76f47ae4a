"""A group with everybody who may look at it."""

import pytest

from community.db import db
from community.groups import queries
from community.groups.models import Visibility
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, InvitationFactory, MembershipFactory
from tests.groups.pages.browsing import SLUG


@pytest.fixture
def group():
    group = GroupFactory(slug=SLUG, name_en="Film nights", name_ko="영화의 밤", questions_en=["Why?", "How often?"])
    group.serve([2, 7])
    db.session.commit()
    return group


@pytest.fixture
def people(group):
    """Everybody who may look at a group, by what they are to it."""
    members = {
        "stranger": MemberFactory(),
        "moderator": MemberFactory(moderator=True),
        "administrator": MemberFactory(administrator=True),
    }
    for name, traits in {
        "coordinator": {"coordinator": True},
        "deputy": {"coordinator": True},
        "member": {},
        "applicant": {"requested": True},
        "banned": {"banned": True},
    }.items():
        members[name] = MemberFactory()
        MembershipFactory(group=group, member=members[name], **traits)
    return members


@pytest.fixture
def url(group, people):
    """The address of a page of the group, with the ids of what it is about."""
    ids = {name: queries.find_latest_membership(group, people[name]).id for name in ("member", "applicant", "banned")}
    ids["invitation"] = InvitationFactory(group=group, created_by=people["coordinator"], max_uses=3).id

    def address(path, language="en", slug=SLUG):
        return f"/{language}/groups/{slug}{path.format(**ids)}"

    return address


@pytest.fixture
def hidden(group):
    """The group is known to its own people only."""
    group.visibility = Visibility.HIDDEN
    db.session.commit()


@pytest.fixture
def desk(client, people):
    """The browser of a coordinator."""
    return client.login(people["coordinator"])
