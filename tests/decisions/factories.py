"""Factories of proposals and positions."""

from datetime import timedelta

import factory

from community.db import now
from community.decisions.models import Position, Proposal, ProposalState, Secrecy, Stance
from tests.factories import MemberFactory, ModelFactory
from tests.groups.factories import GroupFactory


class ProposalFactory(ModelFactory):
    """An open proposal that closes in three days; `group` and `author` may be given."""

    class Meta:
        model = Proposal
        exclude = ("group", "author")

    class Params:
        secret = factory.Trait(secrecy=Secrecy.SECRET)
        over = factory.Trait(closes_at=factory.LazyFunction(lambda: now() - timedelta(seconds=1)))
        closed = factory.Trait(
            state=ProposalState.CLOSED,
            closes_at=factory.LazyFunction(lambda: now() - timedelta(days=1)),
            agree=2,
            abstain=0,
            disagree=1,
            block=0,
            members=5,
        )

    group = factory.SubFactory(GroupFactory)
    author = factory.SubFactory(MemberFactory)
    group_id = factory.SelfAttribute("group.id")
    author_id = factory.SelfAttribute("author.id")
    title = "Meet on Fridays"
    text = "Every **Friday** at six."
    language = "en"
    secrecy = Secrecy.SHOWN
    closes_at = factory.LazyFunction(lambda: now() + timedelta(days=3))


class PositionFactory(ModelFactory):
    """Somebody who agrees."""

    class Meta:
        model = Position
        exclude = ("proposal", "voter")

    proposal = factory.SubFactory(ProposalFactory)
    voter = factory.SubFactory(MemberFactory)
    proposal_id = factory.SelfAttribute("proposal.id")
    voter_id = factory.SelfAttribute("voter.id")
    stance = Stance.AGREE
    reason = "Fridays suit me."
