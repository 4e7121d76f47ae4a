"""Suspending, restoring and handing out roles."""

import pytest
import sqlalchemy as sa

from community.accounts.models import EventKind, Member, MemberState, Role
from community.accounts.operations import open_session
from community.accounts.queries import find_session, list_events
from community.audit import AuditEntry
from community.db import db
from community.groups.operations import LastCoordinator
from community.moderation import operations
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, MembershipFactory


@pytest.fixture
def moderator():
    return MemberFactory(moderator=True)


@pytest.fixture
def administrator():
    return MemberFactory(administrator=True)


def last_entry() -> AuditEntry:
    return db.session.scalars(sa.select(AuditEntry)).one()


def nothing_written() -> bool:
    return db.session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) == 0


# suspend


def test_suspend_shuts_out_ends_sessions_and_keeps_the_reason(moderator):
    member = MemberFactory()
    session = open_session(member=member, device="firefox-linux").id
    operations.suspend(actor=moderator, member=member, reason="Spam.")
    assert member.state is MemberState.SUSPENDED
    assert member.suspended_reason == "Spam."
    assert find_session(session) is None
    assert not member.standing()


def test_suspend_is_written_into_the_trail(moderator):
    member = MemberFactory()
    operations.suspend(actor=moderator, member=member, reason="Spam.")
    entry = last_entry()
    assert (entry.action, entry.actor_id, entry.subject_id) == ("moderation.suspend", moderator.id, member.id)
    assert entry.details == {"reason": "Spam."}


@pytest.mark.parametrize("language", ["en", "ko"])
def test_suspend_tells_the_member_in_their_language(moderator, outbox, language):
    member = MemberFactory(language=language)
    operations.suspend(actor=moderator, member=member, reason="명단을 물었습니다.")
    [mail] = outbox()
    assert (mail.recipient, mail.language) == (member.email, language)
    assert "명단을 물었습니다." in mail.text
    assert "명단을 물었습니다." in mail.html


def test_suspend_refuses_oneself(moderator):
    with pytest.raises(operations.NotOneself):
        operations.suspend(actor=moderator, member=moderator, reason="x")
    assert moderator.is_active
    assert nothing_written()


def test_suspend_refuses_twice(moderator):
    member = MemberFactory()
    operations.suspend(actor=moderator, member=member, reason="Spam.")
    with pytest.raises(operations.AlreadySuspended):
        operations.suspend(actor=moderator, member=member, reason="Again.")
    assert member.suspended_reason == "Spam."


@pytest.mark.parametrize("kind", [{"moderator": True}, {"administrator": True}])
def test_suspend_refuses_a_moderator_who_aims_at_moderators(moderator, kind):
    MemberFactory(administrator=True)
    other = MemberFactory(**kind)
    with pytest.raises(operations.NotYours):
        operations.suspend(actor=moderator, member=other, reason="x")
    assert other.is_active


def test_suspend_lets_administrators_suspend_moderators_and_administrators(administrator, moderator):
    other = MemberFactory(administrator=True)
    for member in (moderator, other):
        operations.suspend(actor=administrator, member=member, reason="x")
        assert not member.is_active


def test_suspend_refuses_the_last_administrator(moderator, administrator):
    with pytest.raises(operations.LastAdministrator):
        operations.suspend(actor=moderator, member=administrator, reason="x")


def test_suspend_refuses_an_actor_whose_rights_have_gone():
    with pytest.raises(operations.RightsLost):
        operations.suspend(actor=MemberFactory(), member=MemberFactory(), reason="x")
    with pytest.raises(operations.RightsLost):
        operations.suspend(actor=MemberFactory(moderator=True, suspended=True), member=MemberFactory(), reason="x")


def test_suspend_refuses_the_last_coordinator_of_a_group(moderator):
    coordinator = MemberFactory()
    group = GroupFactory()
    MembershipFactory(group=group, member=coordinator, coordinator=True)
    MembershipFactory(group=group)
    with pytest.raises(LastCoordinator):
        operations.suspend(actor=moderator, member=coordinator, reason="x")
    assert coordinator.is_active
    MembershipFactory(group=group, coordinator=True)
    operations.suspend(actor=moderator, member=coordinator, reason="x")
    assert not coordinator.is_active


# restore


def test_restore_lets_in_again_tells_and_writes(moderator, outbox):
    member = MemberFactory(suspended=True, suspended_reason="Spam.", language="ko")
    operations.restore(actor=moderator, member=member)
    assert member.is_active
    assert member.suspended_reason is None
    assert last_entry().action == "moderation.restore"
    [mail] = outbox()
    assert (mail.recipient, mail.language) == (member.email, "ko")
    assert "http://localhost/ko/login" in mail.text


