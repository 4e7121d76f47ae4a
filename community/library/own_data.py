"""What libraries keep of a member, told to that member."""

from community.accounts.archive import Fact, Part
from community.accounts.models import Member
from community.i18n import current_language, lazy
from community.library.models import Item
from community.library.queries import list_items_by


def tell_library(member: Member) -> list[Part]:
    """The links and files that the member shares; the files themselves are downloaded from the library."""
    return [Part("library", lazy("Links and files that you share"), [_item(row) for row in list_items_by(member)])]


def _item(row: Item) -> list[Fact]:
    return [
        Fact("group", lazy("Group"), row.group.slug, row.group.name(current_language())),
        Fact("day", lazy("Day"), row.created_at.date()),
        Fact("title", lazy("Title"), row.title),
        Fact("note", lazy("Note"), row.note or None),
        Fact("place", lazy("Link or name of the file"), row.place),
    ]
