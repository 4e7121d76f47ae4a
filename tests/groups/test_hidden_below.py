"""Who removes somebody from a group does not learn of hidden groups under it; and nobody stays in these for long."""

import contextvars
from datetime import timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from community.audit import AuditEntry
from community.db import db, now
from community.errands import run_due_errands
from community.groups import operations, queries
from community.groups.models import Group, GroupRole, Membership, MembershipState, Visibility
from community.notifications.models import Notice
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, InvitationFactory, MembershipFactory, member_of
from tests.telling import everything_said

ENDS = ("remove", "ban")
NOTICED = ("members", "trail", "subgroups", "")


@pytest.fixture
def scene():
    """A hidden group under another one; Haru, who is in both, alone coordinates it, and somebody else is in both."""
    whole = GroupFactory(slug="whole", for_members=True)
    part = GroupFactory(slug="quiet-river", hidden=True, parent_id=whole.id)
    haru, fellow = MemberFactory(), MemberFactory()
    for member in (haru, fellow):
        MembershipFactory(group=whole, member=member)
    MembershipFactory(group=part, member=haru, coordinator=True)
    MembershipFactory(group=part, member=fellow)
    head = member_of(whole, coordinator=True)
    return SimpleNamespace(whole=whole, part=part, haru=haru, fellow=fellow, head=head)


def stay_of(group, member):
    db.session.rollback()
    return queries.find_latest_membership(group, member)


def sent(outbox):
    """The mails by their names, and whom they go to."""
    return [(mail.template, mail.recipient) for mail in outbox()]


def said_about_ending(client, stay, way):
    """Every word that who ends somebody's stay reads of it, then and afterwards."""

    def ask(method, path, **options):
        answer = contextvars.Context().run(client._client.open, f"/en/groups/whole/{path}", method=method, **options)
        return everything_said(answer, client._csrf_token())

    done = ask("POST", f"members/{stay.id}/{way}", data={"csrf_token": client._csrf_token(), "reason": "Too loud."})
    return [done, *(ask("GET", path) for path in NOTICED)]


def forget_ending(stay):
    """Make it as if the stay had not ended."""
    db.session.rollback()
    db.session.execute(sa.delete(AuditEntry))
    again = {"state": MembershipState.ACTIVE, "ended_at": None, "reason_sealed": None}
    db.session.execute(sa.update(Membership).where(Membership.id == stay.id).values(**again))
    db.session.commit()


@pytest.mark.parametrize("way", ENDS)
def test_who_ends_a_stay_reads_the_same_with_and_without_a_hidden_group_below(client, scene, outbox, way):
    stay = stay_of(scene.whole, scene.haru)
    client.login(scene.head).get("/en/groups/whole")
    with_it = said_about_ending(client, stay, way)
    assert not stay_of(scene.whole, scene.haru).relations()
    assert stay_of(scene.part, scene.haru).has_powers
    forget_ending(stay)
    db.session.execute(sa.update(Group).where(Group.id == scene.part.id).values(parent_id=None))
    db.session.commit()
    without = said_about_ending(client, stay, way)
    assert with_it[0][0] == 303
    assert with_it == without
    goodbye = ("groups/mail/removed", scene.haru.email)
    assert [mail for mail in sent(outbox) if mail == goodbye] == [goodbye, goodbye]
    assert scene.head.email not in {recipient for _name, recipient in sent(outbox)}


def open_to_members(scene):
    scene.part.visibility = Visibility.MEMBERS
    db.session.commit()
    return scene.head


def known_from_inside(scene):
    MembershipFactory(group=scene.part, member=scene.head)
    return scene.head


def seen_by_moderators(scene):
    return MemberFactory(moderator=True)


@pytest.mark.parametrize("way", ENDS)
@pytest.mark.parametrize("knowing", [open_to_members, known_from_inside, seen_by_moderators])
def test_control_who_may_know_of_the_group_below_is_told_why_not(client, scene, knowing, way):
    client.login(knowing(scene))
    page = client.post(f"/en/groups/whole/members/{stay_of(scene.whole, scene.haru).id}/{way}", {"reason": ""})
    assert page.status == 409
    assert "the only coordinator of a group under this one" in page.text
    assert stay_of(scene.whole, scene.haru).state is MembershipState.ACTIVE


