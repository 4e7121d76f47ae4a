"""The forms of decisions."""

from datetime import date, datetime, time, timedelta
from typing import Any

from community.accounts.models import Member
from community.clocks import NoSuchTime, clock_of, to_moment
from community.db import now
from community.decisions.models import (
    OUTCOME_LENGTH,
    REASON_LENGTH,
    TEXT_LENGTH,
    TITLE_LENGTH,
    Position,
    Proposal,
    Secrecy,
    Stance,
)
from community.decisions.operations import ensure_closable
from community.decisions.wording import MEANINGS, SECRECIES
from community.forms import BaseForm, Choice, HiddenNumber, LongText, RadioChoice, Text, length, required
from community.i18n import LANGUAGE_NAMES, _, current_language, lazy
from community.refusals import Refusal

_YEARS = range(2000, 2100)
_QUORUMS = (10, 20, 25, 33, 50, 60, 67, 75, 80, 90, 100)
_BEGINS_AT = timedelta(days=7)


def moment_of(day: str, clock: str, zone: str) -> datetime | None:
    """The moment at which clocks in a zone show this, in UTC; None where they never do.

    An hour that comes twice, as when summer time ends, means the second: nobody who trusts their clock is late.
    """
    try:
        local_day, hour = date.fromisoformat(day), time.fromisoformat(clock)
        if local_day.year not in _YEARS or hour.tzinfo is not None:
            return None
        return to_moment(local_day, hour, zone, "second")
    except (ValueError, NoSuchTime):
        return None


class _WordsForm(BaseForm):
    """What a proposal says; written before the closing, as on the page, so that errors are told in that order."""

    title = Text(lazy("What do you propose?"), [required(lazy("Say it in a few words.")), length(2, TITLE_LENGTH)])
    text = LongText(
        lazy("The proposal"),
        [required(lazy("Write what the group would do, and why.")), length(0, TEXT_LENGTH)],
        description=lazy("What the group would do, and why. You can use **bold**, lists and links."),
    )
    language = Choice(lazy("Language of the text"), choices=lambda: list(LANGUAGE_NAMES.items()))


class ClosingForm(BaseForm):
    """When a proposal closes, on the clock of whoever writes. closes_so_far: None for a new one."""

    zone = ""
    closes_so_far: datetime | None = None

    closing_day = Text(lazy("Closing day"), [required(lazy("Choose when it closes."))], render_kw={"type": "date"})
    closing_time = Text(lazy("Closing time"), [required(lazy("Choose when it closes."))], render_kw={"type": "time"})

    @classmethod
    def at(cls, member: Member, closes_at: datetime | None = None, **said: Any) -> Any:
        """The form filled in with a moment, a week from now where there is none."""
        local = (closes_at or now() + _BEGINS_AT).astimezone(clock_of(member.time_zone))
        clock = local.strftime("%H:%M") if closes_at else "18:00"
        form = cls(data=said | {"closing_day": local.date().isoformat(), "closing_time": clock})
        form.zone, form.closes_so_far = member.time_zone, closes_at
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, and the moment, whatever else is wrong: all is told at once."""
        valid = bool(super().validate(extra_validators))
        if not self.closing_day.errors and not self.closing_time.errors:
            self._check_moment()
        return valid and not self.closing_day.errors

    def closes_at(self) -> datetime | None:
        """When it closes, in UTC."""
        return moment_of(self.closing_day.data or "", self.closing_time.data or "", self.zone)

    def _check_moment(self) -> None:
        moment = self.closes_at()
        if moment is None:
            words = _("There is no such moment. Enter a day as in 2026-11-30 and a time as in 18:30.")
            self.closing_day.errors = [*self.closing_day.errors, words]
        elif moment != self.closes_so_far:
            try:
                ensure_closable(moment, now())
            except Refusal as refusal:
                self.refuse(refusal)


class ProposalForm(_WordsForm, ClosingForm):
    """A proposal."""

    secrecy = RadioChoice(
        lazy("Who sees who says what"),
        choices=lambda: [(secrecy.value, str(words)) for secrecy, words in SECRECIES.items()],
        default=Secrecy.SHOWN.value,
    )
    quorum = Choice(
        lazy("How many have to take a position"),
        choices=lambda: (
            [("", _("It does not matter how many"))]
            + [(str(share), _("At least %(share)d%% of the members", share=share)) for share in _QUORUMS]
        ),
        default="",
    )
    version = HiddenNumber()

    @classmethod
    def of(cls, member: Member, proposal: Proposal | None = None) -> "ProposalForm":
        """The form, empty or filled in with what a proposal says."""
        if proposal is None:
            form: ProposalForm = cls.at(member, language=current_language())
            return form
        said = {name: getattr(proposal, name) for name in ("title", "text", "language")}
        said |= {"secrecy": proposal.secrecy.value, "quorum": str(proposal.quorum or "")}
        filled: ProposalForm = cls.at(member, proposal.closes_at, version=str(proposal.version), **said)
        return filled  # typed: `at` serves several forms

    def told(self) -> dict[str, Any]:
        """What was filled in, as the operations take it."""
        return {
            "title": self.title.data,
            "text": self.text.data,
            "language": self.language.data,
            "closes_at": self.closes_at(),
            "secrecy": Secrecy(self.secrecy.data),
            "quorum": int(self.quorum.data) if self.quorum.data else None,
        }


class PositionForm(BaseForm):
    """What somebody says to a proposal."""

    stance = RadioChoice(
        lazy("Your position"), choices=lambda: [(stance.value, str(words)) for stance, words in MEANINGS.items()]
    )
    reason = LongText(lazy("Your reason"), [length(0, REASON_LENGTH)])
    version = HiddenNumber()

    @classmethod
    def on(cls, proposal: Proposal, mine: Position | None) -> "PositionForm":
        """The form, filled in with the position that somebody has taken."""
        said: dict[str, Any] = {"version": str(proposal.version)}
        if mine is not None:
            said |= {"stance": mine.stance.value, "reason": mine.reason}
        return cls(data=said)

    def told(self) -> dict[str, Any]:
        """What was filled in, as the operation takes it."""
        said = {"stance": Stance(self.stance.data), "reason": self.reason.data or ""}
        return said | {"version": self.version.number}


class OutcomeForm(BaseForm):
    """What came of a proposal."""

    outcome = LongText(
        lazy("The outcome"),
        [required(lazy("Write what was decided.")), length(0, OUTCOME_LENGTH)],
        description=lazy("What is decided, who does what now, and what becomes of disagreements and blocks."),
    )
    language = Choice(lazy("Language of the text"), choices=lambda: list(LANGUAGE_NAMES.items()))
    version = HiddenNumber()

    @classmethod
    def of(cls, proposal: Proposal) -> "OutcomeForm":
        """The form, filled in with the outcome that was written before."""
        language = proposal.outcome_language or current_language()
        return cls(data={"outcome": proposal.outcome, "language": language, "version": str(proposal.version)})

    def told(self) -> dict[str, Any]:
        """What was filled in, as the operation takes it."""
        said = {"outcome": self.outcome.data, "language": self.language.data}
        return said | {"version": self.version.number}
