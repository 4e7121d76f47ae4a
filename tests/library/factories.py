"""Factories of what groups share."""

import factory

from community.library.models import Item, ItemKind
from community.library.queries import mark_of
from tests.factories import MemberFactory, ModelFactory
from tests.groups.factories import GroupFactory


class LinkFactory(ModelFactory):
    """A link; `group` and `author` may be given."""

    class Meta:
        model = Item
        exclude = ("group", "author")

    group = factory.SubFactory(GroupFactory)
    author = factory.SubFactory(MemberFactory)
    group_id = factory.SelfAttribute("group.id")
    author_id = factory.SelfAttribute("author.id")
    kind = ItemKind.LINK
    title = "A report"
    note = "What the commission found."
    place = factory.Sequence(lambda number: f"https://example.org/report/{number}")
    language = "en"
    size = 0
    mark = factory.LazyAttribute(lambda item: mark_of(item.group.id, item.place))
