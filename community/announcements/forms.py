"""The form of an announcement."""

from typing import Any

from community.announcements.models import BODY_LENGTH, TITLE_LENGTH, Announcement
from community.forms import BaseForm, Choice, Flag, HiddenNumber, LongText, Text, length, required
from community.groups.models import Group, Visibility
from community.i18n import LANGUAGE_NAMES, lazy


class AnnouncementForm(BaseForm):
    """A new announcement, or a changed one."""

    title = Text(
        lazy("Title"),
        [required(lazy("Give the announcement a title.")), length(2, TITLE_LENGTH)],
        render_kw={"dir": "auto"},
    )
    body = LongText(
        lazy("Text"),
        [required(lazy("Write what you want to tell the group.")), length(0, BODY_LENGTH)],
        description=lazy("You can write **strong**, *stressed*, lists and links in Markdown."),
        render_kw={"rows": 10, "dir": "auto"},
    )
    language = Choice(lazy("Language of the text"), choices=lambda: list(LANGUAGE_NAMES.items()))
    is_public = Flag(
        lazy("Everyone may read it"),
        description=lazy("It then also stands on the group's public page and in its feed, where no account is needed."),
    )
    edition = HiddenNumber()

    @classmethod
    def of(cls, group: Group, **data: Any) -> "AnnouncementForm":
        """The form for a group; whether everyone may read is asked only where everyone may know of the group."""
        form = cls(data=data)
        if group.visibility is not Visibility.PUBLIC:
            del form.is_public
        return form

    @classmethod
    def about(cls, announcement: Announcement) -> "AnnouncementForm":
        """The form filled in with what an announcement says now."""
        said = {name: getattr(announcement, name) for name in ("title", "body", "language", "is_public")}
        return cls.of(announcement.group, edition=str(announcement.edition), **said)

    def words(self) -> dict[str, Any]:
        """What `announce` and `edit` take."""
        is_public = self.is_public.data if "is_public" in self else False
        return {name: self[name].data for name in ("title", "body", "language")} | {"is_public": is_public}
