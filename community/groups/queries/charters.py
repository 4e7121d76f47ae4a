"""Reading charters: the last version, each one before it, and who may."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from community.accounts.models import Member
from community.db import db
from community.groups.models import CharterVersion, Group, Membership, MembershipState
from community.groups.queries.groups import find_group, visible_to
from community.groups.queries.memberships import is_barred
from community.web.pagination import Page, paginate

SIZE = 20


def find_charter(group: Group) -> CharterVersion | None:
    """The charter of a group as it stands, with its author."""
    return db.session.scalar(
        sa.select(CharterVersion)
        .where(CharterVersion.group_id == group.id)
        .order_by(CharterVersion.number.desc())
        .limit(1)
        .options(joinedload(CharterVersion.author))
    )


def find_group_with_charter(viewer: Member | None, slug: str) -> Group | None:
    """The group at this address, if `viewer` is in it, or may know of it and its charter is there for all who do."""
    group = find_group(viewer, slug)
    if group is None or is_in(viewer, group):
        return group
    if is_barred(viewer, group):
        return None
    return group if reads_charter(group, is_inside=False) else None


def reads_charter(group: Group, *, is_inside: bool) -> bool:
    """Whether there is a charter for somebody to read. is_inside: whether they are in the group."""
    if not (is_inside or group.charter_is_public):
        return False
    return bool(db.session.scalar(sa.select(sa.exists().where(CharterVersion.group_id == group.id))))


def is_in(viewer: Member | None, group: Group) -> bool:
    """Whether somebody is in a group, newcomers too."""
    if viewer is None:
        return False
    stay = sa.exists().where(
        Membership.group_id == group.id,
        Membership.member_id == viewer.id,
        Membership.state == MembershipState.ACTIVE,
    )
    return bool(db.session.scalar(sa.select(stay)))


def find_charter_version(viewer: Member | None, slug: str, number: int) -> CharterVersion | None:
    """A version of the charter of the group at this address, with its author, if `viewer` may know of the group."""
    if number > 2**31 - 1:  # larger than the database counts
        return None
    return db.session.scalar(
        sa.select(CharterVersion)
        .join(Group, Group.id == CharterVersion.group_id)
        .where(Group.slug == slug, CharterVersion.number == number, visible_to(viewer))
        .options(joinedload(CharterVersion.author))
    )


def find_version_before(version: CharterVersion) -> CharterVersion | None:
    """The version that this one followed."""
    earlier = sa.select(CharterVersion).where(CharterVersion.group_id == version.group_id)
    return db.session.scalar(earlier.where(CharterVersion.number == version.number - 1))


def list_charter_versions(group: Group, after: str | None = None) -> Page[CharterVersion]:
    """A page of the versions of a charter, latest first, with their authors."""
    versions = (
        sa.select(CharterVersion).where(CharterVersion.group_id == group.id).options(joinedload(CharterVersion.author))
    )
    return paginate(versions, by=(CharterVersion.number.desc(), CharterVersion.id.desc()), after=after, size=SIZE)


def list_charter_versions_by(member: Member) -> Sequence[tuple[CharterVersion, Group]]:
    """Every version that a member wrote, with the groups, latest first."""
    theirs = (
        sa.select(CharterVersion, Group)
        .join(Group, Group.id == CharterVersion.group_id)
        .where(CharterVersion.author_id == member.id)
        .order_by(CharterVersion.created_at.desc(), CharterVersion.id)
    )
    return [(version, group) for version, group in db.session.execute(theirs)]
