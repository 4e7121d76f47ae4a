"""`flask ledger verify` finds whatever is altered, deleted, inserted or moved, in every table, and truncation too."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from community.db import atomic, db, now
from community.endorsements.models import Endorsement, EndorsementState, FiguresRenewal, Tally, TallyKind
from community.endorsements.operations import tallying
from community.endorsements.operations.counting import count_in, count_out
from community.endorsements.verification import _faults_of_figures
from community.endorsements.verification import find_faults as faults_of_count
from community.ledger import queries
from community.ledger.keeping import kept_file
from community.ledger.models import (
    LedgerCheckpoint,
    LedgerEntry,
    LedgerHead,
    LedgerKey,
    LedgerTile,
    WaitingEntry,
)
from community.ledger.operations import append, seal_all, sign_checkpoint
from community.ledger.tree import leaf_hash
from community.ledger.verification import find_faults as faults_of_ledger
from tests.endorsements.factories import EndorsementFactory
from tests.ledger.lines import NOTE, line

GONE = 140  # lines that came and went, so that there are full tiles
MARK = "ab" * 32


@pytest.fixture
def counted() -> list[Endorsement]:
    """Some endorsements, with lines that wait and checkpoints, and what others left behind in the ledger."""
    marks = [line(number).split()[1] for number in range(GONE)]
    came = [(f"endorsed {mark}", NOTE) for mark in marks]
    went = [(f"withdrawn {mark}", NOTE | {"sign": -1}) for mark in marks]
    atomic(append)(*zip(*came, *went, strict=True))
    sign_checkpoint()
    endorsements = [EndorsementFactory(pledges={1: None, 2: None}, country="KR") for _ in range(4)]
    _leave(endorsements[0], EndorsementState.WITHDRAWN)
    _leave(endorsements[1], EndorsementState.SET_ASIDE)
    seal_all()
    sign_checkpoint()
    _come_back(endorsements[1])  # its line waits
    return endorsements[1:]


@atomic
def _leave(endorsement: Endorsement, state: EndorsementState) -> None:
    count_out(endorsement, state)
    if state is EndorsementState.WITHDRAWN:
        endorsement.forget()


@atomic
def _come_back(endorsement: Endorsement) -> None:
    count_in(endorsement)


@pytest.fixture
def verify(app, tmp_path):
    """Run the command; returns its code and what it said."""

    def run(exported: str | None = None) -> tuple[int, str]:
        options = []
        if exported is not None:
            (tmp_path / "kept").write_text(exported)
            options = ["--checkpoint", str(tmp_path / "kept")]
        db.session.rollback()
        db.session.expunge_all()
        result = app.test_cli_runner().invoke(args=["ledger", "verify", *options])
        return result.exit_code, result.output

    return run


def do(*statements: Any) -> None:
    """Change the database behind the back of the application."""
    db.session.rollback()
    for statement in statements:
        db.session.execute(statement)
    db.session.commit()
    db.session.expunge_all()


def set_entry(position: int, content: str, fits: bool = True) -> sa.Update:
    values: dict[str, Any] = {"content": content} | ({"leaf": leaf_hash(content)} if fits else {})
    return sa.update(LedgerEntry).where(LedgerEntry.position == position).values(values)


def set_tile(level: int, place: int, hashes: bytes) -> sa.Update:
    return sa.update(LedgerTile).where(LedgerTile.level == level, LedgerTile.place == place).values(hashes=hashes)


def add(model: Any, **values: Any) -> sa.Insert:
    return sa.insert(model).values(values)


def of(endorsement: Endorsement) -> sa.ColumnElement[bool]:
    return Endorsement.id == endorsement.id


def shift(begin: int, by: int) -> list[Any]:
    """Move what stands from a position on; the primary key lets no two meet on the way."""
    there = sa.update(LedgerEntry).where(LedgerEntry.position >= begin).values(position=LedgerEntry.position + 10_000)
    back = sa.update(LedgerEntry).where(LedgerEntry.position >= 10_000)
    return [there, back.values(position=LedgerEntry.position - 10_000 + by)]


def waiting(content: str, **changes: Any) -> sa.Insert:
    return add(WaitingEntry, content=content, note=NOTE | changes)


def note_with(**changes: Any) -> sa.Update:
    row = db.session.scalars(sa.select(WaitingEntry)).one()
    return sa.update(WaitingEntry).values(note=row.note | changes)


def checkpoint_of(size: int) -> sa.Insert:
    return add(LedgerCheckpoint, size=size, root=bytes(32), note="", created_at=now())


def tally(kind: TallyKind, key: str = "") -> sa.Update:
    return sa.update(Tally).where(Tally.kind == kind, Tally.key == key)


Harm = Callable[[list[Endorsement]], list[Any]]
LAST = 2 * GONE + 4 + 2  # entries that are sealed
HARMS: dict[str, Harm] = {
    "entry: a line altered": lambda e: [set_entry(5, "endorsed " + MARK, fits=False)],
    "entry: a line and its hash altered": lambda e: [set_entry(5, "endorsed " + MARK)],
    "entry: the last one altered": lambda e: [set_entry(LAST - 1, "withdrawn " + MARK)],
    "entry: deleted": lambda e: [sa.delete(LedgerEntry).where(LedgerEntry.position == 7)],
    "entry: deleted, and the others moved up": lambda e: [
        sa.delete(LedgerEntry).where(LedgerEntry.position == 7),
        *shift(8, -1),
    ],
    "entry: inserted": lambda e: [
        *shift(7, 1),
        add(LedgerEntry, position=7, content="endorsed " + MARK, leaf=leaf_hash("endorsed " + MARK)),
    ],
    "entry: one more at the end": lambda e: [
        add(LedgerEntry, position=LAST, content="endorsed " + MARK, leaf=leaf_hash("endorsed " + MARK))
    ],
    "entry: two exchanged": lambda e: [set_entry(3, "-"), set_entry(4, line(3)), set_entry(3, line(4))],
    "entry: the end cut off": lambda e: [sa.delete(LedgerEntry).where(LedgerEntry.position >= LAST - 1)],
    "tile: altered": lambda e: [set_tile(0, 0, bytes(8192))],
    "tile: one that is not full altered": lambda e: [set_tile(0, 1, bytes(32))],
    "tile: one above altered": lambda e: [set_tile(1, 0, bytes(32))],
    "tile: deleted": lambda e: [sa.delete(LedgerTile).where(LedgerTile.level == 1)],
    "tile: inserted": lambda e: [add(LedgerTile, level=2, place=0, hashes=bytes(32))],
    "head: less": lambda e: [sa.update(LedgerHead).values(size=LAST - 1)],
    "head: more": lambda e: [sa.update(LedgerHead).values(size=LAST + 1)],
    "head: deleted": lambda e: [sa.delete(LedgerHead)],
    "key: the public half altered": lambda e: [sa.update(LedgerKey).values(public=bytes(32))],
    "key: the private half altered": lambda e: [sa.update(LedgerKey).values(private_sealed=b"\1" + bytes(60))],
    "key: the name altered": lambda e: [sa.update(LedgerKey).values(origin="another.example/ledger")],
    "key: deleted": lambda e: [sa.delete(LedgerKey)],
    "checkpoint: its root altered": lambda e: [sa.update(LedgerCheckpoint).values(root=bytes(32))],
    "checkpoint: its note altered": lambda e: [sa.update(LedgerCheckpoint).values(note=LedgerCheckpoint.note + "x")],
    "checkpoint: its size altered": lambda e: [
        sa.update(LedgerCheckpoint).where(LedgerCheckpoint.size == LAST).values(size=LAST - 1)
    ],
    "checkpoint: inserted": lambda e: [checkpoint_of(9)],
    "checkpoint: of more than there is": lambda e: [checkpoint_of(9999)],
    "waiting: altered": lambda e: [sa.update(WaitingEntry).values(content="endorsed " + MARK)],
    "waiting: deleted": lambda e: [sa.delete(WaitingEntry)],
    "waiting: inserted": lambda e: [waiting("endorsed " + MARK)],
    "waiting: takes out what was never in": lambda e: [waiting("withdrawn " + MARK, sign=-1)],
    "waiting: takes out what counts": lambda e: [waiting(f"withdrawn {e[1].leaf.hex()}", sign=-1)],
    "waiting: takes out twice": lambda e: [waiting(f"set-aside {line(1).split()[1]}", sign=-1)],
    "waiting: means nothing": lambda e: [waiting("hello")],
    "waiting: sealed already": lambda e: [waiting(line(1))],
    "waiting: counts for another country": lambda e: [note_with(country="US")],
    "endorsement: its line altered": lambda e: [sa.update(Endorsement).where(of(e[1])).values(leaf=bytes(32))],
    "endorsement: its line deleted": lambda e: [sa.update(Endorsement).where(of(e[1])).values(leaf=None)],
    "endorsement: other commitments": lambda e: [sa.update(Endorsement).where(of(e[1])).values(taken_on=5)],
    "endorsement: another address": lambda e: [
        sa.update(Endorsement).where(of(e[1])).values(email_sealed=e[2].email_sealed)
    ],
    "endorsement: no address": lambda e: [sa.update(Endorsement).where(of(e[1])).values(email_sealed=None)],
    "endorsement: its opening altered": lambda e: [
        sa.update(Endorsement).where(of(e[1])).values(opening_sealed=b"\1" + bytes(60))
    ],
    "endorsement: its opening cut short": lambda e: [
        sa.update(Endorsement).where(of(e[1])).values(opening_sealed=e[1].opening_sealed[:7])
    ],
    "endorsement: its opening deleted": lambda e: [sa.update(Endorsement).where(of(e[1])).values(opening_sealed=None)],
    "endorsement: another country": lambda e: [sa.update(Endorsement).where(of(e[1])).values(country="US")],
    "endorsement: another language": lambda e: [sa.update(Endorsement).where(of(e[1])).values(language="ko")],
    "endorsement: taken out without a line": lambda e: [
        sa.update(Endorsement).where(of(e[1])).values(state="set_aside")
    ],
    "endorsement: taken out, its opening left": lambda e: [
        sa.update(Endorsement).where(of(e[1])).values(state="set_aside", leaf=None)
    ],
    "endorsement: deleted": lambda e: [sa.delete(Endorsement).where(of(e[1]))],
    "endorsement: counted without a line": lambda e: [
        sa.update(Endorsement)
        .where(Endorsement.state == EndorsementState.WITHDRAWN)
        .values(state="counted", email_index=b"x", email_sealed=e[1].email_sealed)
    ],
    "tally: the total altered": lambda e: [tally(TallyKind.ALL).values(count=99, shown=99)],
    "tally: what is shown of the total altered": lambda e: [tally(TallyKind.ALL).values(shown=99)],
    "tally: a commitment altered": lambda e: [tally(TallyKind.COMMITMENT, "1").values(count=99, shown=99)],
    "tally: a country altered": lambda e: [tally(TallyKind.COUNTRY, "KR").values(count=99)],
    "tally: a day altered": lambda e: [sa.update(Tally).where(Tally.kind == TallyKind.DAY).values(count=99, shown=99)],
    "tally: what is shown of a country altered": lambda e: [tally(TallyKind.COUNTRY, "KR").values(shown=500)],
    "tally: what is shown of a country is no ten": lambda e: [tally(TallyKind.COUNTRY, "KR").values(shown=3)],
    "tally: a step that nobody could take": lambda e: [tally(TallyKind.COUNTRY, "KR").values(step=10**6)],
    "tally: a day that is still to come": lambda e: [
        sa.update(Tally).where(Tally.kind == TallyKind.DAY, Tally.count != 0).values(key="2999-01-01")
    ],
    "figures: renewed in times to come": lambda e: [add(FiguresRenewal, number=1, day=date(2999, 1, 1), missing=5)],
    "figures: not to be renewed": lambda e: [add(FiguresRenewal, number=1, day=date(2026, 1, 1), missing=10**6)],
    "tally: deleted": lambda e: [sa.delete(Tally).where(Tally.kind == TallyKind.COUNTRY)],
    "tally: inserted": lambda e: [add(Tally, kind=TallyKind.COUNTRY, key="US", count=9, shown=0, step=10)],
}


def test_what_nobody_touched_is_well(counted, verify):
    code, said = verify()
    assert code == 0, said
    assert f"{LAST} entries, and the last checkpoint has {LAST}: all is well." in said
    assert verify(queries.find_checkpoint().note)[0] == 0


def test_an_empty_ledger_is_well(verify):
    assert verify() == (0, "0 entries, and there is no checkpoint yet: all is well.\n")


def test_whatever_is_changed_is_found(counted):
    """Every harm is done in a transaction that is taken back, so that the next one meets a ledger that is well."""
    unseen = []
    for name, harm in HARMS.items():
        for statement in harm(counted):
            db.session.execute(statement, execution_options={"synchronize_session": False})
        db.session.expunge_all()
        if not [*faults_of_ledger(), *faults_of_count()]:
            unseen.append(name)
        db.session.rollback()
        db.session.add_all(counted)
    assert unseen == []
    assert [*faults_of_ledger(), *faults_of_count()] == []


def test_faults_are_said_in_sentences(counted, verify):
    do(*HARMS["entry: deleted"](counted), *HARMS["tally: the total altered"](counted))
    code, said = verify()
    assert code == 1
    assert "Entry 7 is missing: 8 comes in its place." in said
    assert "The count of all is 99, but the endorsements make 2." in said
    assert said.endswith("faults were found.\n")


def rewrite(contents: list[str]) -> None:
    """Make the whole ledger anew, as if these had always been its lines; with the key, as only the operator can."""
    do(
        sa.delete(LedgerEntry),
        sa.delete(LedgerTile),
        sa.delete(LedgerHead),
        sa.delete(LedgerCheckpoint),
        sa.delete(Tally),
    )
    kept_file().unlink()
    atomic(append)(contents, [NOTE for _ in contents])
    sign_checkpoint()


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: lines[:-1],
        lambda lines: lines[:-30],
        lambda lines: [],
        lambda lines: [lines[1], lines[0], *lines[2:]],
        lambda lines: [*lines[:5], line(999), *lines[5:]],
        lambda lines: [line(999), *lines[1:]],
    ],
    ids=["the last cut off", "thirty cut off", "all cut off", "two exchanged", "one inserted", "one altered"],
)
def test_a_ledger_that_was_made_anew_is_found_by_a_checkpoint_that_somebody_kept(change):
    lines = [line(number) for number in range(300)]
    atomic(append)(lines, [NOTE for _ in lines])
    sign_checkpoint()
    kept = queries.find_checkpoint().note
    assert list(faults_of_ledger(kept)) == []
    rewrite(change(lines))
    assert list(faults_of_ledger()) == []  # by itself, nothing can be seen
    assert list(faults_of_ledger(kept)) != []


def test_what_was_cut_off_is_found_by_the_checkpoint_beside_the_database(verify):
    atomic(append)([f"endorsed {MARK}", f"withdrawn {MARK}"], [NOTE, NOTE | {"sign": -1}])
    sign_checkpoint()
    assert verify()[0] == 0
    do(*(sa.delete(model) for model in (LedgerEntry, LedgerTile, LedgerHead, LedgerCheckpoint, Tally)))
    code, said = verify()
    assert (code, "There are 0 entries, but the checkpoint in the file has 2" in said) == (1, True)
    kept_file().unlink()
    assert verify()[0] == 0  # control: nothing else could tell


def test_a_ledger_that_grew_still_begins_with_a_checkpoint_that_somebody_kept():
    atomic(append)([line(number) for number in range(300)], [NOTE for _ in range(300)])
    sign_checkpoint()
    kept = queries.find_checkpoint().note
    atomic(append)([line(number) for number in range(300, 700)], [NOTE for _ in range(400)])
    sign_checkpoint()
    assert list(faults_of_ledger(kept)) == []


@pytest.mark.parametrize("harm", ["no note at all", "of another key", "deleted here"])
def test_a_checkpoint_in_a_file_is_refused(verify, harm):
    atomic(append)([line(1)], [NOTE])
    sign_checkpoint()
    kept = queries.find_checkpoint().note
    if harm == "no note at all":
        kept = "hello\n"
    if harm == "of another key":
        do(sa.delete(LedgerKey), sa.delete(LedgerCheckpoint))
        sign_checkpoint()
    if harm == "deleted here":
        do(sa.delete(LedgerCheckpoint))
    assert list(faults_of_ledger(kept)) != []


def test_entries_that_wait_are_reckoned_with(counted, verify):
    @atomic
    def change_much():
        count_out(counted[1], EndorsementState.SET_ASIDE)
        count_in(counted[1])

    assert db.session.scalars(sa.select(sa.func.count()).select_from(WaitingEntry)).one() == 1
    change_much()
    assert list(faults_of_count()) == []
    seal_all()
    assert list(faults_of_count()) == []


# As they are, before the fixtures of all tests make figures follow at once.
_DRAWN, _TIMED = tallying._draw, tallying._is_time


def test_no_figure_that_was_drawn_honestly_is_called_a_fault(monkeypatch):
    monkeypatch.setattr(tallying, "_draw", _DRAWN)
    monkeypatch.setattr(tallying, "_is_time", _TIMED)
    draw, number, present = random.Random(5), 0, 0  # noqa: S311  (not a secret)
    begin = now() - timedelta(days=60)
    for day in range(60):
        monkeypatch.setattr(tallying, "now", lambda day=day: begin + timedelta(days=day))
        size = draw.choice((1, 3, 12, 80))
        sign = -1 if present >= size and draw.random() < 0.5 else 1
        lines = [line(number + at) for at in range(size)]
        atomic(append)(lines, [NOTE | {"sign": sign, "country": "KR"} for _ in lines])
        number, present = number + size, present + sign * size
        assert list(_faults_of_figures()) == [], day
    assert db.session.get(Tally, (TallyKind.COUNTRY, "KR")).count == present
