"""Sealing, and signing what was sealed: one place for each entry, one signature for each size, whoever is at it."""

from base64 import b64decode
from contextlib import nullcontext
from unittest.mock import patch

import pytest
import sqlalchemy as sa

from community.db import atomic, db
from community.ledger import operations, queries, tree
from community.ledger.keeping import kept_file, read_kept
from community.ledger.models import LedgerCheckpoint, LedgerEntry, LedgerHead, LedgerKey, LedgerTile, WaitingEntry
from community.ledger.notes import BadNote, make_note, open_checkpoint, public_key, verifier_key
from community.ledger.operations import Forked, seal, seal_all, sign_checkpoint
from community.ledger.signals import entries_sealed
from community.ledger.verification import find_faults
from tests.ledger.lines import enter_all, fill, line
from tests.statements import statements


def contents() -> list[str]:
    """The lines of the ledger in their order."""
    db.session.rollback()
    rows = db.session.execute(sa.select(LedgerEntry.position, LedgerEntry.content).order_by(LedgerEntry.position)).all()
    assert [row.position for row in rows] == list(range(len(rows)))
    return [row.content for row in rows]


def notes() -> list[str]:
    """All checkpoints, the smallest first."""
    db.session.rollback()
    return list(db.session.scalars(sa.select(LedgerCheckpoint.note).order_by(LedgerCheckpoint.size)))


def test_entries_are_sealed_in_their_order_a_batch_at_a_time(monkeypatch):
    monkeypatch.setattr(operations, "BATCH", 100)
    enter_all(range(250))
    assert [seal(), seal(), seal(), seal()] == [100, 100, 50, 0]
    assert contents() == [line(number) for number in range(250)]
    assert list(find_faults()) == []


@pytest.mark.parametrize("steps", [[255, 1, 1], [256, 256], [1, 600]], ids=str)
def test_tiles_grow_with_the_entries(steps):
    size = 0
    for step in steps:
        fill(size + step, size)
        size += step
        assert queries.read_tree(lambda node: tree.root(node, size)) == queries.find_checkpoint().root  # noqa: B023
    leaves = [tree.leaf_hash(line(number)) for number in range(size)]
    assert db.session.get(LedgerTile, (0, 0)).hashes == b"".join(leaves[:256])
    assert list(find_faults()) == []


def test_two_sealers_and_those_who_enter_give_each_entry_one_place(race, monkeypatch):
    monkeypatch.setattr(operations, "BATCH", 7)
    enter_all(range(60))

    def enter_more(begin):
        def enter_them():
            for number in range(begin, begin + 10):
                enter_all([number])

        return enter_them

    outcomes = race(seal_all, seal_all, sign_checkpoint, enter_more(100), enter_more(200), seal_all)
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    seal_all()
    sign_checkpoint()
    assert sorted(contents()) == sorted(line(n) for n in [*range(60), *range(100, 110), *range(200, 210)])
    assert contents()[:60] == [line(number) for number in range(60)]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(WaitingEntry)) == 0
    assert list(find_faults()) == []


def test_what_is_sealed_and_its_tiles_are_one_transaction(monkeypatch):
    enter_all(range(3))

    def fail(*arguments):
        raise RuntimeError("the machine stops")

    monkeypatch.setattr(operations, "_extend_tiles", fail)
    with pytest.raises(RuntimeError):
        seal()
    monkeypatch.undo()
    assert contents() == []
    assert seal() == 3
    assert list(find_faults()) == []


def test_a_checkpoint_is_signed_when_there_is_something_new_and_not_again():
    sign_checkpoint()
    assert notes() == []
    fill(3)
    sign_checkpoint()
    assert len(notes()) == 1
    fill(4, 3)
    assert [note.splitlines()[1] for note in notes()] == ["3", "4"]
    key = queries.find_key()
    opened = open_checkpoint(notes()[1], key.origin, key.public)
    assert (opened.origin, opened.size) == ("localhost/ledger", 4)
    assert opened.root == queries.read_tree(lambda node: tree.root(node, 4))


def test_workers_at_once_make_one_key_and_sign_each_size_once(race):
    enter_all(range(5))
    seal_all()
    assert [one for one in race(*[sign_checkpoint] * 4) if one is not None] == []
    assert len(notes()) == 1
    assert len(db.session.scalars(sa.select(LedgerKey)).all()) == 1
    assert list(find_faults()) == []


def test_the_private_key_is_sealed_and_stays_the_same_key(monkeypatch):
    fill(1)
    key = queries.find_key()
    assert bytes.fromhex(key.private) not in key.private_sealed
    assert public_key(bytes.fromhex(key.private)) == key.public
    monkeypatch.setattr(operations, "site_origin", lambda: "another.example/ledger")
    fill(2, 1)
    assert [note.splitlines()[0] for note in notes()] == ["localhost/ledger"] * 2


