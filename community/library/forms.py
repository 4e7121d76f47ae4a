"""The forms of what groups share."""

from typing import Any

from flask_wtf.file import FileField

from community.forms import BaseForm, Choice, LongText, Text, length, outside_link, required, visible
from community.i18n import LANGUAGE_NAMES, current_language, lazy
from community.library.models import LINK_LENGTH, NOTE_LENGTH, TITLE_LENGTH


class _ItemForm(BaseForm):
    title = Text(lazy("Title"), [required(lazy("Give it a title.")), length(1, TITLE_LENGTH), visible()])
    note = LongText(
        lazy("Note"),
        [length(0, NOTE_LENGTH), visible()],
        description=lazy("What it is, and what the group needs it for."),
        render_kw={"rows": 3, "dir": "auto"},
    )
    language = Choice(lazy("Language of the text"), choices=lambda: list(LANGUAGE_NAMES.items()))

    @classmethod
    def new(cls) -> Any:
        """The empty form."""
        return cls(data={"language": current_language()})

    def described(self) -> dict[str, Any]:
        """What was filled in, as the operations take it."""
        return {name: self[name].data for name in ("title", "note", "language")}


class LinkForm(_ItemForm):
    """A link to share."""

    link = Text(
        lazy("Link"),
        [required(lazy("Write the address of the page.")), length(0, LINK_LENGTH), outside_link()],
        description=lazy("The whole address, beginning with https://."),
        render_kw={"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"},
    )


class FileForm(_ItemForm):
    """A file to share."""

    file = FileField(
        lazy("File"),
        [required(lazy("Choose a file."))],
        description=lazy(
            "PDF, docx, xlsx, pptx, odt, ods, odp, jpg, png, webp, txt or csv, at most 10 MB. We take out who made it, "
            "with what, when and where, as far as it stands beside the content. What is to be read or seen in it stays."
        ),
        render_kw={"accept": ".pdf,.docx,.xlsx,.pptx,.odt,.ods,.odp,.jpg,.jpeg,.png,.webp,.txt,.csv"},
    )

    def upload(self) -> tuple[str, bytes]:
        """The name and the bytes of what was sent; empty where nothing was."""
        sent = self.file.data
        return (sent.filename or "", sent.read()) if sent else ("", b"")
