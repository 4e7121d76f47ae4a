"""Endorsements for tests."""

import factory

from community.accounts.addresses import address_index
from community.db import atomic, db, now
from community.declaration.queries import get_current_version_id
from community.endorsements.models import Endorsement, EndorsementState, Pledge, Shown, name_mark
from community.endorsements.operations import count_in
from community.ledger.operations import seal_all
from tests.factories import ModelFactory


class PledgeFactory(ModelFactory):
    """What somebody will do for a commitment."""

    class Meta:
        model = Pledge

    number = 1
    text = "I will teach."


class EndorsementFactory(ModelFactory):
    """A counted endorsement with a name; `address` is its e-mail address, `pledges` its commitments.

    One that counts is in the ledger and in the counts, as if the worker had just been there.
    """

    class Meta:
        model = Endorsement

    class Params:
        address = factory.Sequence(lambda number: f"endorser{number}@example.org")
        pending = factory.Trait(state=EndorsementState.PENDING, confirmed_at=None)
        unnamed = factory.Trait(shown=Shown.COUNTED, name=None)

    version_id = factory.LazyFunction(get_current_version_id)
    email = factory.SelfAttribute("address")
    email_index = factory.LazyAttribute(lambda endorsement: address_index(endorsement.address))
    shown = Shown.NAMED
    name = factory.Sequence(lambda number: f"Endorser {number}")
    name_mark = factory.LazyAttribute(lambda endorsement: name_mark(endorsement.name))
    language = "en"
    state = EndorsementState.COUNTED
    confirmed_at = factory.LazyFunction(now)

    @factory.post_generation
    def pledges(self, create, commitments):
        _count(self, commitments or {})


@atomic
def _take_on(endorsement, commitments):
    endorsement.commitments = list(commitments)
    db.session.add_all(
        Pledge(endorsement_id=endorsement.id, number=n, text=text) for n, text in commitments.items() if text
    )
    if endorsement.state == EndorsementState.COUNTED:
        endorsement.state = EndorsementState.PENDING
        count_in(endorsement)


def _count(endorsement, commitments):
    _take_on(endorsement, commitments)
    seal_all()
