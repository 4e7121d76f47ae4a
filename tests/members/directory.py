"""What the tests of the directory share."""

from typing import Any

import sqlalchemy as sa

from community.accounts.models import Member
from community.db import db
from community.members.models import FIELDS, Audience, DirectoryEntry, Profile
from community.members.operations.indexing import entries_of
from community.members.queries import Wanted, get_profile, search
from community.searching import Marker
from tests.members.factories import member_with_profile

OPEN = dict.fromkeys(FIELDS, Audience.MEMBERS)


def somebody(name: str = "Haru", audiences: dict[str, Audience] | None = None, **values: Any) -> Member:
    """A member whose profile says `values`, open to members where nothing else is said."""
    account = {key: values.pop(key) for key in ("handle", "suspended", "closes_at") if key in values}
    member = member_with_profile(display_name=name, **account)
    fill(member, audiences, **values)
    return member


def fill(member: Member, audiences: dict[str, Audience] | None = None, **values: Any) -> None:
    """Write into the profile of a member."""
    profile = get_profile(member)
    for column, value in values.items():
        setattr(profile, column, value)
    profile.open_to(OPEN | (audiences or {}))
    db.session.commit()


def names_found(viewer: Member, **wanted: Any) -> list[str]:
    """The names of all whom a search finds, page after page, sorted."""
    db.session.rollback()
    found, page = [], search(viewer, Wanted(**wanted))
    found += page.items
    while page.next:
        page = search(viewer, Wanted(**wanted), page.next)
        found += page.items
    return sorted(card.shown["display_name"] for card in found)


def kept_index() -> list[tuple[Any, ...]]:
    """The index as it stands in the database, but for the positions, which are drawn by lot."""
    db.session.rollback()
    columns = ("member_id", "reach", "replaced", "words", "edition", "marks")
    rows = db.session.execute(sa.select(*(getattr(DirectoryEntry, name) for name in columns)))
    return sorted((*row, marks_kept(marks)) for *row, marks in rows)


def right_index() -> list[tuple[Any, ...]]:
    """The index as it is computed from the profiles."""
    db.session.rollback()
    marker, rows = Marker("directory"), []
    for profile in db.session.scalars(sa.select(Profile)):
        member = db.session.get_one(Member, profile.member_id)
        assert get_profile(member) is profile
        for entry in entries_of(profile, marker):
            named = [entry[name] for name in ("reach", "replaced", "words", "edition")]
            rows.append((profile.member_id, *named, tuple(sorted(entry["marks"].split()))))
    return sorted(rows)


def marks_kept(marks: str) -> tuple[str, ...]:
    """The marks of an entry as either database writes them."""
    return tuple(sorted(marks.replace("'", "").split()))


def searched_marks() -> list[int]:
    """The positions that SQLite's index knows; on PostgreSQL it is a part of the table."""
    if db.engine.dialect.name == "sqlite":
        db.session.execute(sa.text("INSERT INTO directory_search (directory_search) VALUES ('integrity-check')"))
    return sorted(db.session.scalars(sa.select(DirectoryEntry.position)))