def test_restore_refuses_who_is_not_suspended(moderator):
    with pytest.raises(operations.NotSuspended):
        operations.restore(actor=moderator, member=MemberFactory())


def test_restore_of_a_moderator_is_for_administrators(moderator, administrator):
    other = MemberFactory(moderator=True, suspended=True)
    with pytest.raises(operations.NotYours):
        operations.restore(actor=moderator, member=other)
    operations.restore(actor=administrator, member=other)
    assert other.is_active


# set_role


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.ADMINISTRATOR])
def test_set_role_gives_rights_tells_and_writes(administrator, outbox, role):
    member = MemberFactory()
    operations.set_role(actor=administrator, member=member, role=role)
    assert member.role is role
    assert last_entry().details == {"before": "member", "role": role.value}
    [mail] = outbox()
    assert mail.recipient == member.email
    assert role.value in mail.text
    assert [event.kind for event in list_events(member)] == [EventKind.ROLE_CHANGED]


def test_set_role_takes_rights_away(administrator, moderator):
    operations.set_role(actor=administrator, member=moderator, role=Role.MEMBER)
    assert moderator.role is Role.MEMBER


def test_set_role_refuses_what_is_so_already(administrator):
    with pytest.raises(operations.SameRole):
        operations.set_role(actor=administrator, member=MemberFactory(), role=Role.MEMBER)


def test_set_role_refuses_the_last_administrator_their_own_fall(administrator):
    MemberFactory(administrator=True, suspended=True)  # cannot act, so does not count
    with pytest.raises(operations.LastAdministrator):
        operations.set_role(actor=administrator, member=administrator, role=Role.MEMBER)
    assert administrator.role is Role.ADMINISTRATOR


def test_set_role_lets_an_administrator_step_down_where_another_stays(administrator):
    MemberFactory(administrator=True)
    operations.set_role(actor=administrator, member=administrator, role=Role.MODERATOR)
    assert administrator.role is Role.MODERATOR


def test_set_role_refuses_an_actor_who_is_no_administrator(moderator):
    with pytest.raises(operations.RightsLost):
        operations.set_role(actor=moderator, member=MemberFactory(), role=Role.MODERATOR)


def test_set_role_gives_no_rights_to_the_suspended(administrator):
    with pytest.raises(operations.RestoreFirst):
        operations.set_role(actor=administrator, member=MemberFactory(suspended=True), role=Role.MODERATOR)


def test_set_role_takes_rights_from_the_suspended(administrator):
    member = MemberFactory(moderator=True, suspended=True)
    operations.set_role(actor=administrator, member=member, role=Role.MEMBER)
    assert member.role is Role.MEMBER


# at the same moment


def administrators_left() -> int:
    statement = sa.select(sa.func.count()).where(Member.role == Role.ADMINISTRATOR, Member.state == MemberState.ACTIVE)
    return db.session.scalars(statement).one()


def suspending(actor_id, member_id):
    def run():
        actor, member = db.session.get(Member, actor_id), db.session.get(Member, member_id)
        operations.suspend(actor=actor, member=member, reason="x")

    return run


def setting_role(actor_id, member_id):
    def run():
        actor, member = db.session.get(Member, actor_id), db.session.get(Member, member_id)
        operations.set_role(actor=actor, member=member, role=Role.MEMBER)

    return run


def test_two_administrators_who_demote_each_other_leave_one(race):
    first, second = (MemberFactory(administrator=True).id for _ in range(2))

    results = race(setting_role(first, second), setting_role(second, first))
    assert results.count(None) == 1
    assert administrators_left() == 1


def test_two_administrators_who_step_down_leave_one(race):
    ids = [MemberFactory(administrator=True).id for _ in range(2)]

    results = race(*(setting_role(member_id, member_id) for member_id in ids))
    assert [type(result) for result in results if result] == [operations.LastAdministrator]
    assert administrators_left() == 1


def test_two_administrators_who_suspend_each_other_leave_one(race):
    first, second = (MemberFactory(administrator=True).id for _ in range(2))

    results = race(suspending(first, second), suspending(second, first))
    assert results.count(None) == 1
    assert administrators_left() == 1


def test_two_coordinators_suspended_at_once_leave_one(race):
    moderators = [MemberFactory(moderator=True).id for _ in range(2)]
    group = GroupFactory()
    MembershipFactory(group=group)
    coordinators = [MembershipFactory(group=group, coordinator=True).member_id for _ in range(2)]

    results = race(*(suspending(*pair) for pair in zip(moderators, coordinators, strict=True)))
    assert [type(result) for result in results if result] == [LastCoordinator]
