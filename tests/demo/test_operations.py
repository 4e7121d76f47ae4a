"""The invented community is whole, lively and in order."""

import pytest
import sqlalchemy as sa

from community.accounts.models import Member, MemberState
from community.accounts.operations import authenticate, use_app_code
from community.accounts.queries import find_confirmed_by_address, has_second_factor, is_administrator_claimed
from community.announcements.models import Announcement
from community.contacts.queries import list_conversations, list_messages, list_received, list_sent
from community.db import db, now
from community.declaration.texts import COMMITMENTS
from community.demo import operations
from community.demo.circles import CIRCLES
from community.demo.pledges import PLEDGES
from community.demo.vouching import RING
from community.demo.words import BIOS, PROFESSIONS
from community.endorsements.models import Endorsement, EndorsementState, Pledge
from community.endorsements.queries import count_endorsers, counts_by_commitment, list_countries, list_endorsements
from community.groups.models import Group, GroupRole, JoinPolicy, Membership, MembershipState, Visibility
from community.groups.queries import find_group_by_slug, list_requests
from community.members.models import Belonging, Profile
from community.members.queries import help_kinds
from community.members.wording import LEVELS
from community.moderation.queries import list_limits, list_openings
from community.policy import Relation
from community.reports.queries import count_waiting, list_mine
from community.vouching.models import Vouch
from community.vouching.queries import list_rings, tally
from tests.demo.conftest import PASSWORD, SECRET


def count(model, *conditions) -> int:
    return db.session.scalars(sa.select(sa.func.count()).select_from(model).where(*conditions)).one()


def test_load_makes_as_many_as_wished(community):
    assert count(Member) == count(Profile) == community.members
    # A flood for the moderators comes on top.
    assert count(Endorsement, Endorsement.held_reason.is_(None)) == community.endorsements
    assert count(Group) == 7 + community.groups


def test_load_counts_only_what_counts(community):
    assert 0.85 * community.endorsements < count_endorsers() < community.endorsements
    assert count(Endorsement, Endorsement.state == EndorsementState.PENDING) > 0
    assert all(counts_by_commitment())
    assert len(list_countries()) >= 2
    assert list_endorsements().next is not None


def test_load_keeps_nothing_of_the_withdrawn(community):
    ended = db.session.scalars(sa.select(Endorsement).where(Endorsement.ended_at.is_not(None))).all()
    assert ended
    for endorsement in ended:
        assert endorsement.email is None
        assert count(Pledge, Pledge.endorsement_id == endorsement.id) == 0


def test_load_puts_nothing_into_the_future(community):
    for column in (Member.created_at, Endorsement.created_at, Endorsement.confirmed_at, Announcement.created_at):
        assert db.session.scalar(sa.select(sa.func.max(column))) <= now()


@pytest.mark.parametrize("account", operations.ACCOUNTS.values(), ids=operations.ACCOUNTS)
def test_load_makes_accounts_to_log_in_with(community, account):
    member = authenticate(email=account.address, password=PASSWORD)
    assert member is not None
    assert (member.role, member.language) == (account.role, account.language)
    assert has_second_factor(member) is account.has_powers


def test_the_code_that_is_said_logs_in_and_then_it_is_another(community):
    address = operations.ACCOUNTS["coordinator"].address
    member = find_confirmed_by_address(address)
    first = operations.code_for(address)
    use_app_code(member=member, code=first)
    second = operations.code_for(address)
    assert second != first
    use_app_code(member=member, code=second)


def test_whoever_coordinates_or_runs_the_demonstration_has_a_second_factor(community):
    leads = sa.select(Membership.member_id).where(Membership.role == GroupRole.COORDINATOR)
    known = [account for account in operations.ACCOUNTS.values() if not account.has_powers]
    for account in known:
        member = find_confirmed_by_address(account.address)
        assert member.standing() == {Relation.MEMBER}
        assert member.id not in db.session.scalars(leads).all()


def test_load_speaks_both_languages(community):
    languages = dict(db.session.execute(sa.select(Member.language, sa.func.count()).group_by(Member.language)).all())
    assert min(languages["en"], languages["ko"]) > community.members / 5


def test_load_leaves_no_link_for_a_first_administrator(community):
    assert is_administrator_claimed()


def test_load_gives_every_group_somebody_who_runs_it(community):
    for group in db.session.scalars(sa.select(Group)):
        coordinators = count(Membership, Membership.group_id == group.id, Membership.role == GroupRole.COORDINATOR)
        assert coordinators >= 1, group.slug


def test_load_lets_requests_with_answers_wait_for_the_coordinators(community):
    group = find_group_by_slug("translators")
    requests = list_requests(group).items
    assert len(requests) >= 2
    assert all(request.list_answers() for request in requests)
    [june] = db.session.scalars(sa.select(Member).where(Member.handle == "june"))
    assert Relation.COORDINATOR in group.relations_to(june)


