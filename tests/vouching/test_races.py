"""What happens at the same moment: real threads, real connections, several rounds."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm.exc import ObjectDeletedError

import community.members.operations
from community.db import db
from community.vouching import operations, queries
from community.vouching.models import Vouch
from community.vouching.refusals import AlreadyVouched, NotVouchable
from tests.groups.test_races import act
from tests.vouching.factories import VouchFactory, settled

ROUNDS = range(5)


def vouches():
    db.session.rollback()
    return list(db.session.scalars(sa.select(Vouch)))


@pytest.mark.parametrize("_round", ROUNDS)
def test_pressing_twice_vouches_once(race, outbox, _round):
    one, other = settled(), settled()
    results = race(*(act(operations.vouch, one, member=other) for _time in range(3)))
    assert [type(result) for result in results if isinstance(result, Exception)] == [AlreadyVouched] * 2
    assert (len(vouches()), len(outbox())) == (1, 1)


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_vouch_for_each_other(race, _round):
    one, other = settled(), settled()
    results = race(act(operations.vouch, one, member=other), act(operations.vouch, other, member=one))
    assert not [result for result in results if isinstance(result, Exception)], results
    assert len(vouches()) == 2


@pytest.mark.parametrize("_round", ROUNDS)
def test_who_is_blocked_at_this_moment_keeps_no_vouch(race, _round):
    one, other = settled(), settled()
    results = race(
        act(operations.vouch, one, member=other),
        act(operations.vouch, other, member=one),
        act(community.members.operations.block, other, member=one),
    )
    assert not isinstance(results[2], Exception), results
    assert vouches() == []


@pytest.mark.parametrize("_round", ROUNDS)
def test_what_is_taken_back_and_declined_at_once_does_not_count(race, _round):
    one, other = settled(), settled()
    vouch = VouchFactory(voucher=one, member=other)
    results = race(act(operations.take_back, one, vouch=vouch), act(operations.decline, other, vouch=vouch))
    raised = [type(result) for result in results if isinstance(result, Exception)]
    left = vouches()
    # Whoever comes second finds nothing there, or leaves the mark of the first as it is.
    assert (raised, len(left)) in [([ObjectDeletedError], 0), ([sa.exc.NoResultFound], 0), ([], 1)]
    assert queries.count_vouches([other.id]) == {}
    if left:
        with pytest.raises(NotVouchable):
            operations.vouch(actor=one, member=other)
