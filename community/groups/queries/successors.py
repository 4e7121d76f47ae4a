"""Who coordinates a group, and who follows when nothing is heard of those who do."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager

from community.accounts.models import Member
from community.audit import AuditEntry
from community.db import db
from community.groups.models import Group, GroupRole, Membership, MembershipState, Successor
from community.groups.queries.groups import visible_to


def list_in_charge(group: Group) -> Sequence[Membership]:
    """Everybody who was made a coordinator and can be shown, those whose powers sleep too; longest first."""
    statement = (
        sa.select(Membership)
        .join(Membership.member)
        .where(_coordinates(group.id), Member.is_active)
        .options(contains_eager(Membership.member))
        .order_by(Membership.joined_at, Membership.id)
    )
    return db.session.scalars(statement).all()


def find_in_group(group: Group, handle: str) -> Membership | None:
    """The stay of a member of the group who goes by this handle now, and can be shown."""
    return db.session.scalar(
        sa.select(Membership)
        .join(Membership.member)
        .where(Membership.group_id == group.id, Membership.state == MembershipState.ACTIVE)
        .where(Member.handle == handle.strip().removeprefix("@").lower(), Member.is_active)
    )


def hold_members(group: Group, member_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Membership]:
    """The stays of those of these members who are in the group, held until the operation ends, always in one order."""
    stays = sa.select(Membership).where(
        Membership.group_id == group.id,
        Membership.member_id.in_(member_ids),
        Membership.state == MembershipState.ACTIVE,
    )
    held = stays.order_by(Membership.id).with_for_update(key_share=True)
    found = db.session.scalars(held, execution_options={"populate_existing": True})
    return {stay.member_id: stay for stay in found}


def hold_coordinators(group: Group) -> Sequence[Membership]:
    """The stays of all coordinators, whatever keeps them from acting, with the members; held until the end."""
    held = (
        sa.select(Membership)
        .join(Membership.member)
        .where(_coordinates(group.id))
        .options(contains_eager(Membership.member))
        .order_by(Membership.id)
        .with_for_update(of=Membership, key_share=True)
    )
    return db.session.scalars(held, execution_options={"populate_existing": True}).all()


def hold_successors(group: Group) -> Sequence[Successor]:
    """Who was named to follow, with who named them, those named first first; held until the operation ends."""
    namer = aliased(Member)
    held = (
        sa.select(Successor)
        .join(Successor.named_by.of_type(namer))
        .where(Successor.group_id == group.id)
        .options(contains_eager(Successor.named_by.of_type(namer)))
        .order_by(Successor.named_at, Successor.id)
        .with_for_update(of=Successor)
    )
    return db.session.scalars(held, execution_options={"populate_existing": True}).all()


def hold_successor(successor_id: uuid.UUID) -> Successor | None:
    """One naming, held until the operation ends, or None where it was taken back."""
    return db.session.scalar(
        sa.select(Successor)
        .where(Successor.id == successor_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def find_named_by(group: Group, coordinator: Member) -> Successor | None:
    """Whom a coordinator named, with the member."""
    return db.session.scalar(
        sa.select(Successor)
        .join(Successor.member)
        .where(Successor.group_id == group.id, Successor.named_by_id == coordinator.id)
        .options(contains_eager(Successor.member))
    )


def find_successor(viewer: Member | None, slug: str, successor_id: uuid.UUID) -> Successor | None:
    """A naming in the group at this address, with the group, if `viewer` may know of the group."""
    return db.session.scalar(
        sa.select(Successor)
        .join(Successor.group)
        .where(Successor.id == successor_id, Group.slug == slug, visible_to(viewer))
        .options(contains_eager(Successor.group))
    )


def list_successions(member: Member) -> Sequence[Successor]:
    """What coordinators asked somebody, with the groups and with who asked; those who asked first come first."""
    namer = aliased(Member)
    return db.session.scalars(
        sa.select(Successor)
        .join(Successor.group)
        .join(Successor.named_by.of_type(namer))
        .where(Successor.member_id == member.id)
        .options(contains_eager(Successor.group), contains_eager(Successor.named_by.of_type(namer)))
        .order_by(Successor.named_at, Successor.id)
    ).all()


def list_namings(member: Member) -> Sequence[Successor]:
    """Whom somebody asked to follow them, with the groups; longest first."""
    return db.session.scalars(
        sa.select(Successor)
        .join(Successor.group)
        .where(Successor.named_by_id == member.id)
        .options(contains_eager(Successor.group))
        .order_by(Successor.named_at, Successor.id)
    ).all()


def list_silent_groups(since: date) -> Sequence[uuid.UUID]:
    """The groups whose coordinators were here on `since` or before, and not after; those that have a successor."""
    moment = datetime.combine(since, time.max, UTC)
    seen_later = sa.or_(
        Membership.seen_on > since, sa.and_(Membership.seen_on.is_(None), Membership.joined_at > moment)
    )
    heard = sa.exists().where(_coordinates(Successor.group_id), seen_later)
    accepted = sa.select(Successor.group_id).where(Successor.accepted_at.is_not(None), sa.not_(heard)).distinct()
    return db.session.scalars(accepted.order_by(Successor.group_id)).all()


def list_named_in(entries: Iterable[AuditEntry]) -> dict[uuid.UUID, Member]:
    """The members of whom acts in a trail tell, by id; those who deleted the account are in none."""
    ids = {identity for entry in entries for identity in (entry.actor_id, entry.subject_id) if identity}
    members = db.session.scalars(sa.select(Member).where(Member.id.in_(ids))) if ids else ()
    return {member.id: member for member in members}


def _coordinates(group_id: object) -> sa.ColumnElement[bool]:
    return sa.and_(
        Membership.group_id == group_id,
        Membership.state == MembershipState.ACTIVE,
        Membership.role == GroupRole.COORDINATOR,
    )