def test_load_suspends_no_one_who_runs_a_group(community):
    suspended = sa.select(Member.id).where(Member.state == MemberState.SUSPENDED)
    assert count(Membership, Membership.member_id.in_(suspended)) == 0
    assert count(Member, Member.state == MemberState.SUSPENDED) == 2


def test_load_opens_nobodys_belonging_to_the_defector_community(community):
    for profile in db.session.scalars(sa.select(Profile)):
        if profile.belonging == Belonging.DEFECTOR_COMMUNITY:
            assert profile.audience("belonging") == "only_me"


def test_load_invents_the_same_people_for_the_same_seed(community):
    first = set(db.session.scalars(sa.select(Member.handle)))
    for table in reversed(Member.metadata.sorted_tables):
        if table.name not in ("declaration_version", "help_kind"):
            db.session.execute(sa.delete(table))
    db.session.commit()
    operations.load(community, password=PASSWORD, secret=SECRET, advance=lambda: None)
    assert set(db.session.scalars(sa.select(Member.handle))) == first


def test_load_tells_how_far_it_is(app):
    steps = []
    wish = operations.Wish(members=20, endorsements=10, groups=2, seed=1)
    operations.load(wish, password=PASSWORD, secret=SECRET, advance=lambda: steps.append(1))
    assert len(steps) == wish.members - len(operations.ACCOUNTS) + wish.endorsements + wish.groups


def test_load_is_all_or_nothing(app):
    def fail():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        operations.load(operations.Wish(20, 10, 2, 1), password=PASSWORD, secret=SECRET, advance=fail)
    assert not operations.is_inhabited()


def test_the_texts_fit_where_they_are_kept():
    longest = Pledge.__table__.c.text.type.length
    for pledges in PLEDGES.values():
        assert set(pledges) == set(COMMITMENTS)
        assert all(len(pledge) <= longest for sentences in pledges.values() for pledge in sentences)
    assert {circle.policy for circle in CIRCLES} == set(JoinPolicy)
    assert {circle.visibility for circle in CIRCLES} == set(Visibility)
    assert all(circle.names[code] and circle.purposes[code] for circle in CIRCLES for code in ("en", "ko"))


def test_nobody_waits_in_a_group_twice(community):
    live = (MembershipState.ACTIVE, MembershipState.REQUESTED)
    pairs = db.session.execute(
        sa.select(Membership.group_id, Membership.member_id).where(Membership.state.in_(live))
    ).all()
    assert len(pairs) == len(set(pairs))


def test_load_fills_profiles_in_both_languages(community):
    profiles = list(db.session.scalars(sa.select(Profile)))
    kinds = {kind.code for kind in help_kinds()}
    assert len({profile.profession_group for profile in profiles}) > 5
    assert {code for profile in profiles for code in (*profile.offers, *profile.looks_for)} <= kinds
    assert len({code for profile in profiles for code in profile.offers}) > 10
    assert {bio.language for profile in profiles for bio in profile.bio} == {"en", "ko"}
    assert any(len(profile.bio) == 2 for profile in profiles)
    for profile in profiles:
        assert {bio.language for bio in profile.bio[1:]}.isdisjoint({profile.bio_language})
        assert {spoken.level for spoken in profile.languages} <= set(LEVELS)
        assert [spoken.code for spoken in profile.languages if spoken.level == "first"]


def test_what_people_say_of_themselves_is_said_in_both_languages():
    assert len(BIOS["en"]) == len(BIOS["ko"])
    assert all(set(words) == {"en", "ko"} for _, words in PROFESSIONS)


def test_people_know_each_other_and_strangers_are_told_how_many(community):
    daniel = find_confirmed_by_address("member@example.org")
    told = tally(daniel, db.session.scalars(sa.select(Member.id)).all())
    assert any(tally.known for tally in told.values())
    assert told[daniel.id].count >= 3
    assert db.session.scalar(sa.select(sa.func.max(Vouch.made_on))) <= now().date()
    assert count(Group, Group.vouches_needed > 0) == 1


def test_moderators_find_one_ring(community):
    (ring,) = list_rings()
    assert ring.size == RING


@pytest.mark.parametrize("name", ["member", "member, in Korean"])
def test_load_lets_the_ordinary_accounts_find_requests_and_a_conversation(community, name):
    member = find_confirmed_by_address(operations.ACCOUNTS[name].address)
    [talk] = list_conversations(member).items
    assert talk.conversation.has_news_for(member)
    authors = [message.author_id for message in list_messages(member, talk.conversation).items]
    assert [author == member.id for author in authors] == [False, True, False, True, False]
    assert len(list_received(member).items) == 2
    assert len(list_sent(member).items) == 1


def test_moderators_find_something_to_do(community):
    moderator, daniel = (
        find_confirmed_by_address(operations.ACCOUNTS[name].address) for name in ("moderator", "member")
    )
    assert count_waiting(moderator).count == 4
    [settled] = list_mine(daniel).items
    assert settled.outcome
    assert len(list_openings(daniel)) == 1
    assert len(list_limits().items) == 2
