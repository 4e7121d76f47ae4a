"""How positions, states and kinds of secrecy are called on pages."""

from community.decisions.models import ProposalState, Secrecy, Stance
from community.i18n import Words, lazy

STANCES: dict[Stance, Words] = {
    Stance.AGREE: lazy("Agree"),
    Stance.ABSTAIN: lazy("Abstain"),
    Stance.DISAGREE: lazy("Disagree"),
    Stance.BLOCK: lazy("Block it"),
}

# What one says with each, beside the button.
MEANINGS: dict[Stance, Words] = {
    Stance.AGREE: lazy("Agree: I want this"),
    Stance.ABSTAIN: lazy("Abstain: I leave it to the others"),
    Stance.DISAGREE: lazy("Disagree: I would rather not, but can live with it"),
    Stance.BLOCK: lazy("Block: this must not happen as it stands"),
}

# A mark beside each, so that they are told apart without colour, and the colour that repeats it.
MARKS = {Stance.AGREE: "✓", Stance.ABSTAIN: "–", Stance.DISAGREE: "✗", Stance.BLOCK: "■"}
COLOURS = {Stance.AGREE: 7, Stance.ABSTAIN: 4, Stance.DISAGREE: 2, Stance.BLOCK: 1}

STATES: dict[ProposalState, Words] = {
    ProposalState.OPEN: lazy("Open to positions"),
    ProposalState.CLOSED: lazy("Closed to positions"),
    ProposalState.WITHDRAWN: lazy("Withdrawn by its author"),
}
STATE_COLOURS = {ProposalState.OPEN: "waiting", ProposalState.CLOSED: "good", ProposalState.WITHDRAWN: ""}

SECRECIES: dict[Secrecy, Words] = {
    Secrecy.SHOWN: lazy("Everybody in the group sees at once who says what"),
    Secrecy.AT_CLOSING: lazy("Numbers are seen at once, names and reasons when it closes"),
    Secrecy.SECRET: lazy("Secret: numbers and reasons are seen when it closes, names never"),
}
