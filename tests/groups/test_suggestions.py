"""Groups that are suggested to a member: why, in which order, and never one that the member may not know of."""

import random
from itertools import pairwise

import pytest

from community.accounts.models import Member
from community.db import db
from community.endorsements.models import EndorsementState
from community.groups.models import Group, JoinPolicy, MembershipState, Visibility
from community.groups.queries import Wishes, compare, list_suggestions, suggest_groups
from community.members.models import Profile
from tests.endorsements.factories import EndorsementFactory
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, MembershipFactory
from tests.members.factories import ProfileFactory

TEACHER = "2"


def somebody(profession: str = "", spoken: tuple[str, ...] = (), endorsed: tuple[int, ...] = (), level: str = "fluent"):
    member = MemberFactory()
    ProfileFactory(member_id=member.id, profession_group=profession, spoken=[[code, level] for code in spoken])
    if endorsed:
        EndorsementFactory(member_id=member.id, pledges=dict.fromkeys(endorsed))
    return member


def a_group(serves: tuple[int, ...] = (), **values) -> Group:
    group = GroupFactory(**values)
    group.serve(list(serves))
    db.session.commit()
    return group


def suggested(member: Member) -> list[str]:
    return [suggestion.group.slug for suggestion in suggest_groups(member).found]


def test_what_they_have_in_common_is_the_reason():
    group = Group(name_en="Law", name_ko="", professions=["2", "3"])
    group.serve([1, 4])
    found = compare(Wishes(frozenset({4, 7}), TEACHER, frozenset({"en", "ko"})), group)
    assert (found.commitments, found.profession, found.languages, found.reasons) == ([4], TEACHER, ["en"], 3)
    nothing = compare(Wishes(frozenset({7}), "9", frozenset({"ko"})), group)
    assert (nothing.commitments, nothing.profession, nothing.languages, nothing.reasons) == ([], "", [], 0)


def test_who_has_said_nothing_shares_nothing():
    group = Group(name_en="Law", name_ko="법", professions=[])
    group.serve([1])
    assert compare(Wishes(), group).reasons == 0
    assert Wishes().missing == ["profession", "languages", "commitments"]


def test_the_most_reasons_come_first():
    a_group(slug="nothing", name_ko="")
    a_group(serves=(4,), slug="one", name_ko="")
    a_group(serves=(4,), professions=[TEACHER], slug="two", name_ko="")
    a_group(serves=(4,), professions=[TEACHER], slug="three")
    assert suggested(somebody(TEACHER, ("ko",), (4,))) == ["three", "two", "one"]


def test_a_group_that_ticks_every_commitment_gains_nothing_by_it():
    a_group(serves=(4,), slug="sharp", name_ko="")
    a_group(serves=(1, 2, 3, 4, 5, 6, 7), slug="greedy", name_ko="")
    assert suggested(somebody(endorsed=(2, 4))) == ["sharp", "greedy"]


def test_the_database_ranks_as_the_reasons_say():
    """The condition in SQL and the pure function are two; they must agree on everything."""
    chance = random.Random(4)  # noqa: S311  (it draws examples, no secrets)
    for number in range(40):
        a_group(
            serves=tuple(chance.sample(range(1, 8), chance.randint(0, 3))),
            slug=f"group-{number}",
            name_ko=chance.choice(["", "모임"]),
            professions=sorted(chance.sample("0123456789", chance.randint(0, 3))),
        )
    groups = db.session.query(Group).all()
    for _ in range(40):
        wishes = Wishes(
            frozenset(chance.sample(range(1, 8), chance.randint(0, 3))),
            chance.choice(["", *"0123456789"]),
            frozenset(chance.sample(["en", "ko"], chance.randint(0, 2))),
        )
        found = list_suggestions(somebody(), wishes, most=100)
        fitting = {group.slug: compare(wishes, group).reasons for group in groups}
        assert {row.group.slug: row.reasons for row in found} == {
            slug: reasons for slug, reasons in fitting.items() if reasons
        }
        assert all(before.reasons >= after.reasons for before, after in pairwise(found))


def test_control_a_ranking_that_forgets_a_reason_would_be_seen():
    a_group(serves=(), slug="teachers", professions=[TEACHER])
    wishes = Wishes(profession=TEACHER)
    assert compare(wishes, db.session.query(Group).one()).reasons == 1
    assert not list_suggestions(somebody(), Wishes(profession="3"))


