"""Migrations, from every revision to the next and back, with rows in the tables: none is lost, nothing is left out."""

import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from community.accounts.models import Member
from community.accounts.operations.indexing import renew_indexes
from community.accounts.queries import find_confirmed_by_address
from community.announcements.models import Announcement
from community.audit import AuditEntry
from community.crypto import KeyRing
from community.db import Model, db, now
from community.endorsements.models import Endorsement
from community.endorsements.operations import enter_missing
from community.endorsements.queries import count_endorsers, counts_by_commitment, list_commitments
from community.groups.models import Group, Invitation, Membership
from community.keys import announce
from community.ledger.operations import seal_all
from community.members.models import Bio, Profile
from community.migrating import downgrade, upgrade
from community.revisions import VERSIONS
from tests.apps import another_app
from tests.conftest import ON_POSTGRESQL, new_database_url
from tests.kernel.rows import BROUGHT, fill

Rows = dict[str, list[dict[str, Any]]]

FIRST = "0001"
PAST = sorted(path.name.partition("_")[0] for path in VERSIONS.glob("[0-9]*_*.py"))[:-1]
# What a way down does not carry: keys of the cookies of the first release, ids that nothing refers to, and by which
# invitation somebody came.
NOT_CARRIED = {"member": {"session_key"}, "endorsed_commitment": {"id"}, "membership": {"invitation_id"}}


@pytest.fixture
def empty(app: Flask, tmp_path) -> Iterator[Flask]:
    """The application on a database without a table."""
    with another_app(app, DATABASE_URL=new_database_url(tmp_path)) as other, other.app_context():
        yield other


def shape(engine: sa.Engine) -> dict[str, Any]:
    """What a database is: its tables with their columns, keys, constraints and indexes."""
    inspector = sa.inspect(engine)
    tables = sorted(set(inspector.get_table_names()) - {"alembic_version"})
    return {
        table: {
            "columns": {column["name"]: column["nullable"] for column in inspector.get_columns(table)},
            "references": sorted(
                (key["constrained_columns"], key["referred_table"], key["options"].get("ondelete"))
                for key in inspector.get_foreign_keys(table)
            ),
            "unique": sorted(sorted(key["column_names"]) for key in inspector.get_unique_constraints(table)),
            "checks": sorted(
                (str(check["name"]), check["sqltext"]) for check in inspector.get_check_constraints(table)
            ),
            "indexes": sorted(
                (str(index["name"]), bool(index["unique"]), bool(index["dialect_options"]))
                for index in inspector.get_indexes(table)
            ),
        }
        for table in tables
    }


def sealed(app: Flask, place: str, plain: str) -> bytes:
    """A text as the first release sealed it: with the keys that derive from the secret."""
    return KeyRing(app.config["COMMUNITY"].secret_key).seal(plain, place)


