"""Finding whatever does not fit between the endorsements, their lines in the ledger, and the counts."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag

from community.db import db, now
from community.endorsements.models import Endorsement, EndorsementState, FiguresRenewal, Tally, TallyKind
from community.endorsements.operations.tallying import ABOUT_PEOPLE, FEWEST, LARGEST_DRAW
from community.endorsements.queries.openings import ENDORSED, SET_ASIDE, WITHDRAWN, commit_to, opening_of, statement_of
from community.ledger.queries import find_positions, head_size, list_waiting
from community.ledger.verification import read_entries

BATCH = 500  # rows that are looked up together
CLOSING = (WITHDRAWN, SET_ASIDE)
_LINE = re.compile(rf"({ENDORSED}|{WITHDRAWN}|{SET_ASIDE}) ([0-9a-f]{{64}})")

# Of which the figure that is shown is the count itself.
EXACT = (TallyKind.ALL, TallyKind.COMMITMENT, TallyKind.DAY)

Counts = Counter[tuple[TallyKind, str]]


def find_faults() -> Iterator[str]:
    """What is wrong with the count, in sentences; nothing where all is well."""
    lines = _Lines()
    counted: Counts = Counter()
    yield from _faults_of_endorsements(lines, counted)
    yield from lines.faults()
    yield from _faults_of_lines(lines, counted[TallyKind.ALL, ""])
    yield from _faults_of_tallies(lines, counted)
    yield from _faults_of_figures()
    yield from _faults_of_others()


class _Lines:
    """The lines of the ledger, those that wait behind those that are sealed; few wait, and they are kept in memory."""

    def __init__(self) -> None:
        self.waiting = list_waiting()
        self._size = head_size()
        self._places = {row.content: self._size + at for at, row in enumerate(self.waiting)}

    def find(self, contents: Iterable[str]) -> dict[str, int]:
        """The places of those of these lines that there are."""
        wanted = list(contents)
        return {line: self._places[line] for line in wanted if line in self._places} | find_positions(wanted)

    def faults(self) -> Iterator[str]:
        """What waits although it is sealed already, and would keep everything behind it waiting."""
        sealed = find_positions(row.content for row in self.waiting)
        yield from (f"A line waits that is in the ledger already: {line}" for line in sealed)

    def read(self) -> Iterator[tuple[int, str]]:
        """All lines with their places."""
        yield from ((entry.position, entry.content) for entry in read_entries())
        yield from ((self._size + at, row.content) for at, row in enumerate(self.waiting))


def _faults_of_endorsements(lines: _Lines, counted: Counts) -> Iterator[str]:
    """Each endorsement that counts has one live line, which its opening opens; counts them on the way."""
    for batch in _read_counted():
        marks = [endorsement.leaf.hex() for endorsement in batch if endorsement.leaf]
        places = lines.find(f"{word} {mark}" for mark in marks for word in (ENDORSED, *CLOSING))
        for one in batch:
            counted.update(_keys(one.commitments, one.country, one.profession_group, one.language))
            yield from (f"Endorsement {one.id}: {fault}" for fault in _faults_of(one, places))
        db.session.expunge_all()


def _read_counted() -> Iterator[Sequence[Endorsement]]:
    counted = sa.select(Endorsement).where(Endorsement.state == EndorsementState.COUNTED)
    statement = counted.order_by(Endorsement.id).limit(BATCH)
    batch = db.session.scalars(statement).all()
    while batch:
        last = batch[-1].id
        yield batch
        batch = db.session.scalars(statement.where(Endorsement.id > last)).all()


def _faults_of(endorsement: Endorsement, places: dict[str, int]) -> Iterator[str]:
    if endorsement.leaf is None or endorsement.email_sealed is None:
        yield "it counts, but has no line or no address."
        return
    mark = endorsement.leaf.hex()
    if f"{ENDORSED} {mark}" not in places:
        yield "its line is not in the ledger."
    if any(f"{word} {mark}" in places for word in CLOSING):
        yield "it counts, but its line says that it does not."
    try:
        opening = opening_of(endorsement)
        said = statement_of(endorsement)
    except (InvalidTag, ValueError):  # ValueError: too short to be anything sealed
        yield "what opens its line was altered, or its address."
        return
    if opening is None or commit_to(opening["salt"], opening["statement"]) != endorsement.leaf:
        yield "its opening does not open its line."
    elif opening["statement"] != said:
        yield "its line was made for other commitments, another version or another address."


def _faults_of_lines(lines: _Lines, counted: int) -> Iterator[str]:
    """Each line means something, each live one belongs to an endorsement that counts, and their sum is the count."""
    total = 0
    reading = lines.read()
    while batch := list(islice(reading, BATCH)):
        parsed = [(place, line, _LINE.fullmatch(line)) for place, line in batch]
        yield from (f"Line {place} means nothing: {line}" for place, line, match in parsed if not match)
        meant = [(place, match[1], match[2]) for place, _line, match in parsed if match]
        total += sum(1 if word == ENDORSED else -1 for _place, word, _mark in meant)
        yield from _faults_of_batch(lines, meant)
    if total != counted:
        yield f"The lines add up to {total}, but {counted} endorsements count."


def _faults_of_batch(lines: _Lines, batch: list[tuple[int, str, str]]) -> Iterator[str]:
    marks = {mark for _place, _word, mark in batch}
    places = lines.find(f"{word} {mark}" for mark in marks for word in (ENDORSED, *CLOSING))
    mine = sa.select(Endorsement.leaf).where(
        Endorsement.leaf.in_([bytes.fromhex(mark) for mark in marks]), Endorsement.state == EndorsementState.COUNTED
    )
    held = {leaf.hex() for leaf in db.session.scalars(mine) if leaf}
    for place, word, mark in batch:
        closings = [other for other in CLOSING if f"{other} {mark}" in places]
        if word == ENDORSED and not closings and mark not in held:
            yield f"Line {place} counts, but no endorsement is behind it."
        elif word != ENDORSED and places.get(f"{ENDORSED} {mark}", place) >= place:
            yield f"Line {place} takes out of the count what no line before it brought in."
        elif word != ENDORSED and len(closings) > 1:
            yield f"Line {place} takes out of the count what another line takes out as well."


def _faults_of_tallies(lines: _Lines, counted: Counts) -> Iterator[str]:
    """The counts are those of the sealed lines: of what counts, less what waits."""
    sealed = Counter(counted)
    for row in lines.waiting:
        note: dict[str, Any] = row.note
        for key in _keys(note["commitments"], note["country"], note["profession"], note["language"]):
            sealed[key] -= note["sign"]
    total = sealed[TallyKind.ALL, ""]
    days = 0
    for tally in db.session.scalars(sa.select(Tally).order_by(Tally.kind, Tally.key)):
        name = f"The count of {tally.kind} {tally.key}".rstrip()
        if tally.kind is TallyKind.DAY:
            days += tally.count
        elif tally.count != (true := sealed.pop((tally.kind, tally.key), 0)):
            yield f"{name} is {tally.count}, but the endorsements make {true}."
        if tally.kind in EXACT and tally.shown != tally.count:
            yield f"{name} is {tally.count}, but {tally.shown} is shown."
    yield from (f"The count of {kind} {key} is missing." for (kind, key), number in sealed.items() if number)
    if days != total:
        yield f"The counts of the days add up to {days}, but {total} endorsements count."


def _faults_of_figures() -> Iterator[str]:
    """What is shown about people, and on which days, could have come of the counts: figures are blurred, not free."""
    today = now().date()
    renewal = db.session.get(FiguresRenewal, 1, populate_existing=True)
    entries = head_size()
    if renewal is not None:
        entries = min(entries, LARGEST_DRAW - renewal.missing)
        if renewal.day > today or renewal.missing > LARGEST_DRAW:
            yield "The figures about people would not be renewed in time: when they were was altered."
    for tally in db.session.scalars(sa.select(Tally).order_by(Tally.kind, Tally.key)):
        name = f"{tally.kind} {tally.key}"
        if tally.kind is TallyKind.DAY and tally.key > today.isoformat():
            yield f"There is a count of {name}, which is still to come."
        if tally.kind in ABOUT_PEOPLE and not _may_be_shown(tally, entries):
            yield f"{tally.shown} is shown of {name}, which cannot have come of its count, {tally.count}."


def _may_be_shown(tally: Tally, entries: int) -> bool:
    """Whether a figure could have been drawn of its count (see `operations.tallying`), which every line since then may
    have moved by one. entries: no fewer than there are such lines."""
    is_drawn = tally.shown >= 0 and tally.shown % FEWEST == 0 and FEWEST <= tally.step <= LARGEST_DRAW
    begin, end = FEWEST - LARGEST_DRAW, FEWEST - 1 + LARGEST_DRAW
    return is_drawn and begin - entries <= tally.count - tally.shown < end + entries


def _keys(
    commitments: list[int], country: str | None, profession: str | None, language: str | None
) -> Iterator[tuple[TallyKind, str]]:
    """The counts that an endorsement is part of, but that of its day."""
    yield TallyKind.ALL, ""
    yield from ((TallyKind.COMMITMENT, str(number)) for number in commitments)
    about_people = {TallyKind.COUNTRY: country, TallyKind.PROFESSION: profession, TallyKind.LANGUAGE: language}
    yield from ((kind, key) for kind, key in about_people.items() if key)


def _faults_of_others() -> Iterator[str]:
    """What does not count keeps nothing that opens a line."""
    opens = sa.or_(Endorsement.leaf.is_not(None), Endorsement.opening_sealed.is_not(None))
    statement = sa.select(Endorsement.id).where(Endorsement.state != EndorsementState.COUNTED, opens)
    for found in db.session.scalars(statement):
        yield f"Endorsement {found}: it does not count, but what opens its line is still there."
