"""The first steps of a new member: which there are, and which are truly done."""

from dataclasses import dataclass
from enum import StrEnum

from community.accounts.models import Member
from community.accounts.queries import has_second_factor
from community.db import db
from community.endorsements.models import EndorsementState
from community.endorsements.queries import find_my_endorsement
from community.groups.models import MembershipState
from community.groups.queries import list_states
from community.members.models import Profile
from community.members.queries import is_untouched


class Step(StrEnum):
    """One of the first steps, in the order in which they are offered; they can be made in any."""

    PROFILE = "profile"
    ENDORSE = "endorse"
    GROUP = "group"
    FACTOR = "factor"


@dataclass(frozen=True)
class FirstSteps:
    """Where a member stands. waiting: what they have done, and somebody else has to answer."""

    done: frozenset[Step]
    waiting: frozenset[Step] = frozenset()
    dismissed: bool = False

    @property
    def are_done(self) -> bool:
        """Whether nothing is left to do."""
        return len(self.done) == len(Step)

    @property
    def next(self) -> Step | None:
        """The step that the member has before them."""
        return next((step for step in Step if step not in self.done | self.waiting), None)

    @property
    def are_offered(self) -> bool:
        """Whether they still stand on the front page."""
        return not (self.dismissed or self.are_done)


def find_first_steps(member: Member) -> FirstSteps:
    """The first steps of a member."""
    profile = db.session.get(Profile, member.id)
    endorsement = find_my_endorsement(member)
    states = list_states(member)
    done = {
        Step.PROFILE: profile is not None and not is_untouched(profile),
        # A moderator may have set it aside: the member has done their part.
        Step.ENDORSE: endorsement is not None and endorsement.state is not EndorsementState.PENDING,
        Step.GROUP: MembershipState.ACTIVE in states,
        Step.FACTOR: has_second_factor(member),
    }
    waiting = {Step.GROUP} if MembershipState.REQUESTED in states and not done[Step.GROUP] else set()
    return FirstSteps(
        done=frozenset(step for step in Step if done[step]),
        waiting=frozenset(waiting),
        dismissed=profile is not None and profile.steps_dismissed,
    )
