"""Keeping the index of the directory: what changes a profile changes it in the same transaction.

Nobody has to think of it: the session notices which profiles and names were written, and before the commit their
entries are made anew from what `Profile.shown_to` says.
"""

import uuid
from collections.abc import Collection, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction, contains_eager

from community.accounts.models import Member
from community.db import atomic, db
from community.members.models import Bio, DirectoryEntry, Profile, Reach
from community.members.models.directory import new_position
from community.members.queries.directory import SEARCHABLE_BELONGINGS, directory_marker, spell_help
from community.policy import Relation
from community.searching import Marker, choice_mark, marks_of, spell, words_of

_MADE_FOR = {
    Reach.MEMBERS: {Relation.ANYONE, Relation.MEMBER},
    Reach.FELLOWS: {Relation.ANYONE, Relation.MEMBER, Relation.FELLOW},
}
_AT_A_TIME = 200


def entries_of(profile: Profile, marker: Marker) -> list[dict[str, Any]]:
    """What the index is to have of a profile: nothing where it is unlisted or nobody may see the name."""
    made: list[dict[str, Any]] = []
    for reach, relations in _MADE_FOR.items():
        shown = profile.shown_to(relations) if profile.listed else {}
        if "display_name" in shown:
            made.append({"reach": reach, "replaced": False, **_searchable(profile.member.handle, shown, marker)})
    if len(made) == 2:
        if made[0] == made[1] | {"reach": Reach.MEMBERS}:
            return made[:1]
        made[0]["replaced"] = True
    return made


def _searchable(handle: str, shown: dict[str, Any], marker: Marker) -> dict[str, str]:
    names, bios = words_of(" ".join(_names(handle, shown))), words_of(" ".join(_bios(shown)))
    helps = sorted({*shown.get("offers", ()), *shown.get("looks_for", ())})
    pieces = marks_of(names, by_initials=True) | marks_of(bios, by_initials=False)
    pieces |= {choice_mark(*choice) for choice in (*_choices(shown), *(("help", code) for code in helps))}
    words = f" {spell(names, by_initials=True)} {spell(bios, by_initials=False)} "
    return {
        "words": words + "".join(map(spell_help, helps)),
        "marks": " ".join(sorted({marker.mark(piece) for piece in pieces})),
        "edition": marker.edition,
    }


def _names(handle: str, shown: dict[str, Any]) -> Iterator[str]:
    """The short texts: initial consonants find them."""
    yield handle
    yield from (shown[field] for field in ("display_name", "skills", "city") if field in shown)
    if "profession" in shown:
        yield shown["profession"].words
    yield from shown.get("affiliations", ())


def _bios(shown: dict[str, Any]) -> Iterator[str]:
    """The long texts, in which almost any initial consonants would be found."""
    bios: list[Bio] = shown.get("bio", [])
    yield from (bio.text for bio in bios)


def _choices(shown: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield from ((field, code) for field in ("offers", "looks_for") for code in shown.get(field, ()))
    yield from (("language", spoken.code) for spoken in shown.get("languages", ()))
    if "profession" in shown and shown["profession"].group:
        yield "profession", shown["profession"].group
    if "country" in shown:
        yield "country", shown["country"]
    if shown.get("belonging") in SEARCHABLE_BELONGINGS:
        yield "belonging", shown["belonging"]


def index(members: Collection[uuid.UUID]) -> None:
    """Make the entries of these members anew, from what stands in the database; part of an operation."""
    session = db.session()
    # Whoever changes the same profile meanwhile waits, so that the entries are those of the last change.
    session.execute(sa.select(Profile.member_id).where(Profile.member_id.in_(members)).with_for_update(key_share=True))
    profiles = session.scalars(
        sa.select(Profile)
        .join(Profile.member)
        .options(contains_eager(Profile.member))
        .where(Profile.member_id.in_(members))
        .execution_options(populate_existing=True)
    )
    marker = directory_marker()
    entries = [
        {"position": new_position(), "member_id": profile.member_id, **entry}
        for profile in profiles
        for entry in entries_of(profile, marker)
    ]
    session.execute(sa.delete(DirectoryEntry).where(DirectoryEntry.member_id.in_(members)))
    if entries:
        session.execute(sa.insert(DirectoryEntry), entries)


def complete_directory() -> None:
    """Make the entries that are missing, and those that were made in another way or with another key."""
    edition, last = directory_marker().edition, uuid.UUID(int=0)
    current = sa.exists().where(DirectoryEntry.member_id == Profile.member_id, DirectoryEntry.edition == edition)
    while True:
        some = sa.select(Profile.member_id).where(Profile.member_id > last, sa.not_(current))
        members = db.session.scalars(some.order_by(Profile.member_id).limit(_AT_A_TIME)).all()
        if not members:
            return
        _index_some(members)
        last = members[-1]


@atomic
def _index_some(members: Collection[uuid.UUID]) -> None:
    index(members)


@event.listens_for(Session, "after_flush")
def _notice(session: Session, context: object) -> None:
    written = {_owner(thing) for thing in (*session.new, *session.dirty)} - {None}
    if written:
        session.info.setdefault("to_index", set()).update(written)


def _owner(thing: object) -> uuid.UUID | None:
    if isinstance(thing, Profile):
        return thing.member_id
    if isinstance(thing, Member):
        changed = sa.inspect(thing).attrs
        if changed.handle.history.has_changes() or changed.display_name.history.has_changes():
            return thing.id
    return None


@event.listens_for(Session, "before_commit")
def _index_what_was_written(session: Session) -> None:
    if session.in_nested_transaction():
        return  # what a savepoint around this one takes back would be written nowhere
    session.flush()
    if written := session.info.pop("to_index", None):
        index(written)


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, previous: SessionTransaction) -> None:
    # What was written before a savepoint is still to be committed when only that is taken back.
    if previous.parent is None:
        session.info.pop("to_index", None)
