"""Endorsements by the million, for trying what they cost: made in bulk as the operations would make them.

Everything is true of them but the people: addresses are sealed and found by their digests, and the lines of those that
count stand in the ledger, from which the counts are rolled up.
"""

import random
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa

from community.accounts.addresses import FORM
from community.crypto import column_indexer, key_ring
from community.db import atomic, db, insert_many, now
from community.declaration.models import DeclarationVersion
from community.declaration.queries import get_current_version_id
from community.declaration.texts import COMMITMENTS
from community.demo.people import COUNTRIES, DECLARED, Inventor
from community.demo.pledges import PLEDGES
from community.demo.words import AFFILIATIONS
from community.endorsements.models import Endorsement, EndorsementState, Pledge, Shown, name_mark
from community.endorsements.operations.counting import note
from community.endorsements.queries.openings import ENDORSED, WITHDRAWN, new_opening, statement
from community.ledger.operations import append
from community.members.wording import PROFESSIONS

AT_ONCE = 20_000  # endorsements that are made in one transaction
NAMES = 4000  # in each language
FEATURED = 0.000_02
PLEDGED = 0.04
NAMED = 0.62
_COMMITMENT_WEIGHTS = (18, 13, 16, 22, 15, 25, 20)
# What is not said by a sixth of them, and what few of them do.
_PROFESSIONS: dict[str | None, float] = {
    None: 16,
    **dict.fromkeys(PROFESSIONS, 4),
    "2": 40,
    "3": 12,
    "5": 14,
    "0": 0.5,
    "6": 0.5,
}
_STATES = {
    EndorsementState.COUNTED: 960,
    EndorsementState.PENDING: 15,
    EndorsementState.WITHDRAWN: 24,
    EndorsementState.QUARANTINED: 1,
}
_COLUMNS = (
    "id", "version_id", "email_sealed", "email_index", "address_form", "name_mark", "shown", "name", "country",
    "affiliation", "profession_group", "taken_on", "language", "state", "created_at", "confirmed_at", "ended_at",
    "mails_sent", "featured_at", "leaf", "opening_sealed",
)  # fmt: skip


@dataclass(frozen=True)
class Drawn:
    """What is invented of one endorser, before it is sealed and counted."""

    id: uuid.UUID
    state: EndorsementState
    moment: datetime
    language: str
    country: str | None
    profession: str | None
    commitments: list[int]
    name: str | None
    affiliation: str | None

    @property
    def traits(self) -> dict[str, Any]:
        """What the counts are told of it."""
        return {
            "commitments": self.commitments,
            "country": self.country,
            "profession": self.profession,
            "language": self.language,
        }


def count_endorsements() -> int:
    """How many endorsements there are, in whatever state."""
    return db.session.scalars(sa.select(sa.func.count()).select_from(Endorsement)).one()


def load_masses(number: int, seed: int, advance: Callable[[int], object]) -> None:
    """Make endorsements until there are so many; what an interrupted run has made is there and is not made again.

    advance: is called with how many more there are, whenever some thousands are written.
    """
    present = count_endorsements()
    draw = random.Random(seed + present)  # noqa: S311  (people are invented; what is secret is drawn elsewhere)
    crowd = _Crowd(draw, Inventor(seed, []))
    while present < number:
        some = min(AT_ONCE, number - present)
        _write(crowd, some, (present / number, (present + some) / number))
        present += some
        advance(some)


