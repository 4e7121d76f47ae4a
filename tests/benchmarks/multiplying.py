"""Making millions of rows of thousands: each row again and again under another id, by the database itself.

The copies are equal in all that pages read and indexes order by, but for what must be unique. What is sealed in a copy
opens for nobody, and the ledger has no lines of it: no page that is measured needs them.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from community.accounts.models import Member
from community.db import Model, db
from community.endorsements.models import Endorsement, Pledge
from community.members.models import DirectoryEntry, Profile

# For each table what is new in a copy, as each database says it: {x} stands for the old value of a column.
_KEY = {"sqlite": "copied({x}, n)", "postgresql": "CAST(md5(CAST({x} AS text) || n) AS uuid)"}
_BYTES = {"sqlite": "CAST(copied({x}, n) AS BLOB)", "postgresql": "CAST(md5(encode({x}, 'hex') || n) AS bytea)"}
_WORD = dict.fromkeys(_KEY, "{x} || '-' || n")
_PLACE = {
    "sqlite": "random() & 4611686018427387903",
    "postgresql": "CAST(CAST('x' || md5(CAST({x} AS text) || n) AS bit(62)) AS bigint)",
}
_NOTHING = dict.fromkeys(_KEY, "NULL")
_FRESH: dict[type[Model], dict[str, dict[str, str]]] = {
    Endorsement: {"id": _KEY, "email_index": _BYTES, "leaf": _BYTES, "share_code": _NOTHING, "featured_at": _NOTHING},
    Pledge: {"id": _KEY, "endorsement_id": _KEY},
    Member: {"id": _KEY, "email_index": _BYTES, "handle": _WORD},
    Profile: {"member_id": _KEY},
    DirectoryEntry: {"position": _PLACE, "member_id": _KEY},
}
ENDORSEMENTS = (Endorsement, Pledge)
MEMBERS = (Member, Profile, DirectoryEntry)


def multiply(models: tuple[type[Model], ...], times: int) -> None:
    """Have so many times the rows of these tables that there are, made as quickly as the database can."""
    db.engine.dispose()  # SQLite changes its journal only for somebody who is alone
    driver: Any = db.engine.raw_connection().driver_connection
    if db.engine.dialect.name == "sqlite":
        _hurry(driver)
    else:
        driver.autocommit = True
    for model in models:
        with _without_indexes(driver, model.__tablename__):
            for statement in _copy(model, db.engine.dialect.name, times):
                driver.execute(statement)
    if Endorsement in models:
        driver.execute(f"UPDATE endorsement_tally SET count = count * {times}, shown = shown * {times}")  # noqa: S608
    driver.close()


def _copy(model: type[Model], dialect: str, times: int) -> tuple[str, ...]:
    table, names = model.__tablename__, [column.name for column in model.__table__.columns]
    fresh = {name: said[dialect].format(x=f"kept.{name}") for name, said in _FRESH[model].items()}
    values = ", ".join(fresh.get(name, f"kept.{name}") for name in names)
    return (
        f"CREATE TEMPORARY TABLE kept AS SELECT * FROM {table}",  # noqa: S608
        f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {times - 1}) "  # noqa: S608
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM numbers CROSS JOIN kept",
        "DROP TABLE kept",
    )


def _hurry(driver: Any) -> None:
    """Let a SQLite that may be lost write without care, and make ids for it."""
    for pragma in ("foreign_keys=OFF", "synchronous=OFF", "journal_mode=OFF", "cache_size=-2000000"):
        driver.execute(f"PRAGMA {pragma}")
    driver.create_function("copied", 2, _copied, deterministic=True)


def _copied(value: str | bytes | None, number: int) -> str | None:
    return None if value is None else hashlib.md5(f"{value!r}{number}".encode(), usedforsecurity=False).hexdigest()


@contextmanager
def _without_indexes(driver: Any, table: str) -> Iterator[None]:
    """Meanwhile the table has no index but those that hold a constraint."""
    if db.engine.dialect.name == "sqlite":
        asked = f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = '{table}' AND sql > ''"  # noqa: S608
    else:
        asked = (
            "SELECT indexname, indexdef FROM pg_indexes LEFT JOIN pg_constraint ON conname = indexname "  # noqa: S608
            f"WHERE tablename = '{table}' AND conname IS NULL"
        )
    found = driver.execute(asked).fetchall()
    for name, _definition in found:
        driver.execute(f"DROP INDEX {name}")
    yield
    for _name, definition in found:
        driver.execute(definition)