@pytest.mark.parametrize("harm", ["altered", "cut"])
def test_nothing_is_signed_that_does_not_begin_with_what_was_signed(harm):
    fill(300)

    @atomic
    def do_harm():
        if harm == "cut":
            db.session.execute(sa.update(LedgerHead).values(size=299))
        else:
            tile = db.session.get(LedgerTile, (0, 1))
            tile.hashes = bytes(32) + tile.hashes[32:]

    do_harm()
    if harm == "altered":
        enter_all([300])
        seal_all()
    with pytest.raises(Forked):
        sign_checkpoint()
    assert len(notes()) == 1


@pytest.mark.parametrize("lost", [1, 45, 300])
def test_after_a_backup_was_brought_back_nothing_is_signed_until_somebody_says_so(lost):
    fill(300)
    for table in (LedgerEntry, LedgerTile, LedgerHead, LedgerCheckpoint):
        db.session.execute(sa.delete(table))
    db.session.commit()
    with patch("tests.ledger.lines.sign_checkpoint"):
        fill(300 - lost)
    for more in ([], range(1000, 1000 + lost), range(2000, 2100)):  # fewer lines, as many, and more
        enter_all(more)
        with patch.object(entries_sealed, "send"):
            seal_all()
        with pytest.raises(Forked, match="has lost what was signed") if queries.head_size() else nullcontext():
            sign_checkpoint()
        assert notes() == []
    kept_file().unlink()
    sign_checkpoint()
    assert len(notes()) == 1
    assert read_kept() == notes()[0]


def test_what_another_machine_signed_is_kept_on_this_one_too_but_not_what_lost_something():
    fill(300)
    elsewhere = read_kept()
    kept_file().unlink()  # as it is on a machine whose worker has signed nothing
    sign_checkpoint()
    assert read_kept() == elsewhere == notes()[-1]
    for table in (LedgerEntry, LedgerTile, LedgerHead, LedgerCheckpoint):
        db.session.execute(sa.delete(table))
    db.session.commit()
    kept_file().unlink()
    fill(200)
    kept_file().write_text(elsewhere)
    sign_checkpoint()
    assert read_kept() == elsewhere


def test_the_same_lines_again_are_signed_again_and_another_ledger_is_none_of_its_business():
    fill(300)
    signed = notes()
    for table in (LedgerEntry, LedgerTile, LedgerHead, LedgerCheckpoint):
        db.session.execute(sa.delete(table))
    db.session.commit()
    fill(300)
    assert notes() == signed
    for table in (LedgerEntry, LedgerTile, LedgerHead, LedgerCheckpoint, LedgerKey):
        db.session.execute(sa.delete(table))
    db.session.commit()
    fill(3)
    assert len(notes()) == 1


def test_a_proof_costs_three_statements_however_large_the_tree():
    fill(70_000)
    with statements() as asked:
        proof = queries.prove(line(40_000))
    assert proof.position == 40_000
    assert len(asked) == 3


def test_a_proof_waits_for_the_checkpoint():
    fill(2)
    enter_all([2])
    assert queries.prove(line(2)) is None
    seal_all()
    assert queries.prove(line(2)) is None
    sign_checkpoint()
    assert queries.prove(line(2)).position == 2
    assert queries.prove(line(3)) is None


SEED = bytes(range(32))


def test_a_note_is_opened_only_as_it_was_signed():
    checkpoint = operations.Checkpoint("site.example/ledger", 3, bytes(32))
    note = make_note(checkpoint, SEED)
    opening = (checkpoint.origin, public_key(SEED))
    assert open_checkpoint(note, *opening) == checkpoint
    with pytest.raises(BadNote):
        open_checkpoint(note.replace("— ", ""), *opening)
    assert open_checkpoint(note + "— witness.example AAAAAAAA\n", *opening) == checkpoint
    for at in range(len(note)):
        with pytest.raises(BadNote):
            open_checkpoint(note[:at] + chr(ord(note[at]) ^ 1) + note[at + 1 :], *opening)
    for bad in ("", note[:-1], note.replace("\n3\n", "\n03\n"), note.replace("\n\n", "\nmore\n\n")):
        with pytest.raises(BadNote):
            open_checkpoint(bad, *opening)
    with pytest.raises(BadNote):
        open_checkpoint(note, checkpoint.origin, public_key(bytes(32)))


def test_the_key_is_told_as_verifiers_of_notes_take_it():
    # The example of golang.org/x/mod/sumdb/note: name, mark and key.
    name, mark, encoded = "PeterNeumann", "c74f20a3", "ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    assert verifier_key(name, b64decode(encoded)[1:]) == f"{name}+{mark}+{encoded}"
