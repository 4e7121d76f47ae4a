"""Why a group may not be founded or changed in some way, in sentences."""

from community.groups.operations.refusals import (
    LastCoordinator,
)
from community.i18n import lazy
from community.refusals import Refusal


class SlugTaken(Refusal):
    """Another group lives at the address."""

    sentence = lazy("Another group has this address already. Choose a different one.")
    field = "slug"


class SlugNotUsable(Refusal):
    """The address is not of the form that addresses have, or the site needs it."""

    sentence = lazy("Use small letters a to z, digits and single hyphens for the address, as in film-nights.")
    field = "slug"


class NameMissing(Refusal):
    """A group has a name in at least one language."""

    sentence = lazy("Give the group a name in at least one language.")
    field = "name_en"


class StateChanged(Refusal):
    """The group is not in the state any more in which somebody saw it."""

    sentence = lazy("Somebody has paused, archived or reopened this group meanwhile. Look at it again.")


class ParentArchived(Refusal):
    """The group above is closed, so this one stays closed."""

    sentence = lazy("The group that this one is part of is archived. It has to be reopened first.")


class ParentFirst(Refusal):
    """Somebody would come into a group who is not in the one above it."""

    sentence = lazy("This group is part of another one. Only those who are in that one, and no newcomers, can join.")


class NoParentForGroups(Refusal):
    """No group can be made under this one, or not by this person."""

    sentence = lazy("A group can only be under an active group that you coordinate and that is under no other.")
    field = "parent"


class VisibilityTooWide(Refusal):
    """More people could know of a group than of the one that it is part of."""

    sentence = lazy("No more people can know of this group than of the group that it is part of.")
    field = "visibility"


class OnlyCoordinatorBelow(LastCoordinator):
    """A group under this one would be left without anybody who can run it."""

    sentence = lazy("This person is the only coordinator of a group under this one. It needs another one first.")


class AccountTooNew(Refusal):
    """The account is on probation."""

    sentence = lazy("Your account is new. You can propose a group when you have been here a little longer.")


class TooManyProposals(Refusal):
    """Somebody has as many proposals as can be looked at."""

    sentence = lazy("Three of your proposals are still open. Wait for an answer, or withdraw one.")


class CommitmentMissing(Refusal):
    """A group serves at least one commitment."""

    sentence = lazy("Choose at least one commitment that the group serves.")
    field = "commitments"


class ProposalDecided(Refusal):
    """The proposal does not stand any more where somebody saw it."""

    sentence = lazy("This proposal has been answered or withdrawn meanwhile.")


class ProposalChanged(Refusal):
    """The proposal says something else now than what was read."""

    sentence = lazy("This proposal was changed after you opened it. Read it again before you decide.")


class OwnProposal(Refusal):
    """A moderator would decide about their own proposal."""

    sentence = lazy("Nobody decides about their own proposal. Another moderator does.")


class NotAModerator(Refusal):
    """Somebody would decide who is no moderator any more."""

    sentence = lazy("Only moderators decide about proposals.")


class ProposerGone(Refusal):
    """Whoever proposed the group cannot coordinate it."""

    sentence = lazy("Whoever proposed this group is suspended or has left. It cannot be founded now.")


class ReasonMissing(Refusal):
    """What is sent back is sent back with a reason."""

    sentence = lazy("Write the reason: whoever proposed the group reads it.")
    field = "reason"


class CharterChanged(Refusal):
    """Somebody else has saved the charter meanwhile."""

    sentence = lazy("Somebody has saved the charter meanwhile. Look at what it says now before you save.")


class CharterEmpty(Refusal):
    """A charter says something in at least one language."""

    sentence = lazy("Write the charter in at least one language.")
    field = "text_en"
