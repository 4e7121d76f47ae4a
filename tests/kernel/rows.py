"""Rows for any revision of the tables, invented from what the database itself says of them: some in every table."""

import re
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

MOMENT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
# Whoever is named beside somebody else in one row must be another one.
SEVERAL = {"member": 4, "working_group": 2}
# Everything that may be empty is filled, so the rules that join columns leave one choice.
CHOSEN: dict[str, dict[str, Any]] = {
    "contact_request": {"state": "declined", "words_sealed": None},
    "group_proposal": {"state": "approved"},
    "library_item": {"kind": "file"},
    "meeting": {"ends_at": MOMENT + timedelta(hours=1)},
    "profile": {"languages": "[]"},
    "proposal": {"state": "closed"},
    "task": {"state": "done", "left_at": None},
    "vouch": {"declined_on": None},
}
# Rows that the migrations bring themselves, and SQLite's of its indexes.
BROUGHT = ("alembic_version", "help_kind", "directory_search", "finding_search")
# Not to be invented: whatever is sealed would not open.
KEYS = "data_key"


def fill(connection: Connection) -> None:
    """Put rows into every table but those that migrations fill."""
    tables = sa.MetaData()
    tables.reflect(connection)
    made: dict[str, list[dict[str, Any]]] = {}
    for table in tables.sorted_tables:
        if table.name.startswith((*BROUGHT, KEYS)):
            continue
        made[table.name] = rows = []
        words = _words(connection, table.name)
        for number in range(SEVERAL.get(table.name, 1)):
            rows.append({column.name: _value(column, number, words, made) for column in table.columns})
            connection.execute(sa.insert(table).values(rows[-1]))


def _words(connection: Connection, table: str) -> dict[str, str]:
    """For each column that takes certain words only, the first of them."""
    words: dict[str, str] = {}
    for check in sa.inspect(connection).get_check_constraints(table):
        if found := re.search(r"\(*(\w+)\)*(?:::text)? (?:IN \(|= ANY \(*ARRAY\[)'(\w+)'", check["sqltext"]):
            words[found[1]] = found[2]
    return words


def _value(column: sa.Column[Any], number: int, words: dict[str, str], made: dict[str, list[dict[str, Any]]]) -> Any:
    chosen = CHOSEN.get(column.table.name, {})
    if column.name in chosen:
        return chosen[column.name]
    for key in column.foreign_keys:
        target = key.column
        if target.table is column.table:
            return None
        others = [one.name for one in column.table.columns for k in one.foreign_keys if k.column.table is target.table]
        rows = made[target.table.name]
        return rows[(number + others.index(column.name)) % len(rows)][target.name]
    return words.get(column.name) or _plain(column, number)


def _plain(column: sa.Column[Any], number: int) -> Any:
    kind = column.type
    length = getattr(kind, "length", None)
    values: dict[type, Any] = {
        bool: True,
        int: 1 + number,
        float: 1.0,
        datetime: MOMENT.replace(tzinfo=None) if not getattr(kind, "timezone", False) else MOMENT,
        date: MOMENT.date(),
        bytes: bytes([1 + number]) * 32,
        uuid.UUID: uuid.UUID(
            bytes=uuid.uuid5(uuid.NAMESPACE_OID, str(column)).bytes[:15] + bytes([number])
        ),  # in order
    }
    if kind.python_type in values:
        return values[kind.python_type]
    if length == 32 and isinstance(kind, sa.CHAR):
        return values[uuid.UUID].hex
    if length is None:
        return "{}"
    return f"{'abcdefgh'[number]}{column.table.name}"[:length]
