"""Tables of entries that are found by marks (see `searching`), as each database does that best.

Entries are never altered: a new one takes the place of an old one. SQLite searches them by FTS5, PostgreSQL by a
tsvector; both hold the same marks.
"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from community.db import Model

_STATEMENTS = {
    # SQLite keeps the marks in an index of its own, which follows the table by triggers, when rows are deleted as well.
    # The text stays in the table alone (external content), where what is deleted is overwritten; the index keeps
    # deleted marks for a while, which nobody can read without the key of the installation.
    "sqlite": (
        "CREATE VIRTUAL TABLE {search} USING fts5("
        "marks, content='{table}', content_rowid='position', detail='none', columnsize=0, tokenize='ascii')",
        "CREATE TRIGGER {table}_comes AFTER INSERT ON {table} BEGIN "
        "INSERT INTO {search} (rowid, marks) VALUES (new.position, new.marks); END",
        "CREATE TRIGGER {table}_goes AFTER DELETE ON {table} BEGIN "
        "INSERT INTO {search} ({search}, rowid, marks) VALUES ('delete', old.position, old.marks); END",
    ),
    # The marks stand in the row itself: a page of entries in their order looks at them one by one.
    "postgresql": (
        "ALTER TABLE {table} ALTER COLUMN marks SET STORAGE MAIN",
        "CREATE INDEX ix_{table}_marks ON {table} USING gin (marks)",
    ),
}


def position_type() -> sa.types.TypeEngine[int]:
    """The type of an entry's primary key: in SQLite an INTEGER alone is the number of the row, for its index."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def marks_type() -> sa.types.TypeEngine[str]:
    """The type of the column `marks`."""
    return sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql")


def make_searchable(model: type[Model], search: str) -> None:
    """Have the indexes of both databases made with the table of a model with the columns `position` and `marks`.

    search: how SQLite's index is called. Migrations write out the same statements.
    """
    table = model.__table__
    for dialect, statements in statements_for(model.__tablename__, search).items():
        for statement in statements:
            sa.event.listen(table, "after_create", sa.DDL(statement).execute_if(dialect=dialect))
    sa.event.listen(table, "before_drop", sa.DDL(f"DROP TABLE {search}").execute_if(dialect="sqlite"))


def statements_for(table: str, search: str) -> dict[str, tuple[str, ...]]:
    """What makes a table searchable, by database."""
    return {
        dialect: tuple(statement.format(table=table, search=search) for statement in statements)
        for dialect, statements in _STATEMENTS.items()
    }
