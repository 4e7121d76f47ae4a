"""Tables of entries that are found by marks (see `searching`), as each database does that best.

Entries are never altered: a new one takes the place of an old one. SQLite searches them by FTS5, PostgreSQL by a
tsvector; both hold the same marks.
"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql


def position_type() -> sa.types.TypeEngine[int]:
    """The type of an entry's primary key: in SQLite an INTEGER alone is the number of the row, for its index."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def marks_type() -> sa.types.TypeEngine[str]:
    """The type of the column `marks`."""
    return sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql")


def make_searchable(table: sa.Table, search: str) -> None:
    """Have the indexes of both databases made with a table that has the columns `position` and `marks`.

    search: how SQLite's index is called. Migrations write out the same statements.
    """
    for dialect, statements in statements_for(table.name, search).items():
        for statement in statements:
            sa.event.listen(table, "after_create", sa.DDL(statement).execute_if(dialect=dialect))
    sa.event.listen(table, "before_drop", sa.DDL(f"DROP TABLE {search}").execute_if(dialect="sqlite"))


def statements_for(table: str, search: str) -> dict[str, tuple[str, ...]]:
    """What makes a table searchable, by database."""
    # SQLite keeps the marks in an index of its own, which follows the table by triggers, when rows are deleted as well.
    # The text stays in the table alone (external content), where what is deleted is overwritten; the index keeps
    # deleted marks for a while, which nobody can read without the key of the installation.
    for_sqlite = (
        f"CREATE VIRTUAL TABLE {search} USING fts5("
        f"marks, content='{table}', content_rowid='position', detail='none', columnsize=0, tokenize='ascii')",
        f"CREATE TRIGGER {table}_comes AFTER INSERT ON {table} BEGIN "
        f"INSERT INTO {search} (rowid, marks) VALUES (new.position, new.marks); END",  # noqa: S608  (names, no values)
        f"CREATE TRIGGER {table}_goes AFTER DELETE ON {table} BEGIN "
        f"INSERT INTO {search} ({search}, rowid, marks) VALUES ('delete', old.position, old.marks); END",  # noqa: S608
    )
    # The marks stand in the row itself: a page of entries in their order looks at them one by one.
    for_postgresql = (
        f"ALTER TABLE {table} ALTER COLUMN marks SET STORAGE MAIN",
        f"CREATE INDEX ix_{table}_marks ON {table} USING gin (marks)",
    )
    return {"sqlite": for_sqlite, "postgresql": for_postgresql}
