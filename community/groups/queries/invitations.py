"""Invitations, by their links and in lists."""

import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from community.accounts.models import Member
from community.crypto import sign, unsign
from community.db import db, now
from community.groups.models import Group, Invitation
from community.groups.queries.groups import visible_to
from community.members.models import Block
from community.web.pagination import Page, paginate


def invitation_token(invitation: Invitation) -> str:
    """What stands in the link of an invitation; not stored, so a stolen database invites nobody."""
    return sign("invitation", invitation.id.hex)


def find_invitation_by_token(token: str) -> Invitation | None:
    """The invitation behind a link, with its group and who made it, whether it still admits anybody or not."""
    parts = unsign("invitation", token, max_age=None)
    if not parts:
        return None
    return db.session.scalar(
        sa.select(Invitation)
        .where(Invitation.id == uuid.UUID(hex=parts[0]))
        .join(Invitation.group)
        .join(Invitation.created_by)
        .options(contains_eager(Invitation.group), contains_eager(Invitation.created_by))
    )


def find_my_invitation(viewer: Member | None, invitation_id: uuid.UUID) -> Invitation | None:
    """An invitation by name to the one who is looking, whatever has become of it."""
    if viewer is None:
        return None
    return db.session.scalar(
        sa.select(Invitation).where(Invitation.id == invitation_id, Invitation.invitee_id == viewer.id)
    )


def list_my_invitations(member: Member) -> Sequence[Invitation]:
    """The invitations by name that wait for a member, with the groups; none by whom the member has blocked."""
    blocked = sa.exists().where(Block.blocker_id == member.id, Block.blocked_id == Invitation.created_by_id)
    waiting = (
        sa.select(Invitation)
        .join(Invitation.group)
        .where(Invitation.invitee_id == member.id, still_admits(), ~blocked)
        .options(contains_eager(Invitation.group))
    )
    return db.session.scalars(waiting.order_by(Invitation.created_at.desc(), Invitation.id).limit(50)).all()


def find_invitation(viewer: Member | None, slug: str, invitation_id: uuid.UUID) -> Invitation | None:
    """An invitation of the group at this address, if `viewer` may know of the group."""
    return db.session.scalar(
        sa.select(Invitation)
        .join(Invitation.group)
        .where(Invitation.id == invitation_id, Group.slug == slug, visible_to(viewer))
        .options(contains_eager(Invitation.group))
    )


def is_open(invitation: Invitation) -> bool:
    """Whether an invitation still admits somebody: the account of the one who made it must be open, too.

    Whose time as coordinator ends, or who leaves, has their invitations closed (see guarding.py). Who has given up the
    second factor keeps them: it guards their sessions, was there when they invited, and nobody acts in their name when
    somebody comes in. The other coordinators see what is open, and can take it back.
    """
    return invitation.is_open and invitation.created_by is not None and invitation.created_by.is_active


def still_admits() -> sa.ColumnElement[bool]:
    """The condition, for the database, that an invitation still admits somebody."""
    acting = sa.select(Member.id).where(Member.is_active)
    return sa.and_(
        Invitation.revoked_at.is_(None),
        Invitation.declined_at.is_(None),
        Invitation.reported_at.is_(None),
        Invitation.uses < Invitation.max_uses,
        Invitation.expires_at > now(),
        Invitation.created_by_id.in_(acting),
    )


def list_invitations(group: Group, after: str | None = None) -> Page[Invitation]:
    """A page of the invitations of a group, newest first."""
    statement = (
        sa.select(Invitation)
        .where(Invitation.group_id == group.id)
        .outerjoin(Invitation.created_by)
        .options(contains_eager(Invitation.created_by))
    )
    return paginate(statement, by=(Invitation.created_at.desc(), Invitation.id.desc()), after=after)


def list_invitations_by(member: Member) -> Sequence[Invitation]:
    """Every invitation that a member made, with the groups, newest first."""
    statement = sa.select(Invitation).join(Invitation.group).where(Invitation.created_by_id == member.id)
    with_groups = statement.options(contains_eager(Invitation.group))
    return db.session.scalars(with_groups.order_by(Invitation.created_at.desc(), Invitation.id)).all()