def fill_as_first_release(app: Flask) -> dict[str, int]:
    """A member who leads a group, announced something and endorsed; how many rows each table has."""
    tables = sa.MetaData()
    with db.engine.begin() as connection:
        tables.reflect(connection)

        def identity() -> Any:
            value = uuid.uuid4()
            return value.hex if connection.dialect.name == "sqlite" else value

        def add(table: str, **values: Any) -> None:
            connection.execute(sa.insert(tables.tables[table]).values(**values))

        member, group = identity(), identity()
        address = sealed(app, f"member.email_sealed.{uuid.UUID(str(member)).hex}", "haru@example.org")
        add("member", id=member, handle="haru", display_name="Haru", password_hash="x", session_key="key",
            language="ko", role="administrator", state="active", created_at=now(), confirmed_at=now(),
            email_sealed=address, email_index=b"old")  # fmt: skip
        add("first_administrator", number=1, member_id=member)
        add("profile", member_id=member, bio="I teach.", pronouns="", profession="", skills="", country="KR", city="",
            affiliation="A choir", languages='["ko", "en"]', links="[]", name_open=True,
            audiences='{"affiliation": "members"}')  # fmt: skip
        add("working_group", id=group, slug="river", name_en="River", name_ko="강", purpose_en="To read.",
            purpose_ko="읽기", join_policy="open", visibility="public", questions_en="[]", questions_ko="[]",
            created_at=now())  # fmt: skip
        add("membership", id=identity(), group_id=group, member_id=member, state="active", role="coordinator",
            requested_at=now(), joined_at=now(), reason="")  # fmt: skip
        add("membership", id=identity(), group_id=group, member_id=member, state="declined", role="member",
            requested_at=now(), ended_at=now(), reason="We are full.")  # fmt: skip
        add("invitation", id=identity(), group_id=group, created_by_id=member, note="For the choir", max_uses=1,
            uses=0, created_at=now(), expires_at=now())  # fmt: skip
        for action, kind, about, details in (
            ("groups.edit", "working_group", group, "{}"),
            ("groups.approve", "member", member, '{"group": "river"}'),
            ("groups.approve", "member", member, '{"group": "a-group-that-is-gone"}'),
            ("moderation.suspend", "member", member, '{"group": "river"}'),
        ):
            add("audit_entry", id=identity(), at=now(), action=action, actor_id=member, subject_type=kind,
                subject_id=about, subject_name="x", details=details)  # fmt: skip
        add("announcement", id=identity(), group_id=group, author_id=member, title="First", body="Come.",
            language="en", created_at=now())  # fmt: skip
        version, endorsement = identity(), identity()
        add("declaration_version", id=version, digest="d", content="{}", published_at=now())
        mine = sealed(app, f"endorsement.email_sealed.{uuid.UUID(str(endorsement)).hex}", "bora@example.org")
        add("endorsement", id=endorsement, version_id=version, email_sealed=mine, email_index=b"bora", shown="named",
            name="Bora", language="ko", state="counted", created_at=now(), confirmed_at=now(),
            mails_sent=1)  # fmt: skip
        for number, pledge in ((3, None), (7, "I will write.")):
            add("endorsed_commitment", id=identity(), endorsement_id=endorsement, number=number, pledge=pledge)
    return count_rows()


def expected_now(rows: dict[str, int]) -> dict[str, int]:
    """The rows of the first release as the newest keeps them: commitments are bits, only pledges have rows."""
    return {name: count for name, count in rows.items() if name != "endorsed_commitment"} | {"pledge": 1}


def carried_endorsement() -> tuple[Any, ...]:
    endorsement = db.session.scalars(sa.select(Endorsement)).one()
    return endorsement.name, endorsement.email, list_commitments(endorsement)


def counted() -> tuple[int, list[int]]:
    enter_missing()
    seal_all()
    return count_endorsers(), counts_by_commitment()


def count_rows() -> dict[str, int]:
    tables = sa.MetaData()
    tables.reflect(db.engine)
    with db.engine.connect() as connection:
        counted = {
            name: connection.scalar(sa.select(sa.func.count()).select_from(table))
            for name, table in tables.tables.items()
        }
    return {name: count for name, count in counted.items() if count and not name.startswith(BROUGHT)}


def all_rows() -> Rows:
    """Every row of every table but what migrations bring, each in the order of its key."""
    tables = sa.MetaData()
    tables.reflect(db.engine)
    with db.engine.connect() as connection:
        return {
            name: [row._asdict() for row in connection.execute(sa.select(table).order_by(*table.primary_key))]
            for name, table in tables.tables.items()
            if not name.startswith(BROUGHT)
        }


def differences(before: Rows, after: Rows) -> list[tuple[str, str]]:
    """Tables that have more or fewer rows than before, and columns that are there still, but with another value."""
    found = set()
    for table, rows in before.items():
        if len(rows) != len(after.get(table, [])):
            found.add((table, "rows"))
        for old, new in zip(rows, after.get(table, []), strict=False):
            found |= {(table, column) for column in old.keys() & new.keys() if old[column] != new[column]}
    return sorted(found)


def carried_profile() -> tuple[Any, ...]:
    profile = db.session.scalars(sa.select(Profile)).one()
    spoken = [language.code for language in profile.languages]
    return profile.affiliations, profile.audience("affiliations").value, spoken, profile.bio


def carried_announcement() -> tuple[Any, ...]:
    announcement = db.session.scalars(sa.select(Announcement)).one()
    return announcement.title, announcement.body, announcement.edition, announcement.is_public


def carried_words() -> tuple[list[str | None], list[str | None]]:
    """Reasons and notes, opened."""
    reasons = db.session.scalars(sa.select(Membership).order_by(Membership.state))
    return [row.reason for row in reasons], [row.note for row in db.session.scalars(sa.select(Invitation))]