@pytest.mark.parametrize(
    "values",
    [
        {"visibility": Visibility.HIDDEN},
        {"join_policy": JoinPolicy.BY_INVITATION},
        {"visibility": Visibility.HIDDEN, "join_policy": JoinPolicy.OPEN},
    ],
    ids=["hidden", "by invitation", "hidden and open"],
)
@pytest.mark.parametrize("role", ["member", "moderator"])
def test_what_one_may_not_know_of_or_come_into_is_not_suggested(values, role):
    a_group(serves=(4,), **values)
    a_group(serves=(4,), slug="open-to-members", visibility=Visibility.MEMBERS)
    member = somebody(endorsed=(4,))
    member.role = role
    db.session.commit()
    assert suggested(member) == ["open-to-members"]


@pytest.mark.parametrize("state", MembershipState)
def test_a_group_that_one_has_had_to_do_with_is_not_suggested(state):
    group = a_group(serves=(4,))
    member, other = somebody(endorsed=(4,)), somebody(endorsed=(4,))
    MembershipFactory(group=group, member=member, state=state)
    assert suggested(member) == []
    assert suggested(other) == [group.slug]


@pytest.mark.parametrize("state", [EndorsementState.PENDING, EndorsementState.WITHDRAWN, EndorsementState.REFUSED])
def test_an_endorsement_that_does_not_stand_is_no_reason(state):
    a_group(serves=(4,))
    member = somebody()
    EndorsementFactory(member_id=member.id, state=state, pledges={4: None})
    assert suggested(member) == []


def test_a_few_words_of_a_language_are_no_reason():
    a_group(slug="korean", name_en="")
    assert suggested(somebody(spoken=("ko",), level="basic")) == []
    assert suggested(somebody(spoken=("ko",), level="good")) == ["korean"]


def test_a_language_that_the_site_does_not_speak_is_no_reason():
    a_group()
    member = somebody(spoken=("de",))
    assert suggested(member) == []
    assert "languages" in suggest_groups(member).wishes.missing


def test_closed_fields_speak_to_their_owner():
    a_group(professions=[TEACHER], slug="teachers")
    member = somebody(TEACHER)
    assert db.session.get_one(Profile, member.id).audience("profession") == "only_me"
    assert suggested(member) == ["teachers"]


def test_a_page_of_suggestions_is_short_however_many_groups_there_are():
    for _ in range(9):
        a_group(serves=(4,))
    member = somebody(endorsed=(4,))
    assert len(suggest_groups(member).found) == 6
    assert len(suggest_groups(member, 3).found) == 3


@pytest.mark.parametrize("path", ["/en/", "/en/groups"])
def test_pages_give_the_reason_beside_the_group(client, path):
    a_group(serves=(2, 4), professions=[TEACHER], slug="teachers", name_en="Teachers")
    client.login(somebody(TEACHER, ("ko", "en"), (2, 4, 5)))
    page = client.get(path)
    assert [reason.text for reason in page.select(".reasons li")] == [
        "because you endorsed commitments 2 and 4",
        "because it looks for your profession: Professionals",
        "because it works in English and Korean",
    ]


@pytest.mark.parametrize("path", ["/en/", "/en/groups"])
def test_pages_say_what_to_fill_in_where_nothing_is_known(client, path):
    a_group(serves=(4,), slug="one", name_en="One")
    client.login(somebody())
    page = client.get(path)
    assert not page.has(".reasons")
    links = [link["href"].partition("#")[0] for link in page.select("main .hint a")]
    assert links == ["/en/settings/profile", "/en/settings/profile", "/en/endorse"]
    assert page.has('.card a[href="/en/groups/one"]')  # the ordinary list stays


def test_visitors_get_no_suggestions(client):
    a_group(serves=(4,))
    assert not client.get("/en/groups").has(".for-you")
    assert not client.get("/en/").has(".reasons")


def test_what_one_member_closed_is_in_no_other_members_suggestions(client):
    a_group(professions=[TEACHER], slug="teachers")
    somebody(TEACHER)
    client.login(somebody("9"))
    assert not client.get("/en/groups").has(".reasons")


def test_the_second_page_of_groups_repeats_no_suggestions(client):
    group = a_group(serves=(4,))
    client.login(somebody(endorsed=(4,)))
    assert client.get("/en/groups").has(".for-you")
    assert not client.get("/en/groups?commitment=4").has(".for-you")
    assert not client.get(f"/en/groups?after={group.id.hex}").has(".for-you")
