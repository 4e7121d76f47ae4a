"""The forms of contacts."""

from collections.abc import Sequence
from typing import Any

from wtforms import ValidationError

from community.contacts.models import (
    MESSAGE_LENGTH,
    REQUEST_LENGTH,
    ContactRequest,
    ContactSettings,
    Message,
    WhoMayAsk,
)
from community.contacts.wording import WHO_MAY_ASK
from community.forms import BaseForm, Choices, Flag, LongText, RadioChoice, length, required
from community.i18n import _, lazy
from community.reports.forms import ReportForm
from community.reports.operations import MOST_WORDS
from community.web.templating import day

# How much of a message stands beside its tick, and how much may be attached to one report.
SHOWN = 200
MOST_ATTACHED = 3 * MOST_WORDS


class AskForm(BaseForm):
    """Asking somebody for contact."""

    words = LongText(
        lazy("What you want to say"),
        [required(lazy("Write a few words: who you are, and why you ask.")), length(1, REQUEST_LENGTH)],
        description=lazy("Up to 500 characters. Only this member reads it."),
        render_kw={"rows": 6, "dir": "auto"},
    )


class MessageForm(BaseForm):
    """Writing a message."""

    words = LongText(
        lazy("Your message"),
        [required(lazy("Write something first.")), length(1, MESSAGE_LENGTH)],
        render_kw={"rows": 4, "dir": "auto"},
    )


class ContactSettingsForm(BaseForm):
    """Whose requests one takes, and whether mails say that something waits."""

    who_may_ask = RadioChoice(
        lazy("Who may ask me for contact"),
        choices=lambda: [(who.value, str(words)) for who, words in WHO_MAY_ASK.items()],
    )
    mails = Flag(
        lazy("Tell me by mail when something waits"),
        description=lazy(
            "The mail says only that something waits on this site: not what, and not from whom. One mail, and no "
            "other until you have looked."
        ),
    )

    @classmethod
    def about(cls, settings: ContactSettings) -> "ContactSettingsForm":
        """The form as it stands before anything is changed."""
        return cls(data={"who_may_ask": settings.who_may_ask.value, "mails": settings.mails})

    def choices(self) -> dict[str, Any]:
        """What the member chose."""
        return {"who_may_ask": WhoMayAsk(self.who_may_ask.data), "mails": self.mails.data}


class ReportContactForm(ReportForm):
    """Reporting somebody, with as much of what they wrote as the reporter chooses."""

    evidence = Choices(
        lazy("What to attach"),
        choices=list,
        description=lazy("Moderators read what you tick, and nothing else of what the two of you wrote."),
    )

    @classmethod
    def about(cls, letters: Sequence[ContactRequest | Message]) -> "ReportContactForm":
        """The form that offers to attach these."""
        form = cls()
        form.letters = {letter.id.hex: letter for letter in letters}
        form.evidence.choices = [(key, _line(letter)) for key, letter in form.letters.items()]
        return form

    def validate_evidence(self, field: Choices) -> None:
        """What is attached is no longer than one report may be."""
        if len(self._chosen()) > MOST_ATTACHED:
            raise ValidationError(_("This is too much for one report. Tick only the messages that show it best."))

    def told(self) -> dict[str, Any]:
        """What was filled in, as the operation takes it."""
        return super().told() | {"evidence": self._chosen() or None}

    def _chosen(self) -> str:
        chosen = [self.letters[key] for key in self.evidence.data or [] if key in self.letters]
        return "\n\n".join(f"{day(letter.created_at)}\n{letter.words}" for letter in chosen)


def _line(letter: ContactRequest | Message) -> str:
    words = " ".join(str(letter.words).split())
    return f"{day(letter.created_at)}: {words[:SHOWN]}{'…' if len(words) > SHOWN else ''}"
