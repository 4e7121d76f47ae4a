"""Who runs a group: no path takes the last coordinator from it, powers that sleep, handing over."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from community.accounts.operations.closing import close
from community.audit import AuditEntry
from community.db import atomic, db, now
from community.groups import operations, queries
from community.groups.models import GroupRole, MembershipState
from community.groups.operations.pruning import undo_branch
from community.moderation.operations import suspend
from community.policy import Relation
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, InvitationFactory, MembershipFactory

OPERATIONS = Path(operations.__file__).parent


def member_of(membership):
    """The member whose membership it is."""
    return db.session.get_one(type(MemberFactory()), membership.member_id)


def trail():
    """What was done, oldest first."""
    db.session.rollback()
    return list(db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.at, AuditEntry.id)))


def undoing(actor, group, membership):
    """Undo the branch by which a coordinator came in; it says of whom it must leave that they stay."""
    inviter = MemberFactory()
    membership.invitation_id = InvitationFactory(group=group, created_by=inviter).id
    db.session.commit()
    if undo_branch(actor=actor, member=inviter, group=group, reason="", expected=1).kept:
        raise operations.LastCoordinator


def leaving_above(actor, group, membership):
    """Leave the group above, and with it the one below."""
    member = member_of(membership)
    parent = GroupFactory()
    MembershipFactory(group=parent, member=member)
    group.parent_id = parent.id
    db.session.commit()
    operations.leave(actor=member, group=parent)


def removing_above(actor, group, membership):
    """Be removed from the group above, and with it from the one below."""
    parent = GroupFactory()
    above = MembershipFactory(group=parent, member=member_of(membership))
    group.parent_id = parent.id
    db.session.commit()
    operations.remove(actor=actor, membership=above)


def closing(actor, group, membership, **how):
    """Delete the account."""
    close(actor=member_of(membership), device="firefox-linux", **how)


# Every way on which a group can lose a coordinator. The actor is a moderator where the coordinator does not act.
PATHS = {
    "leave": lambda actor, group, membership: operations.leave(actor=member_of(membership), group=group),
    "step down": lambda actor, group, membership: operations.dismiss(
        actor=member_of(membership), membership=membership
    ),
    "demote": lambda actor, group, membership: operations.dismiss(actor=actor, membership=membership),
    "remove": lambda actor, group, membership: operations.remove(actor=actor, membership=membership),
    "ban": lambda actor, group, membership: operations.ban(actor=actor, membership=membership),
    "suspend": lambda actor, group, membership: suspend(actor=actor, member=member_of(membership), reason="Spam."),
    "delete the account": closing,
    "delete the account at once": lambda *things: closing(*things, at_once=True),
    "undo the branch": undoing,
    "leave the group above": leaving_above,
    "be removed from the group above": removing_above,
}
# Who is called a coordinator and cannot act is nobody on whom a group could rely.
NO_REPLACEMENT = {
    "suspended": lambda: {"member": MemberFactory(suspended=True)},
    "about to delete the account": lambda: {"member": MemberFactory(closes_at=now() + timedelta(days=5))},
    "with powers that sleep": lambda: {"powers_from": now() + timedelta(days=1)},
}


@pytest.fixture
def group():
    """A group in which there are people."""
    group = GroupFactory()
    MembershipFactory(group=group)
    return group


@pytest.fixture
def last(group):
    """Its only coordinator who can act."""
    return MembershipFactory(group=group, coordinator=True)


@pytest.mark.parametrize("other", NO_REPLACEMENT)
@pytest.mark.parametrize("path", PATHS)
def test_no_path_takes_the_last_coordinator(path, other, group, last, outbox):
    MembershipFactory(group=group, coordinator=True, **NO_REPLACEMENT[other]())
    before = len(outbox())
    with pytest.raises(operations.LastCoordinator):
        PATHS[path](MemberFactory(moderator=True), group, last)
    db.session.rollback()
    assert [row.id for row in queries.list_coordinators(group)] == [last.id]
    assert len(outbox()) == before


@pytest.mark.parametrize("path", PATHS)
def test_every_path_is_open_where_another_can_act(path, group, last):
    other = MembershipFactory(group=group, coordinator=True)
    PATHS[path](MemberFactory(moderator=True), group, last)
    db.session.rollback()
    assert [row.id for row in queries.list_coordinators(group)] == [other.id]


@pytest.mark.parametrize("path", PATHS)
def test_control_without_the_guard_the_group_is_lost_on_every_path(path, group, last, monkeypatch):
    monkeypatch.setattr(queries, "has_other_coordinator", lambda membership: True)
    PATHS[path](MemberFactory(moderator=True), group, last)
    db.session.rollback()
    assert queries.list_coordinators(group) == []


def ending(source):
    """The functions of a module that close memberships or take the role."""
    functions = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef))
    for function in functions:
        called = {
            node.func.attr for node in ast.walk(function) if isinstance(getattr(node, "func", None), ast.Attribute)
        }
        if called & {"end", "step_down"}:
            yield function.name


def test_nothing_else_ends_stays_or_takes_the_role():
    found = {
        f"{path.stem}.{name}" for path in sorted(OPERATIONS.glob("*.py")) for name in ending(path.read_text("utf-8"))
    }
    guarded = {"keeping.end_stay", "subgroups._end", "coordinating.step_down"}
    requests_only = {"joining.cancel_request", "joining.decline", "states._close_doors", "subgroups.leave_subgroups"}
    assert found == guarded | requests_only


def test_control_what_ends_a_stay_is_found():
    assert list(ending("def a(row):\n    row.end(1)\ndef b(row):\n    row.begin()")) == ["a"]


# Handing over


def test_handing_over_makes_the_one_and_ends_the_other(group, last, outbox):
    to = MembershipFactory(group=group)
    link = InvitationFactory(group=group, created_by=member_of(last))
    operations.hand_over(actor=member_of(last), membership=to)
    assert (last.role, to.role) == (GroupRole.MEMBER, GroupRole.COORDINATOR)
    assert last.state is MembershipState.ACTIVE
    assert not link.is_open
    assert "groups/mail/appointed" in [mail.template for mail in outbox()]
    assert trail() == ["groups.hand_over"]


def test_a_lone_coordinator_hands_over_powers_that_are_awake_as_nobody_else_could_act(group, last):
    group.powers_delay_days = 7
    db.session.commit()
    to = MembershipFactory(group=group)
    operations.hand_over(actor=member_of(last), membership=to)
    assert to.has_powers


def test_powers_that_are_handed_over_sleep_where_another_can_object(group, last):
    group.powers_delay_days = 7
    db.session.commit()
    MembershipFactory(group=group, coordinator=True)
    to = MembershipFactory(group=group)
    operations.hand_over(actor=member_of(last), membership=to)
    assert (to.is_coordinator, to.has_powers) == (True, False)


def test_a_group_is_handed_over_to_nobody_who_could_not_run_it(group, last):
    actor = member_of(last)
    for values, refusal in (
        ({"member": MemberFactory(suspended=True)}, operations.NotInGroup),
        ({"settles_at": now() + timedelta(days=3)}, operations.NotSettled),
        ({"requested": True}, operations.NotInGroup),
        ({"coordinator": True}, operations.AlreadyCoordinator),
    ):
        with pytest.raises(refusal):
            operations.hand_over(actor=actor, membership=MembershipFactory(group=group, **values))
        db.session.rollback()
        assert last.has_powers
    with pytest.raises(operations.AlreadyCoordinator):
        operations.hand_over(actor=actor, membership=last)


@pytest.mark.parametrize("values", [{}, {"coordinator": True, "powers_from": now() + timedelta(days=300)}])
def test_only_who_coordinates_hands_over(group, last, values):
    mine = MembershipFactory(group=group, **values)
    with pytest.raises(operations.NotCoordinating):
        operations.hand_over(actor=member_of(mine), membership=MembershipFactory(group=group))


# Powers that sleep


def test_powers_sleep_and_the_appointment_can_be_taken_back_meanwhile(group, last):
    group.powers_delay_days = 7
    db.session.commit()
    new = MembershipFactory(group=group)
    operations.appoint(actor=member_of(last), membership=new)
    assert timedelta(days=6) < new.powers_from - now() <= timedelta(days=7)
    assert Relation.COORDINATOR not in group.relations_to(member_of(new))
    operations.dismiss(actor=member_of(last), membership=new)
    assert (new.role, new.powers_from) == (GroupRole.MEMBER, None)


def test_a_shorter_delay_wakes_nobody_earlier(group, last):
    group.powers_delay_days = 7
    db.session.commit()
    new = MembershipFactory(group=group)
    operations.appoint(actor=member_of(last), membership=new)
    until = new.powers_from
    group.powers_delay_days = 0
    db.session.commit()
    assert (new.powers_from, new.has_powers) == (until, False)


def edit(actor, group, days):
    """Change the delay as the form does."""
    operations.edit_group(
        actor=actor, group=group, names={"en": "Films"}, purposes={}, commitments=[2], questions={},
        powers_delay_days=days,
    )  # fmt: skip


def test_an_infiltrator_who_coordinates_cannot_lower_the_delay_and_appoint_at_once(group, last):
    edit(member_of(last), group, 7)
    for days in (3, 0, 0):  # lowering it twice, or saving once more, shortens nothing
        edit(member_of(last), group, days)
    accomplice = MembershipFactory(group=group)
    operations.appoint(actor=member_of(last), membership=accomplice)
    assert accomplice.powers_from > now() + timedelta(days=6)
    group.earlier_delay_until = now()
    db.session.commit()
    assert group.powers_delay == 0


def test_raising_the_delay_holds_at_once_and_every_change_is_told(group, last):
    for days in (3, 7, 7):
        edit(member_of(last), group, days)
    assert (group.powers_delay, group.earlier_delay_until) == (7, None)
    changes = db.session.scalars(
        sa.select(AuditEntry).where(AuditEntry.action == "groups.delay_powers").order_by(AuditEntry.at)
    )
    assert [(entry.details["before"], entry.details["days"]) for entry in changes] == [(0, 3), (3, 7)]


def test_newcomers_are_made_coordinators_by_nobody(group, last):
    newcomer = MembershipFactory(group=group, settles_at=now() + timedelta(days=3))
    with pytest.raises(operations.NotSettled):
        operations.appoint(actor=member_of(last), membership=newcomer)


def test_who_coordinates_nothing_is_replaceable(group):
    atomic(operations.ensure_replaceable)(member_of(MembershipFactory(group=group)))
