"""Reading what groups share. What a viewer may not know of is not found."""

import hashlib
import uuid
from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from community.accounts.models import Member
from community.crypto import blind_mark
from community.db import db
from community.groups.models import Group
from community.groups.queries import visible_to
from community.library.models import Item, ItemKind, Piece
from community.web.pagination import Page, paginate


class FileChanged(Exception):
    """The pieces of a file are not what was shared: somebody has been at the database."""


def mark_of(group_id: uuid.UUID, what: str) -> bytes:
    """By what it is noticed that a group shares the same twice; in another group the same has another mark.

    what: the address of a link, or the digest of an upload.
    """
    return blind_mark("library", f"{group_id.hex} {what}")


def find_item(viewer: Member | None, slug: str, item_id: uuid.UUID) -> Item | None:
    """Something that the group at this address shares, with group and author, if `viewer` may know of the group."""
    return db.session.scalar(
        sa.select(Item)
        .join(Item.group)
        .where(Item.id == item_id, Group.slug == slug, visible_to(viewer))
        .options(contains_eager(Item.group), joinedload(Item.author))
    )


def find_file(viewer: Member | None, slug: str, item_id: uuid.UUID) -> Item | None:
    """The same, where it is a file."""
    found = find_item(viewer, slug, item_id)
    return found if found and found.is_file else None


def list_items(group: Group, after: str | None = None) -> Page[Item]:
    """A page of what a group shares, with authors, newest first."""
    shared = sa.select(Item).where(Item.group_id == group.id).options(joinedload(Item.author))
    return paginate(shared, by=(Item.created_at.desc(), Item.id.desc()), after=after, size=30)


def load_items(ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Item]:
    """What is there of these, whoever asks."""
    return {row.id: row for row in db.session.scalars(sa.select(Item).where(Item.id.in_(ids)))}


def read_file(item: Item) -> bytes:
    """The file as it was shared. Raises FileChanged."""
    statement = sa.select(Piece).where(Piece.item_id == item.id).order_by(Piece.number)
    data = b"".join(piece.read() for piece in db.session.scalars(statement))
    if hashlib.sha256(data).hexdigest() != item.digest:
        raise FileChanged
    return data


def count_room(group_id: uuid.UUID) -> tuple[int, int]:
    """How many files a group shares, and how many bytes they have."""
    statement = sa.select(sa.func.count(Item.id), sa.func.coalesce(sa.func.sum(Item.size), 0))
    row = db.session.execute(statement.where(Item.group_id == group_id, Item.kind == ItemKind.FILE)).one()
    return int(row[0]), int(row[1])


def count_links(group_id: uuid.UUID) -> int:
    """How many links a group shares."""
    statement = sa.select(sa.func.count(Item.id)).where(Item.group_id == group_id, Item.kind == ItemKind.LINK)
    return db.session.scalars(statement).one()


def list_items_by(member: Member) -> Sequence[Item]:
    """Everything that somebody shares, with its group, newest first."""
    statement = sa.select(Item).where(Item.author_id == member.id).options(joinedload(Item.group))
    return db.session.scalars(statement.order_by(Item.created_at.desc(), Item.id)).all()
