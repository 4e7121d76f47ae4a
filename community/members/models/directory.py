"""The index of the directory: of each member, what those who may find them can search in.

Entries are made by `operations.indexing` in the transaction of every change, and never altered: a new one takes the
place of the old one. SQLite searches them by FTS5, PostgreSQL by a tsvector; both hold the same marks, which
`searching` makes.
"""

import secrets
import uuid
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Mapped, mapped_column

from community.db import Model, choice


class Reach(StrEnum):
    """Whom an entry is for."""

    MEMBERS = "members"
    FELLOWS = "fellows"


def new_position() -> int:
    """A random place in the directory."""
    return secrets.randbits(62) + 1


class DirectoryEntry(Model):
    """A member as some may find them: as all members may, or as fellows of a working group may where that is more."""

    __tablename__ = "directory_entry"

    # The order of the directory. Drawn anew with every entry, so that it tells nothing of who came when.
    position: Mapped[int] = mapped_column(
        # Only an INTEGER is SQLite's own number of a row, which its index refers to.
        sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
        primary_key=True,
        autoincrement=False,
        default=new_position,
    )
    member_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("member.id", ondelete="CASCADE"))
    reach: Mapped[Reach] = mapped_column(choice(Reach))
    # Whether fellows find another entry of the same member in the place of this one.
    replaced: Mapped[bool] = mapped_column(default=False)
    words: Mapped[str] = mapped_column(sa.Text)
    marks: Mapped[str] = mapped_column(sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql"))
    # How the marks were made: entries of another edition are made anew by `flask prepare`.
    edition: Mapped[str] = mapped_column(sa.String(8))

    __table_args__ = (sa.UniqueConstraint("member_id", "reach", name="uq_directory_entry_member_reach"),)


# SQLite keeps the marks in an index of its own, which follows the table by triggers, when a member is deleted as well.
# The text stays in the table alone (external content), where what is deleted is overwritten; the index keeps deleted
# marks for a while, which nobody can read without the key of the installation.
FOR_SQLITE = (
    "CREATE VIRTUAL TABLE directory_search USING fts5("
    "marks, content='directory_entry', content_rowid='position', detail='none', columnsize=0, tokenize='ascii')",
    "CREATE TRIGGER directory_entry_comes AFTER INSERT ON directory_entry BEGIN "
    "INSERT INTO directory_search (rowid, marks) VALUES (new.position, new.marks); END",
    "CREATE TRIGGER directory_entry_goes AFTER DELETE ON directory_entry BEGIN "
    "INSERT INTO directory_search (directory_search, rowid, marks) VALUES ('delete', old.position, old.marks); END",
)
# The marks stand in the row itself: a page of the directory in its order looks at them one by one.
FOR_POSTGRESQL = (
    "ALTER TABLE directory_entry ALTER COLUMN marks SET STORAGE MAIN",
    "CREATE INDEX ix_directory_entry_marks ON directory_entry USING gin (marks)",
)


def _also(moment: str, dialect: str, *statements: str) -> None:
    for statement in statements:
        ddl = sa.DDL(statement).execute_if(dialect=dialect)
        sa.event.listen(DirectoryEntry.__table__, moment, ddl)


_also("after_create", "sqlite", *FOR_SQLITE)
_also("before_drop", "sqlite", "DROP TABLE directory_search")
_also("after_create", "postgresql", *FOR_POSTGRESQL)
