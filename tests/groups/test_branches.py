"""Who brought whom, and undoing a branch: exactly those go who came in through one person, and their links close."""

import pytest
import sqlalchemy as sa

from community.accounts.models import MemberSession
from community.accounts.operations import delete_closed
from community.audit import AuditEntry
from community.db import db, now
from community.groups import operations, queries
from community.groups.models import Invitation, MembershipState
from community.groups.operations import refusals as no
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, MembershipFactory

S = MembershipState


@pytest.fixture
def group():
    return GroupFactory(slug="river")


@pytest.fixture
def moderator():
    return MemberFactory(moderator=True)


@pytest.fixture
def root(group):
    member = MemberFactory(handle="root")
    MembershipFactory(group=group, member=member, coordinator=True)
    return member


def bring(group, inviter, handle, *, coordinator=True):
    """Somebody comes in by a new link of the inviter, and coordinates then, so that they can invite as well."""
    member = MemberFactory(handle=handle)
    link = operations.create_invitation(actor=inviter, group=group, days=7, max_uses=3)
    operations.accept_invitation(actor=member, token=queries.invitation_token(link))
    if coordinator:
        queries.find_latest_membership(group, member).take_charge()
        db.session.commit()
    return member


def states(group, *members):
    db.session.rollback()
    return [queries.find_latest_membership(group, member).state for member in members]


def undo(moderator, member, group=None, expected=None):
    rows = queries.list_branch(member, group)
    count = len([row for row in rows if row.is_inside]) if expected is None else expected
    return operations.undo_branch(actor=moderator, member=member, group=group, reason="Smuggled in.", expected=count)


def test_the_branch_is_listed_nearest_first_with_who_invited(group, root):
    one = bring(group, root, "one")
    two = bring(group, one, "two")
    bring(group, two, "three")
    bring(group, root, "four")
    rows = queries.list_branch(root, group)
    assert [(row.handle, row.by, row.depth) for row in rows] == [
        ("one", "root", 1), ("four", "root", 1), ("two", "one", 2), ("three", "two", 3),
    ]  # fmt: skip
    assert [row.handle for row in queries.list_branch(one, group)] == ["two", "three"]
    brought = queries.list_brought(group).items
    inviters = queries.find_inviters(brought)
    assert {(row.member.handle, inviters[row.invitation_id]) for row in brought} == {
        ("one", "root"), ("two", "one"), ("three", "two"), ("four", "root"),
    }  # fmt: skip


def test_undoing_removes_the_branch_and_nobody_else_tells_each_and_closes_every_link(group, root, moderator, outbox):
    one = bring(group, root, "one")
    two = bring(group, one, "two")
    stranger = MembershipFactory(group=group)
    outbox()
    done = undo(moderator, root)
    assert (done.removed, done.kept) == (2, 0)
    assert states(group, root, one, two) == [S.ACTIVE, S.REMOVED, S.REMOVED]
    assert db.session.get(type(stranger), stranger.id).state is S.ACTIVE
    mails = outbox()
    assert {mail.recipient for mail in mails} == {one.email, two.email}
    assert all("Smuggled in." in mail.text for mail in mails)
    open_links = sa.select(sa.func.count()).where(Invitation.revoked_at.is_(None))
    assert db.session.scalar(open_links) == 0
    acts = db.session.scalars(sa.select(AuditEntry.action).where(AuditEntry.actor_id == moderator.id)).all()
    assert sorted(acts) == ["groups.remove", "groups.remove", "groups.undo_branch"]


def test_in_one_group_alone_or_in_all(group, root, moderator):
    other = GroupFactory(slug="lake")
    MembershipFactory(group=other, member=root, coordinator=True)
    here, there = bring(group, root, "here"), bring(other, root, "there")
    undo(moderator, root, group)
    assert states(group, here) + states(other, there) == [S.REMOVED, S.ACTIVE]
    undo(moderator, root)
    assert states(other, there) == [S.REMOVED]


def test_a_group_keeps_its_last_coordinator(group, root, moderator):
    one = bring(group, root, "one")
    operations.leave(actor=root, group=group)
    two = bring(group, one, "two", coordinator=False)
    rows = queries.list_branch(root, group)
    assert queries.find_last_coordinators([row.id for row in rows]) == {rows[0].id}
    done = undo(moderator, root)
    assert (done.removed, done.kept) == (1, 1)
    assert states(group, one, two) == [S.ACTIVE, S.REMOVED]


def test_who_comes_back_by_somebody_of_their_own_branch_makes_no_circle(group, root, moderator):
    one = bring(group, root, "one")
    operations.leave(actor=root, group=group)
    link = operations.create_invitation(actor=one, group=group, days=7, max_uses=1)
    operations.accept_invitation(actor=root, token=queries.invitation_token(link))
    queries.find_latest_membership(group, root).take_charge()
    db.session.commit()
    bring(group, root, "two")
    assert [(row.handle, row.depth) for row in queries.list_branch(root, group)] == [("one", 1), ("two", 1)]
    assert [row.handle for row in queries.list_branch(one, group)] == ["root", "two"]


def test_the_tree_holds_together_when_the_person_between_is_deleted(group, root, moderator):
    one = bring(group, root, "one")
    two = bring(group, one, "two")
    operations.dismiss(actor=root, membership=queries.find_latest_membership(group, one))
    one.closes_at = now()
    db.session.commit()
    delete_closed()
    db.session.expire_all()
    assert [(row.handle, row.by, row.depth) for row in queries.list_branch(root, group)] == [("two", None, 2)]
    assert undo(moderator, root).removed == 1
    assert states(group, two) == [S.REMOVED]


def test_what_was_not_seen_is_not_undone(group, root, moderator):
    one = bring(group, root, "one")
    with pytest.raises(no.BranchChanged):
        undo(moderator, root, expected=2)
    with pytest.raises(no.NotOneself):
        undo(root, root)
    assert states(group, one) == [S.ACTIVE]


def test_the_page_shows_it_and_its_button_asks_for_proof(group, root, moderator, client):
    one = bring(group, root, "one")
    browser = client.login(moderator, second_factor=True)
    page = browser.get("/en/admin/members/root/branch")
    assert "@one" in page.text
    form = {"reason": "Smuggled in.", "expected": "1"}
    assert browser.post("/en/admin/members/root/branch/undo", form).status == 422
    db.session.execute(sa.update(MemberSession).values(proved_at=now().replace(year=2020)))
    db.session.commit()
    assert browser.post("/en/admin/members/root/branch/undo", form | {"sure": "y"}).status == 307
    db.session.execute(sa.update(MemberSession).values(proved_at=now()))
    db.session.commit()
    assert browser.post("/en/admin/members/root/branch/undo", form | {"sure": "y"}).status == 303
    assert states(group, one) == [S.REMOVED]
    assert "@one" in browser.get("/en/admin/groups/river/brought").text


def test_the_page_of_a_group_leads_moderators_to_who_brought_whom(new_client, group, moderator, root):
    link = "a[href='/en/admin/groups/river/brought']"
    assert new_client().login(moderator, second_factor=True).get("/en/groups/river").has(link)
    assert not new_client().login(root, second_factor=True).get("/en/groups/river").has(link)
