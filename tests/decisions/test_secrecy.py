"""Secret votes: nothing that stays says who said what."""

import pytest
import sqlalchemy as sa

from community.db import db
from community.decisions import queries
from community.decisions.models import Position, Proposal, Secrecy, Stance
from community.decisions.operations import closing
from tests.decisions.factories import PositionFactory, ProposalFactory
from tests.decisions.scene import end, numbers_of, propose, say


def test_the_site_closes_on_its_own_what_somebody_secretly_said(group, join):
    people = [join() for _number in range(6)]
    proposal = propose(people[0], group, secrecy=Secrecy.SECRET)
    for number, person in enumerate(people[:5]):
        say(person, proposal, Stance.AGREE if number < 3 else Stance.BLOCK, f"Reason {number}" if number else "")
    assert not queries.shows_numbers(proposal)
    ids, times = zip(*db.session.execute(sa.select(Position.id, Position.taken_at)), strict=True)
    end(proposal)
    assert numbers_of(proposal) == [3, 0, 0, 2]
    rows = list(db.session.scalars(sa.select(Position)))
    assert sorted((row.stance, row.reason) for row in rows) == sorted(
        [(Stance.AGREE, "Reason 1"), (Stance.AGREE, "Reason 2"), (Stance.BLOCK, "Reason 3"), (Stance.BLOCK, "Reason 4")]
    )
    # Nothing of the rows that said whose they were is left to be followed.
    assert not {row.id for row in rows} & set(ids)
    assert not {row.taken_at for row in rows} & set(times)
    assert len({(row.voter_id, row.taken_at, row.changed) for row in rows}) == 1


def dumped() -> list[str]:
    """Every row of the tables of decisions, as a thief finds them."""
    db.session.rollback()
    tables = (Proposal.__table__, Position.__table__)
    return [repr(tuple(row)) for table in tables for row in db.session.execute(sa.select(table))]


@pytest.mark.parametrize("secrecy", [Secrecy.SECRET, Secrecy.AT_CLOSING])
def test_nobody_finds_voters_in_the_database_after_a_secret_vote(group, join, secrecy):
    author, people = join(), [join() for _number in range(3)]
    proposal = propose(author, group, secrecy=secrecy)
    for person in people:
        say(person, proposal, Stance.DISAGREE, "No.")
    voters = [repr(person.id) for person in people]
    end(proposal)
    found = [voter for voter in voters if any(voter in row for row in dumped())]
    assert found == ([] if secrecy is Secrecy.SECRET else voters)  # the second is the control


def test_reasons_of_a_secret_vote_stand_in_drawn_order(group, monkeypatch):
    class Drawn:
        def shuffle(self, rows):
            rows.reverse()

    monkeypatch.setattr(closing.secrets, "SystemRandom", Drawn)
    proposal = ProposalFactory(group=group, secret=True)
    for number in range(4):
        PositionFactory(proposal=proposal, reason=f"Reason {number}")
    end(proposal)
    rows = list(db.session.scalars(sa.select(Position).order_by(Position.taken_at, Position.id)))
    assert [row.reason for row in queries.list_positions(proposal).items] == [row.reason for row in rows]


def test_what_is_sealed_of_a_position_is_as_long_whatever_it_is(group, join):
    """Sealing keeps the length of a text: “agree” and “disagree” could be told apart in a stolen database."""
    people = [join() for _stance in Stance]
    proposal = propose(people[0], group, secrecy=Secrecy.SECRET)
    for person, stance in zip(people, Stance, strict=True):
        say(person, proposal, stance)
    db.session.rollback()
    rows = db.session.scalars(sa.select(Position)).all()
    assert {row.stance for row in rows} == set(Stance)
    assert len({len(row.stance_sealed) for row in rows}) == 1
