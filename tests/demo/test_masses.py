"""Endorsements made in bulk are as the operations would have made them."""

import pytest
import sqlalchemy as sa

from community.accounts.addresses import address_index, normalize
from community.db import db
from community.demo import masses
from community.demo.masses import count_endorsements, load_masses
from community.endorsements import queries
from community.endorsements.models import Endorsement, EndorsementState, Pledge, name_mark
from community.endorsements.queries.openings import commit_to, opening_of, statement_of
from community.ledger import tree
from community.ledger.models import LedgerEntry
from community.ledger.queries import head_size, read_tree

NUMBER = 700


@pytest.fixture
def crowd(app, monkeypatch):
    """Some hundreds, written in several batches."""
    monkeypatch.setattr(masses, "AT_ONCE", 300)
    steps = []
    load_masses(NUMBER, 7, steps.append)
    assert steps == [300, 300, 100]
    return db.session.scalars(sa.select(Endorsement).order_by(Endorsement.id)).all()


def of(crowd, state):
    return [endorsement for endorsement in crowd if endorsement.state is state]


def test_those_that_count_are_found_by_their_address_and_open_their_line(crowd):
    counted = of(crowd, EndorsementState.COUNTED)
    lines = set(db.session.scalars(sa.select(LedgerEntry.content)))
    assert len(counted) > NUMBER / 2
    for endorsement in counted:
        assert endorsement.email == normalize(endorsement.email)
        assert endorsement.email_index == address_index(endorsement.email)
        assert endorsement.mark == name_mark(endorsement.name)
        opening = opening_of(endorsement)
        assert opening["statement"] == statement_of(endorsement)
        assert endorsement.leaf == commit_to(opening["salt"], opening["statement"])
        assert f"endorsed {endorsement.leaf.hex()}" in lines


def test_the_counts_and_the_tree_are_those_of_the_rows(crowd):
    counted = of(crowd, EndorsementState.COUNTED)
    assert queries.count_endorsers() == len(counted)
    assert queries.counts_by_commitment()[2] == sum(3 in endorsement.commitments for endorsement in counted)
    entries = db.session.scalars(sa.select(LedgerEntry.content).order_by(LedgerEntry.position)).all()
    assert len(entries) == head_size() == len(counted) + 2 * len(of(crowd, EndorsementState.WITHDRAWN))
    grown = tree.Growth()
    for content in entries:
        list(grown.add(tree.leaf_hash(content)))
    assert read_tree(lambda node: tree.root(node, head_size())) == grown.root()


def test_nothing_is_kept_of_the_withdrawn_and_pledges_are_of_what_is_taken_on(crowd):
    for endorsement in of(crowd, EndorsementState.WITHDRAWN):
        assert (endorsement.email_index, endorsement.opening, endorsement.leaf, endorsement.taken_on) == (None,) * 3 + (
            0,
        )
    pledges = db.session.scalars(sa.select(Pledge)).all()
    assert pledges
    taken_on = {endorsement.id: endorsement.commitments for endorsement in crowd}
    assert all(pledge.number in taken_on[pledge.endorsement_id] for pledge in pledges)


def test_what_was_interrupted_goes_on_where_it_ended(app, monkeypatch):
    monkeypatch.setattr(masses, "AT_ONCE", 100)

    def interrupt(_more):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_masses(250, 7, interrupt)
    db.session.rollback()
    assert count_endorsements() == 100
    load_masses(250, 7, lambda _more: None)
    load_masses(250, 7, lambda _more: None)
    assert count_endorsements() == 250


def test_a_batch_that_fails_leaves_nothing(app, monkeypatch):
    def fail(contents, notes):
        raise ZeroDivisionError

    monkeypatch.setattr(masses, "append", fail)
    with pytest.raises(ZeroDivisionError):
        load_masses(100, 7, lambda _more: None)
    db.session.rollback()
    assert count_endorsements() == 0
    assert db.session.scalars(sa.select(Pledge)).all() == []
