"""The form of asking for an export."""

from typing import Any

from community.exports.models import ExportContent, ExportFormat
from community.exports.wording import CONTENTS, FORMATS
from community.forms import BaseForm, LongText, RadioChoice, length, required
from community.i18n import lazy


class AskForm(BaseForm):
    """What the file is to be, and what for."""

    content = RadioChoice(
        lazy("What the file is to hold"),
        choices=lambda: [(content.value, str(words)) for content, words in CONTENTS.items()],
        id="export-content",
    )
    form = RadioChoice(
        lazy("Format"), choices=lambda: [(form.value, str(words)) for form, words in FORMATS.items()], default="csv"
    )
    reason = LongText(
        lazy("Reason"),
        [required(lazy("Write what the file is for: a second person decides by it.")), length(10, 500)],
        description=lazy("The second person reads it before they decide, and it stands in the trail."),
    )

    def wishes(self) -> dict[str, Any]:
        """What was filled in, as the operation takes it."""
        return {
            "content": ExportContent(self.content.data),
            "form": ExportFormat(self.form.data),
            "reason": self.reason.data,
        }
