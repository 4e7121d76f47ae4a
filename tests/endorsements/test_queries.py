"""Reading endorsements: counts, countries, the public list."""

from dataclasses import fields
from datetime import timedelta

import pytest

from community.db import db, now
from community.endorsements import queries
from community.endorsements.models import EndorsementState
from tests.endorsements.factories import EndorsementFactory
from tests.factories import MemberFactory
from tests.statements import statements

UNCOUNTED = (EndorsementState.PENDING, EndorsementState.WITHDRAWN, EndorsementState.REFUSED, EndorsementState.SET_ASIDE)


@pytest.fixture
def uncounted():
    """One endorsement in each state that does not count."""
    return [EndorsementFactory(state=state, country="KR", pledges={1: "Unseen."}) for state in UNCOUNTED]


def test_count_endorsers_counts_only_what_counts(uncounted):
    EndorsementFactory()
    EndorsementFactory(unnamed=True)
    assert queries.count_endorsers() == 2


def test_count_endorsers_since():
    EndorsementFactory(confirmed_at=now() - timedelta(days=40))
    EndorsementFactory()
    assert queries.count_endorsers(since=now() - timedelta(days=30)) == 1


def test_counts_by_commitment(uncounted):
    EndorsementFactory(pledges={1: None, 7: "x"})
    EndorsementFactory(unnamed=True, pledges={7: None})
    assert queries.counts_by_commitment() == [1, 0, 0, 0, 0, 0, 2]
    assert [queries.count_endorsers_of(number) for number in (1, 2, 7)] == [1, 0, 2]


def test_counts_by_commitment_of_nobody():
    assert queries.counts_by_commitment() == [0] * 7


def test_list_countries_tells_none_apart_that_has_few(uncounted):
    EndorsementFactory.create_batch(20, country="KR")
    EndorsementFactory.create_batch(9, country="FR")
    (country, figure), *others = queries.list_countries()
    assert (country, others) == ("KR", [])
    assert 10 <= figure <= 20


def test_list_countries_of_nobody():
    assert queries.list_countries() == []


def test_list_endorsements_newest_first_with_what_was_chosen(uncounted):
    EndorsementFactory(name="Old", confirmed_at=now() - timedelta(days=1))
    EndorsementFactory(name="New", country="KR", affiliation="A school", language="ko", pledges={2: None, 1: "Yes."})
    EndorsementFactory(unnamed=True)
    new, old = queries.list_endorsements().items
    assert (new.name, new.country, new.affiliation, new.language) == ("New", "KR", "A school", "ko")
    assert list(new.commitments.items()) == [(1, "Yes."), (2, None)]
    assert (old.name, old.country, old.commitments) == ("Old", None, {})


def test_list_endorsements_of_one_commitment():
    EndorsementFactory(name="One", pledges={1: None, 3: None})
    EndorsementFactory(name="Two", pledges={2: None})
    assert [row.name for row in queries.list_endorsements(commitment=3).items] == ["One"]


def test_list_endorsements_turns_pages_without_gaps():
    everyone = {endorsement.name for endorsement in EndorsementFactory.create_batch(7)}
    after, seen = None, []
    while True:
        page = queries.list_endorsements(after, size=3)
        seen += [row.name for row in page.items]
        after = page.next
        if after is None:
            break
    assert len(seen) == 7
    assert set(seen) == everyone


def test_list_endorsements_needs_two_queries_however_many_there_are(app):
    EndorsementFactory.create_batch(12, pledges={1: "a", 2: "b"})
    db.session.rollback()
    with statements() as asked:
        queries.list_endorsements()
    assert len(asked) == 2


def test_what_is_published_has_no_place_for_an_address():
    names = {field.name for field in fields(queries.PublicEndorsement)}
    assert not [name for name in names if "mail" in name or "member" in name]


def test_find_my_endorsement():
    member = MemberFactory()
    assert queries.find_my_endorsement(member) is None
    EndorsementFactory(member_id=member.id, state=EndorsementState.WITHDRAWN)
    assert queries.find_my_endorsement(member) is None
    mine = EndorsementFactory(member_id=member.id)
    assert queries.find_my_endorsement(member).id == mine.id
