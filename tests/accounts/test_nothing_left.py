"""After an account is deleted, every table and every column is searched for what was the member's."""

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from community.accounts.addresses import address_indexes, address_marks
from community.accounts.operations import (
    ask_for_address,
    ask_for_copy,
    claim_administration,
    close,
    confirm_address,
    delete_closed,
    open_session,
    request_password_reset,
)
from community.accounts.operations.administering import administrator_token
from community.accounts.operations.readdressing import WAY_BACK_LASTS
from community.crypto import sealed
from community.db import Model, db
from community.delivery import deliver_due
from community.endorsements.models import RefusedAddress
from community.errands import run_due_errands
from community.members.queries.handles import owner_mark
from tests.accounts.full_member import full_member
from tests.accounts.full_member_groups import FullMember, invited_by_mail
from tests.factories import MemberFactory
from tests.files import bytes_of
from tests.meetings.factories import CalendarFactory

# What is meant to stay, and why.
STAYS = {
    ("charter_version", "summary (opened)"): "what changed in the charter is the group’s, without who changed it",
    ("announcement", "title (opened)"): "what was announced is the group's; it does not say any more who wrote it",
    ("topic", "title (opened)"): "what others answered keeps its title; it does not say any more who asked",
    ("meeting", "title (opened)"): "what a group meets for is the group's; it does not say any more who called it",
    ("library_item", "title (opened)"): "what is shared is the group's; it does not say any more who shared it",
    ("library_item", "place (opened)"): "so is where it leads",
    ("minutes", "body (opened)"): "so are its minutes",
    ("task", "title (opened)"): "tasks are the group's; they do not say any more who wrote them",
    ("task", "description (opened)"): "so is what they ask for",
    ("proposal", "title (opened)"): "what a group decides is the group's; it does not say any more who proposed it",
    ("proposal", "text (opened)"): "so is what was proposed",
    ("proposal", "outcome (opened)"): "so is what came of it",
    ("working_group", "slug"): "a group is not its coordinator's",
}


def sealed_of(model: type) -> dict[str, sealed]:
    return {name: thing for kind in model.__mro__ for name, thing in vars(kind).items() if isinstance(thing, sealed)}


def cells() -> Iterator[tuple[str, str, Any]]:
    """Every value in the database by table and column; what is sealed is opened, and stands there both ways."""
    db.session.rollback()
    db.session.expire_all()
    mapped = {mapper.local_table.name: mapper.class_ for mapper in Model.registry.mappers}
    for table in Model.metadata.sorted_tables:
        for row in db.session.execute(sa.select(table)):
            yield from ((table.name, column, value) for column, value in row._mapping.items())
        model = mapped[table.name]
        for name in sealed_of(model):
            for row in db.session.scalars(sa.select(model)):
                yield table.name, f"{name} (opened)", getattr(row, name)


def holds(value: Any, wanted: uuid.UUID | str | bytes) -> bool:
    """Whether a value is, or contains, what is looked for, in any of the ways in which it may be written."""
    if value is None:
        return False
    if isinstance(wanted, uuid.UUID):
        written = str(value).lower()
        return value == wanted or wanted.hex in written or str(wanted) in written or holds(value, wanted.bytes)
    if isinstance(wanted, bytes):
        return isinstance(value, bytes) and wanted in value
    return wanted.lower() in (value.decode("latin-1") if isinstance(value, bytes) else str(value)).lower()


def places(*wanted: uuid.UUID | str | bytes) -> dict[Any, set[tuple[str, str]]]:
    """Where in the database each of these things stands."""
    found: dict[Any, set[tuple[str, str]]] = {thing: set() for thing in wanted}
    for table, column, value in cells():
        for thing in wanted:
            if holds(value, thing):
                found[thing].add((table, column))
    return found


