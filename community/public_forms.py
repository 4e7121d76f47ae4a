"""Forms that anybody may send, and that send mail: what people do not notice, and machines run into."""

import secrets
import time
from datetime import datetime
from typing import Any, ClassVar

import wtforms

from community import floods
from community.crypto import sign, unsign
from community.forms import BaseForm
from community.i18n import _, lazy
from community.limits import allows, is_on

YOUNGEST, OLDEST = 3, 24 * 3600  # seconds between opening a form and sending it
USES = "20 per day"  # of one opening: somebody corrects what they typed, a machine repeats it
_PURPOSE = "open-form"


class PublicForm(BaseForm):
    """A form with a field that only machines fill in, a signed moment of opening and, in a flood, a proof of work.

    kind: the name of the form, for which its openings are signed and its posts counted.
    """

    kind: ClassVar[str]

    website = wtforms.StringField(lazy("Leave this empty"), render_kw={"autocomplete": "off", "tabindex": "-1"})
    opened = wtforms.HiddenField()
    work = wtforms.HiddenField()

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        if not self.opened.data:
            self._open_anew()
        self.is_flooded = floods.is_flooded(self.kind)
        if self.is_flooded:
            self._ask_for_work()

    def trust(self) -> None:
        """Ask nothing of the kind: a member is logged in, and no mail leaves."""
        del self.website, self.opened, self.work
        self.is_flooded = False

    @property
    def is_trapped(self) -> bool:
        """Whether a machine has filled in what people do not see."""
        return "website" in self and bool(self.website.data)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field, and that the form was opened here, a moment ago, not yesterday."""
        valid: bool = super().validate(extra_validators)
        complaint = self._complaint() if is_on() and "opened" in self else None
        if complaint:
            self.form_errors.append(complaint)
        return valid and not complaint

    @property
    def seconds_open(self) -> float | None:
        """How long ago the form was opened; None for a member's, or where nobody knows."""
        opening = unsign(_PURPOSE, self.opened.data or "", max_age=OLDEST) if "opened" in self else None
        return max(0.0, time.time() - float(opening[2])) if opening else None

    def mail_leaves_at(self) -> datetime | None:
        """Count this post, and say when the mail may leave that it asks for: None is at once.

        Raises TooManyRequests where even the line of those who wait is full.
        """
        if not is_on() or self.is_trapped:
            return None
        floods.count_post(self.kind)
        if not floods.is_flooded(self.kind) or floods.take_work(self.opened.data, self.work.data or ""):
            return None
        return floods.place_in_line(self.kind)

    def _open_anew(self) -> None:
        self.opened.data = sign(_PURPOSE, self.kind, secrets.token_hex(8), time.time())
        self.work.data = ""

    def _ask_for_work(self) -> None:
        challenge = floods.challenge_of(self.opened.data)
        self.work.render_kw = {"data-challenge": challenge, "data-bits": str(floods.BITS)}

    def _complaint(self) -> str | None:
        opening = unsign(_PURPOSE, self.opened.data, max_age=OLDEST)
        if opening is None or opening[0] != self.kind or not allows("opening", opening[1], USES):
            self._open_anew()
            if self.is_flooded:
                self._ask_for_work()
            return str(_("This form had been open for too long. Look it through and send it once more."))
        if time.time() - float(opening[2]) < YOUNGEST:
            return str(_("That was quicker than anybody can type. Wait a moment and send it once more."))
        return None
