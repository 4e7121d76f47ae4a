"""The group itself: made, described, founded."""

import pytest
import sqlalchemy as sa

from community.db import db
from community.groups import operations, queries
from community.groups.founding import FOUNDING_GROUPS
from community.groups.models import Group, JoinPolicy, Membership, Visibility
from tests.factories import MemberFactory
from tests.groups.scene import NAMES, trail


def create(**values):
    wanted = {
        "actor": None,
        "slug": "film-nights",
        "names": NAMES,
        "purposes": {"en": "To watch.", "ko": "함께 봅니다."},
    }
    return operations.create_group(**wanted | values)


def test_founding_a_group_with_its_coordinator(outbox):
    administrator, coordinator = MemberFactory(administrator=True), MemberFactory(korean=True)
    group = create(
        actor=administrator,
        commitments=[2, 7],
        join_policy=JoinPolicy.BY_INVITATION,
        visibility=Visibility.HIDDEN,
        questions={"en": ["Why?"], "ko": []},
        coordinator=coordinator,
    )
    assert (group.name("ko"), group.commitments, group.questions("ko")) == ("영화의 밤", [2, 7], ["Why?"])
    assert queries.find_latest_membership(group, coordinator).is_coordinator
    (mail,) = outbox()
    assert (mail.template, mail.language) == ("groups/mail/appointed", "ko")
    assert trail() == [("groups.create", "film-nights")]


def test_an_address_is_taken_once():
    create()
    with pytest.raises(operations.SlugTaken):
        create()


@pytest.mark.parametrize(
    "slug", ["", "mine", "invitations", "new", "Film", "film--nights", "-film", "영화", "a/b", "a" * 61]
)
def test_an_address_has_a_form(slug):
    with pytest.raises(operations.SlugNotUsable):
        create(slug=slug)


def test_a_group_needs_a_name():
    with pytest.raises(operations.NameMissing):
        create(names={"en": "", "ko": ""})
    assert create(names={"ko": "영화의 밤"}).name("en") == "영화의 밤"


def test_editing(group, coordinator):
    operations.edit_group(
        actor=coordinator,
        group=group,
        names={"en": "Film days", "ko": ""},
        purposes={"en": "", "ko": "함께 봅니다."},
        commitments=[3],
        join_policy=JoinPolicy.OPEN,
        visibility=Visibility.MEMBERS,
        questions={"en": [], "ko": ["왜요?"]},
    )
    assert (group.slug, group.name("ko"), group.purpose("en")) == ("film-nights", "Film days", "함께 봅니다.")
    assert (group.commitments, group.join_policy, group.visibility) == ([3], JoinPolicy.OPEN, Visibility.MEMBERS)
    assert group.questions("en") == ["왜요?"]
    assert trail() == [("groups.edit", "film-nights")]


def test_founding_groups_are_founded_once():
    assert operations.found_groups() == 7
    assert operations.found_groups() == 0
    groups = db.session.scalars(sa.select(Group)).all()
    assert sorted(number for group in groups for number in group.commitments) == [1, 2, 3, 4, 5, 6, 7]
    for group in groups:
        assert (group.join_policy, group.visibility) == (JoinPolicy.OPEN, Visibility.PUBLIC)
        assert all((group.name_en, group.name_ko, group.purpose_en, group.purpose_ko))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Membership)) == 0


def test_a_founding_group_that_went_is_founded_again():
    create(slug=FOUNDING_GROUPS[0].slug)
    assert operations.found_groups() == 6
