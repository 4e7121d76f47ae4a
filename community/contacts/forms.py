"""The forms of contacts."""

from typing import Any

from community.contacts.models import MESSAGE_LENGTH, REQUEST_LENGTH, ContactSettings, WhoMayAsk
from community.contacts.wording import WHO_MAY_ASK
from community.forms import BaseForm, Flag, LongText, RadioChoice, length, required
from community.i18n import lazy


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