def placed_acts() -> list[tuple[str, str, bool]]:
    """The trail's acts, and whether each is known to have been done in the group."""
    group = db.session.scalars(sa.select(Group.id)).one()
    entries = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.action, AuditEntry.details))
    return [(entry.action, entry.details.get("group", ""), entry.place_id == group) for entry in entries]


PLACED_ACTS = [
    ("groups.approve", "a-group-that-is-gone", False),
    ("groups.approve", "river", True),
    ("groups.edit", "", True),
    ("moderation.suspend", "river", False),
]
CLEAR = {
    "SELECT title, body FROM announcement": [("First", "Come.")],
    "SELECT reason FROM membership ORDER BY state": [("",), ("We are full.",)],
    "SELECT note FROM invitation": [("For the choir",)],
}


def clear_words() -> dict[str, list[tuple[str, ...]]]:
    """What stood in the open in the first release."""
    with db.engine.connect() as connection:
        return {asked: [tuple(row) for row in connection.execute(sa.text(asked))] for asked in CLEAR}


def test_a_migrated_database_is_what_the_models_say(empty):
    done = empty.test_cli_runner().invoke(args=["db", "upgrade"])
    assert done.exit_code == 0, done.output
    migrated = shape(db.engine)
    downgrade(revision="base")
    Model.metadata.create_all(db.engine)
    assert migrated == shape(db.engine)


def test_what_the_first_release_kept_is_all_there_and_can_go_back(empty):
    upgrade(revision=FIRST)
    before = shape(db.engine)
    rows = fill_as_first_release(empty)
    upgrade()
    assert count_rows() == expected_now(rows)
    renew_indexes(Member)
    assert carried_endorsement() == ("Bora", "bora@example.org", {3: None, 7: "I will write."})
    assert counted() == (1, [0, 0, 1, 0, 0, 0, 1])
    assert carried_announcement() == ("First", "Come.", 1, False)
    assert carried_words() == ([None, "We are full."], ["For the choir"])
    assert placed_acts() == PLACED_ACTS
    assert carried_profile() == (["A choir"], "members", ["ko", "en"], [Bio("ko", "I teach.")])
    found = find_confirmed_by_address("Haru@Example.org")
    assert found is not None
    assert (found.handle, found.email, found.discreet, found.closes_at) == ("haru", "haru@example.org", False, None)
    db.session.rollback()
    downgrade(revision=FIRST)
    assert count_rows() == rows
    assert clear_words() == CLEAR
    assert shape(db.engine) == before


def test_control_a_lost_row_is_noticed(empty):
    upgrade(revision=FIRST)
    rows = fill_as_first_release(empty)
    with db.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM announcement")
    assert count_rows() != rows


@pytest.mark.parametrize("revision", PAST)
def test_what_any_release_kept_goes_up_to_this_one_and_comes_back(empty, revision):
    upgrade(revision=revision)
    with db.engine.begin() as connection:
        fill(connection)
    if revision > FIRST:
        announce()  # what a migration seals, it seals with the keys that are kept
    before = all_rows()
    assert [name for name, rows in before.items() if not rows] == []
    upgrade()
    # Commitments became bits, which another test looks at.
    assert set(differences(before, all_rows())) <= {("endorsed_commitment", "rows")}
    downgrade(revision=revision)
    lost = {(table, column) for table, columns in NOT_CARRIED.items() for column in columns}
    assert set(differences(before, all_rows())) <= lost


def test_control_a_value_that_changed_is_noticed():
    rows: Rows = {"vouch": [{"id": 1, "note": "true"}], "block": [{"id": 2}]}
    assert differences(rows, rows) == []
    assert differences(rows, {"vouch": [{"id": 1, "note": "false"}], "block": []}) == [
        ("block", "rows"),
        ("vouch", "note"),
    ]


@pytest.mark.skipif(not ON_POSTGRESQL, reason="an SQLite database is on one machine")
def test_several_machines_prepare_a_database_one_after_the_other(empty: Flask, tmp_path: Path) -> None:
    config = empty.config["COMMUNITY"]
    shared = {"COMMUNITY_DATABASE_URL": config.database_url, "COMMUNITY_SECRET_KEY": config.secret_key, "PATH": ""}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "prepare"]
    machines = [
        subprocess.Popen(command, env=shared | {"COMMUNITY_INSTANCE": str(tmp_path / name)}, stderr=subprocess.PIPE)
        for name in ("first", "second")
    ]
    said = [machine.communicate()[1].decode() for machine in machines]
    assert [machine.returncode for machine in machines] == [0, 0], said