def test_a_moderator_who_undoes_a_branch_is_told_that_somebody_stays(scene):
    inviter = MemberFactory()
    stay_of(scene.whole, scene.haru).invitation_id = InvitationFactory(group=scene.whole, created_by=inviter).id
    db.session.commit()
    moderator = MemberFactory(moderator=True)
    done = operations.undo_branch(actor=moderator, member=inviter, group=scene.whole, reason="", expected=1)
    assert done == operations.Pruned(removed=0, kept=1)
    assert stay_of(scene.whole, scene.haru).state is MembershipState.ACTIVE


def test_who_coordinates_a_hidden_group_alone_does_not_leave_the_one_above(scene):
    with pytest.raises(operations.OnlyCoordinatorBelow):
        operations.leave(actor=scene.haru, group=scene.whole)


@pytest.mark.parametrize("way", ENDS)
def test_the_people_of_the_group_below_and_moderators_are_told(client, scene, way):
    getattr(operations, way)(actor=scene.head, membership=stay_of(scene.whole, scene.haru))
    run_due_errands()
    told = sa.select(Notice.member_id).where(Notice.group_id == scene.part.id)
    assert set(db.session.scalars(told)) == {scene.haru.id, scene.fellow.id}
    client.login(scene.fellow)
    assert "The group needs another coordinator" in client.get("/en/notices").text
    assert "stays in this one until another coordinator can act" in client.get("/en/groups/quiet-river/trail").text
    trail = client.login(MemberFactory(moderator=True)).get("/en/admin/audit").text
    assert f"The site let {scene.haru.handle} stay in the group quiet-river" in trail


# Who stayed does not stay for long


@pytest.fixture
def stray(scene):
    """The scene after Haru was removed from the group above."""
    operations.remove(actor=scene.head, membership=stay_of(scene.whole, scene.haru))
    return scene


def put_in_charge(scene, **how):
    """Make the other one coordinate the group below, too."""
    stay_of(scene.part, scene.fellow).take_charge(**how)
    db.session.commit()


def test_who_stayed_goes_when_another_can_act(stray, outbox):
    assert operations.let_strays_go() == 0
    put_in_charge(stray, delay_days=1)
    assert operations.let_strays_go() == 0
    assert stay_of(stray.part, stray.haru).has_powers
    stay_of(stray.part, stray.fellow).powers_from = now() - timedelta(minutes=1)
    db.session.commit()
    before = len(outbox())
    assert operations.let_strays_go() == 1
    assert operations.let_strays_go() == 0
    assert stay_of(stray.part, stray.haru).state is MembershipState.REMOVED
    assert stay_of(stray.part, stray.fellow).has_powers
    assert sent(outbox)[before:] == [("groups/mail/removed", stray.haru.email)]


def test_who_stayed_and_hands_the_group_over_goes(stray):
    operations.hand_over(actor=stray.haru, membership=stay_of(stray.part, stray.fellow))
    assert stay_of(stray.part, stray.haru).role is GroupRole.MEMBER
    assert operations.let_strays_go() == 1
    assert stay_of(stray.part, stray.haru).state is MembershipState.REMOVED


def test_who_came_back_into_the_group_above_stays(stray):
    MembershipFactory(group=stray.whole, member=stray.haru)
    put_in_charge(stray)
    assert operations.let_strays_go() == 0
    assert stay_of(stray.part, stray.haru).has_powers


def test_who_is_in_both_groups_is_no_stray(scene):
    put_in_charge(scene)
    assert operations.let_strays_go() == 0


def test_several_workers_let_somebody_go_once(race, stray):
    put_in_charge(stray)
    assert sum(race(*[operations.let_strays_go] * 3)) == 1
    acts = sa.select(AuditEntry.action).where(AuditEntry.place_id == stray.part.id).order_by(AuditEntry.at)
    assert list(db.session.scalars(acts)) == ["groups.lack_coordinator", "groups.remove"]
