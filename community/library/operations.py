"""Writing what groups share."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from community import audit
from community.accounts.models import Member
from community.db import atomic, db, lock
from community.finding.operations import renew
from community.groups.models import Group
from community.groups.operations import hold_charge, take_part
from community.i18n import lazy
from community.library.files import FileRefused, Kept
from community.library.models import Item, ItemKind, Piece, pieces_of
from community.library.queries import count_links, count_room, mark_of
from community.notifications.operations import notify
from community.refusals import Refusal

MOST_FILES = 500
MOST_ROOM = 200 * 1024 * 1024  # bytes
MOST_LINKS = 2000


class LinkSharedAlready(Refusal):
    """The group has this link."""

    field = "link"
    sentence = lazy("This link is in the library already.")


class FileSharedAlready(FileRefused):
    """The group has this very file."""

    sentence = lazy("This very file is in the library already.")


class LibraryFull(FileRefused):
    """The group has as many files, or as much of them, as it may."""

    sentence = lazy("The library is full: at most 500 files of 200 MB together. Delete some that nobody needs.")


class TooManyLinks(Refusal):
    """The group has as many links as it may."""

    field = "link"
    sentence = lazy("There are 2,000 links in the library. Delete some that nobody needs.")


@atomic
def share_link(*, actor: Member, group: Group, link: str, **described: Any) -> Item:
    """Share a link, and tell the group. described: title, note, language.

    Refuses with GroupAtRest, NotTakingPart, LinkSharedAlready, TooManyLinks.
    """
    _hold(actor, group)
    if count_links(group.id) >= MOST_LINKS:
        raise TooManyLinks
    item = Item(group_id=group.id, author_id=actor.id, kind=ItemKind.LINK, mark=mark_of(group.id, link), **described)
    item.place = link
    _add(item, LinkSharedAlready)
    _tell(item, actor)
    return item


@atomic
def share_file(*, actor: Member, group: Group, kept: Kept, **described: Any) -> Item:
    """Share a file, and tell the group. described: title, note, language.

    Refuses with GroupAtRest, NotTakingPart, FileSharedAlready, LibraryFull.
    """
    _hold(actor, group)
    files, room = count_room(group.id)
    if files >= MOST_FILES or room + len(kept.data) > MOST_ROOM:
        raise LibraryFull
    mark = mark_of(group.id, kept.original)
    item = Item(group_id=group.id, author_id=actor.id, kind=ItemKind.FILE, mark=mark, size=len(kept.data), **described)
    item.place, item.digest = kept.name, kept.digest
    _add(item, FileSharedAlready)
    db.session.add_all(pieces_of(item, kept.data))
    _tell(item, actor)
    return item


@atomic
def delete_item(*, actor: Member, item: Item) -> None:
    """Destroy something that is shared; a file with all its pieces. It can be done in a group at rest, too.

    For whoever shared it and coordinators. Refuses with NotTakingPart, NotCoordinating.
    """
    hold_charge(actor, item.group_id, maker_id=item.author_id, at_rest=True)
    group = db.session.get_one(Group, item.group_id)
    if item.author_id != actor.id:
        audit.record(actor, "library.delete", item, place=group, group=group.slug)
    renew("item", item.id)
    db.session.execute(sa.delete(Piece).where(Piece.item_id == item.id))
    db.session.execute(sa.delete(Item).where(Item.id == item.id))


def release(member: Member) -> None:
    """What a member shared stays the group's and loses its author; part of the operation that deletes the member."""
    theirs = sa.update(Item).where(Item.author_id == member.id).values(author_id=None)
    db.session.execute(theirs, execution_options={"synchronize_session": False})


def _hold(actor: Member, group: Group) -> None:
    lock(group)  # of two who fill the last room at once, the second sees what the first has left
    # Looking into a file takes seconds: whoever was removed meanwhile shares nothing any more.
    take_part(actor, group.id)


def _add(item: Item, refusal: type[Refusal]) -> None:
    db.session.add(item)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise refusal from error


def _tell(item: Item, actor: Member) -> None:
    renew("item", item.id)
    notify("item", item.id, item.group_id, actor=actor)