def moved(full: FullMember, outbox) -> FullMember:
    """Let the member have had an earlier address, with a way back, and more that waits."""
    member = full.member
    ask_for_address(actor=member, email="canary-mine-second-address@example.org", device="")
    run_due_errands()
    token = next(mail.text for mail in outbox() if "email/confirm" in mail.text).split("email/confirm/")[1].split()[0]
    confirm_address(token=token, device="", session=None)
    full.told.add("canary-mine-second-address@example.org")
    MemberFactory(unconfirmed=True, address=member.email, display_name="canary-mine-again")
    request_password_reset(email=member.email)
    ask_for_address(actor=member, email="canary-mine-third-address@example.org", device="")
    full.told |= {"canary-mine-third-address@example.org", "canary-mine-again"}
    ask_for_copy(actor=member, device="")
    claim_administration(actor=member, token=administrator_token())
    run_due_errands()
    invited_by_mail(member)
    open_session(member=member, device="")
    CalendarFactory(member=member, token="canary-mine-calendar-token")  # the one before ended with the sessions
    db.session.add(RefusedAddress(email_index=address_marks(member.email)[0]))
    db.session.commit()
    return full


def pointing_at_members() -> set[tuple[str, str]]:
    """Every column that points at a member: somebody who is to be forgotten wholly must stand in each."""
    columns = (column for table in Model.metadata.sorted_tables for column in table.columns)
    member_id = Model.metadata.tables["member"].c.id
    return {(column.table.name, column.name) for column in columns if column.references(member_id)}


@pytest.fixture
def full(outbox):
    MemberFactory(administrator=True)
    made = moved(full_member("mine"), outbox)
    db.session.commit()
    return made


def delete(member):
    close(actor=member, device="canary-mine-device")
    db.session.execute(
        sa.update(type(member)).where(type(member).id == member.id).values(closes_at=member.created_at - WAY_BACK_LASTS)
    )
    db.session.commit()
    delete_closed()
    run_due_errands()
    deliver_due()


def test_nothing_of_a_deleted_member_is_left_in_any_column(full):
    addresses = [told for told in full.told if "address" in told]
    digests = {digest for address in addresses for digest in (*address_indexes(address), *address_marks(address))}
    wanted = {full.member.id, owner_mark(full.member), *full.told, *digests}
    before = places(*wanted)
    # The control: everything that is looked for afterwards was found before, but marks that nothing has left.
    assert {thing for thing, where in before.items() if not where} <= digests
    assert len(before[full.member.id]) > 15
    assert {("member", "id"), ("audit_entry", "actor_id"), ("audit_entry", "subject_id")} <= before[full.member.id]
    assert pointing_at_members() - before[full.member.id] == set()
    by_address = set().union(*(before[digest] for digest in digests))
    assert by_address == {(table, "email_index") for table in ("member", "endorsement", "refused_address")}
    delete(full.member)
    left = {thing: where - set(STAYS) for thing, where in places(*wanted).items()}
    assert {thing: where for thing, where in left.items() if where} == {}


def test_other_members_keep_everything(full):
    other = full_member("theirs")
    wanted = (other.member.id, *other.told)
    before = places(*wanted)
    assert all(before.values())
    delete(full.member)
    assert places(*wanted) == before


def test_control_what_a_feature_forgets_to_release_is_found(full, monkeypatch):
    monkeypatch.setattr("community.audit.forget", lambda member: None)
    member_id = full.member.id
    delete(full.member)
    assert places(member_id)[member_id] == {("audit_entry", "actor_id"), ("audit_entry", "subject_id")}


def test_control_what_is_allowed_to_stay_is_there(full):
    delete(full.member)
    found = set().union(*places(*full.told).values())
    assert found == set(STAYS)


def test_what_was_deleted_is_not_in_the_file_of_the_database_either(full):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL overwrites what is deleted when it vacuums")
    path = Path(db.engine.url.database)

    def written():
        db.session.rollback()
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        return bytes_of(path.parent.glob(f"{path.name}*"))

    in_the_open = {"canary-mine-bio", "canary-mine-pledge", "canary-mine-handle", "canary-mine-passkey"}
    before = written()
    assert {told for told in in_the_open if told.encode() in before} == in_the_open
    delete(full.member)
    after = written()
    assert {told for told in in_the_open if told.encode() in after} == set()