class _Crowd:
    """Draws endorsers who are no members."""

    def __init__(self, draw: random.Random, inventor: Inventor) -> None:
        self.random = draw
        self._names = {language: [inventor.name(language) for _ in range(NAMES)] for language in AFFILIATIONS}
        self._commitments = [self._take_on() for _ in range(NAMES)]

    def _take_on(self) -> list[int]:
        many = self.random.choice((1, 1, 2, 3, 4, 7))
        return sorted(set(self.random.choices(list(COMMITMENTS), _COMMITMENT_WEIGHTS, k=many)))

    def people(self, number: int, share: tuple[float, float]) -> Iterator[Drawn]:
        """So many endorsers, the first one first. share: between which parts of the time since the declaration."""
        draw, whole = self.random, now() - DECLARED - timedelta(minutes=5)
        languages = draw.choices(("ko", "en"), (4, 5), k=number)
        countries = draw.choices([None, *COUNTRIES], [12, *COUNTRIES.values()], k=number)
        professions = draw.choices(list(_PROFESSIONS), list(_PROFESSIONS.values()), k=number)
        states = draw.choices(list(_STATES), list(_STATES.values()), k=number)
        moments = sorted(draw.uniform(*share) for _ in range(number))
        for language, country, profession, state, moment in zip(
            languages, countries, professions, states, moments, strict=True
        ):
            named = draw.random() < NAMED
            yield Drawn(
                id=uuid.UUID(int=draw.getrandbits(128), version=4),
                state=state,
                # One who waits endorsed lately: after three weeks it would be forgotten.
                moment=now() - timedelta(days=14) * draw.random() if state == "pending" else DECLARED + whole * moment,
                language=language,
                country="KR" if language == "ko" and draw.random() < 0.6 else country,
                profession=profession,
                commitments=draw.choice(self._commitments),
                name=draw.choice(self._names[language]) if named else None,
                affiliation=draw.choice(AFFILIATIONS[language]) if named and draw.random() < 0.3 else None,
            )

    def pledge(self, one: Drawn) -> tuple[uuid.UUID, uuid.UUID, int, str] | None:
        """Now and then what an endorser will do for the first commitment that they take on."""
        if self.random.random() > PLEDGED:
            return None
        number = one.commitments[0]
        identity = uuid.UUID(int=self.random.getrandbits(128), version=4)
        return identity, one.id, number, self.random.choice(PLEDGES[one.language][number])

    def is_featured(self) -> bool:
        """Whether a moderator shows an endorsement first: very few."""
        return self.random.random() < FEATURED


class _Writer:
    """Makes rows of what was drawn, with the keys and the declaration of one operation."""

    def __init__(self, crowd: _Crowd) -> None:
        self._crowd = crowd
        self._seal = key_ring().sealer()
        self._index = column_indexer("email")
        self._version = db.session.get_one(DeclarationVersion, get_current_version_id())
        self._mark = cache(name_mark)  # many share a name
        self.lines: list[str] = []
        self.notes: list[dict[str, Any]] = []
        self.pledges: list[tuple[uuid.UUID, uuid.UUID, int, str]] = []

    def row(self, one: Drawn) -> tuple[Any, ...]:
        """The row of an endorsement; its lines and its pledge are kept."""
        if one.state is EndorsementState.WITHDRAWN:
            return self._ended(one)
        address = f"endorser-{one.id.hex[:20]}@example.org"  # in its normal form
        pending, counted = one.state is EndorsementState.PENDING, one.state is EndorsementState.COUNTED
        leaf = opening = None
        if counted:
            leaf, opening = self._enter(one, address)
        pledge = self._crowd.pledge(one)
        self.pledges += [pledge] if pledge else []
        return (
            one.id, self._version.id, self._seal(address, f"endorsement.email_sealed.{one.id.hex}"),
            self._index(address), FORM, self._mark(one.name), Shown.NAMED if one.name else Shown.COUNTED, one.name,
            one.country, one.affiliation, one.profession, sum(1 << number - 1 for number in one.commitments),
            one.language, one.state, one.moment, None if pending else one.moment, None, int(pending),
            one.moment if counted and one.name and self._crowd.is_featured() else None, leaf,
            self._seal(opening, f"endorsement.opening_sealed.{one.id.hex}") if opening else None,
        )  # fmt: skip

    def _enter(self, one: Drawn, address: str) -> tuple[bytes, str]:
        leaf, opening = new_opening(statement(address, one.commitments, self._version.digest))
        self.lines.append(f"{ENDORSED} {leaf.hex()}")
        self.notes.append(note(1, one.moment, one.traits))
        return leaf, opening

    def _ended(self, one: Drawn) -> tuple[Any, ...]:
        """What remains of one that was withdrawn: two lines in the ledger, and a row that says nothing."""
        leaf, _opening = self._enter(one, f"endorser-{one.id.hex[:20]}@example.org")
        ended = one.moment + (now() - one.moment) / 2
        self.lines.append(f"{WITHDRAWN} {leaf.hex()}")
        self.notes.append(note(-1, ended, one.traits))
        return (
            one.id, self._version.id, None, None, FORM, "", Shown.COUNTED, None, None, None, None, 0, one.language,
            one.state, one.moment, one.moment, ended, 0, None, None, None,
        )  # fmt: skip


@atomic
def _write(crowd: _Crowd, number: int, share: tuple[float, float]) -> None:
    connection = db.session.connection()
    if connection.dialect.name == "sqlite":
        # Random digests fall everywhere into their indexes: with the usual two megabytes each would be a page written.
        connection.exec_driver_sql("PRAGMA cache_size = -500000")
    writer = _Writer(crowd)
    insert_many(Endorsement, _COLUMNS, [writer.row(one) for one in crowd.people(number, share)])
    insert_many(Pledge, ("id", "endorsement_id", "number", "text"), writer.pledges)
    append(writer.lines, writer.notes)
