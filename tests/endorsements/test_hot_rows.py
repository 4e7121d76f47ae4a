"""Nobody who endorses waits for another who does: no row is on the way of all.

SQLite has one writer at a time whatever is written; on PostgreSQL one person's transaction is held open in its midst
while another person does the same.
"""

import threading

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from community.crypto import sign
from community.db import atomic, db
from community.endorsements import operations
from community.endorsements.models import Endorsement
from community.ledger.operations import seal
from tests.conftest import ON_POSTGRESQL
from tests.endorsements.factories import EndorsementFactory
from tests.endorsements.test_operations import ANSWERS
from tests.factories import MemberFactory

pytestmark = pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite has one writer at a time")

SECONDS_TO_WAIT = 30
_MEMBER = MemberFactory._meta.model


def _endorse(who):
    return lambda: operations.endorse(email=f"{who}@example.org", **ANSWERS)


def _take_in(who):
    answers = ANSWERS | {"commitments": [(1, "I will teach.")], "version": _version()}
    return lambda: operations.ERRANDS["endorsements.endorse"](email=f"{who}@example.org", **answers)


def _confirm(who):
    endorsement = EndorsementFactory(address=f"{who}@example.org", pending=True)
    token = sign("endorse-confirm", endorsement.id.hex)
    return lambda: operations.confirm(token=token)


def _endorse_as_member(who):
    identity = MemberFactory(address=f"{who}@example.org").id
    return lambda: operations.endorse_as_member(actor=db.session.get(_MEMBER, identity), **ANSWERS)


def _withdraw(who):
    identity = MemberFactory(address=f"{who}@example.org").id
    EndorsementFactory(address=f"{who}@example.org", member_id=identity)
    return lambda: operations.withdraw(actor=db.session.get(_MEMBER, identity))


def _seal(who):
    EndorsementFactory(address=f"{who}@example.org")
    return seal


def _version():
    return db.session.scalars(sa.select(Endorsement.version_id).limit(1)).one().hex


def together(app, one, other):
    """Do one in a transaction that stays open, and the other meanwhile; returns what went wrong with the other."""
    done, go_on, failures = threading.Event(), threading.Event(), []

    @atomic
    def first():
        one()
        db.session.flush()
        done.set()
        assert go_on.wait(SECONDS_TO_WAIT)

    @atomic
    def second():
        db.session.execute(sa.text("SET LOCAL lock_timeout = '300ms'"))
        other()

    def hold():
        with app.app_context():
            try:
                first()
            except BaseException as failure:
                failures.append(failure)
                done.set()

    db.session.rollback()
    holder = threading.Thread(target=hold)
    holder.start()
    assert done.wait(SECONDS_TO_WAIT)
    try:
        second()
    except OperationalError as refusal:
        return refusal
    finally:
        go_on.set()
        holder.join(SECONDS_TO_WAIT)
        assert not failures, failures
    return None


DEEDS = (_endorse, _take_in, _confirm, _endorse_as_member, _withdraw)


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("meanwhile", [None, _withdraw, seal])
def test_two_people_do_not_wait_for_each_other(app, deed, meanwhile):
    EndorsementFactory(address="somebody@example.org")
    other = seal if meanwhile is seal else (meanwhile or deed)("second")
    assert together(app, deed("first"), other) is None


def test_two_who_seal_do(app):
    """The control: there is one row that whoever seals holds, and it is noticed."""
    assert "lock timeout" in str(together(app, _seal("first"), _seal("second")))
