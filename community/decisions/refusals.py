"""Why something may not happen with a proposal, in sentences."""

from community.i18n import lazy
from community.refusals import Refusal


class VotingClosed(Refusal):
    """The proposal takes no positions any more."""

    sentence = lazy("This proposal is closed. Nothing about it can be changed any more.")


class StillOpen(Refusal):
    """There is no outcome before the closing."""

    sentence = lazy("This proposal is not closed yet.")


class NotYourProposal(Refusal):
    """Somebody would do what only the author, or coordinators, can do."""

    sentence = lazy("Only who made this proposal and the group’s coordinators can do this.")


class PositionsTaken(Refusal):
    """What somebody has taken a position on stays as it is."""

    sentence = lazy("Somebody has taken a position already: the proposal stays as they have read it.")


class ProposalChanged(Refusal):
    """Somebody else has changed it since the page was opened."""

    sentence = lazy("This has changed while the page was open. Read it again, then send.")


class ClosesTooSoon(Refusal):
    """Nobody had the time to read it."""

    sentence = lazy("Leave the others an hour at least.")
    field = "closing_day"


class ClosesTooLate(Refusal):
    """A decision that is so far away is none."""

    sentence = lazy("It can stay open for 60 days at most.")
    field = "closing_day"


class NotLater(Refusal):
    """A proposal may close later than it was said, and not earlier."""

    sentence = lazy("Choose a later time: others count on the one that was told.")
    field = "closing_day"
