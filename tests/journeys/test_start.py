"""Starting the site: once, and again on what is there already."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tests.conftest import new_database_url
from tests.journeys.running import RunningSite


def test_the_second_start_changes_nothing(tmp_path: Path) -> None:
    database_url = new_database_url(tmp_path)
    first = RunningSite(tmp_path, database_url)
    first.start()
    link = first.administrator_link()
    assert link.startswith(f"{first.url}/en/admin/claim/")
    assert f"{first.url}/_mailbox" in first.said()
    assert first.end() == 0
    assert "Traceback" not in first.said()
    rows = list_rows(database_url)
    assert len(rows["working_group"]) == 7

    second = RunningSite(tmp_path, database_url)
    second.start()
    # Nobody has claimed it yet, so it is printed again; only the port differs.
    assert second.administrator_link() == link.replace(first.url, second.url)
    assert second.end() == 0
    assert list_rows(database_url) == rows


def list_rows(database_url: str) -> dict[str, list[Any]]:
    """Every row of every table but those that the clock writes: the ledger is signed, the schedule taken."""
    engine = sa.create_engine(database_url)
    found = sa.MetaData()
    found.reflect(engine)
    with engine.connect() as connection:
        rows = {
            table.name: sorted(map(repr, connection.execute(sa.select(table))))
            for table in found.tables.values()
            if not table.name.startswith(("ledger_", "schedule_"))
        }
    engine.dispose()
    return rows
