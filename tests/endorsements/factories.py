"""Endorsements for tests."""

import factory

from community.accounts.addresses import address_index
from community.db import now
from community.declaration.queries import get_current_version_id
from community.endorsements.models import EndorsedCommitment, Endorsement, EndorsementState, Shown
from tests.factories import ModelFactory


class EndorsedCommitmentFactory(ModelFactory):
    """A commitment that somebody takes on."""

    class Meta:
        model = EndorsedCommitment

    number = 1


class EndorsementFactory(ModelFactory):
    """A counted endorsement with a name; `address` is its e-mail address, `pledges` its commitments."""

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
    language = "en"
    state = EndorsementState.COUNTED
    confirmed_at = factory.LazyFunction(now)

    @factory.post_generation
    def pledges(self, create, commitments):
        for number, pledge in (commitments or {}).items():
            EndorsedCommitmentFactory(endorsement_id=self.id, number=number, pledge=pledge)
