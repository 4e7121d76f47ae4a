"""How states of meetings, and what people say of coming, are called on pages."""

from community.i18n import Words, lazy
from community.meetings.models import Answer, MeetingState

STATES: dict[MeetingState, Words] = {
    MeetingState.CALLED: lazy("Takes place"),
    MeetingState.CANCELLED: lazy("Cancelled"),
}

ANSWERS: dict[Answer, Words] = {
    Answer.YES: lazy("I am coming"),
    Answer.MAYBE: lazy("Maybe"),
    Answer.NO: lazy("I cannot come"),
}
