"""Factories of announcements."""

from collections.abc import Mapping

import factory

from community.accounts.models import Member
from community.announcements.models import Announcement, AnnouncementEdition
from community.db import db
from tests.factories import MemberFactory, ModelFactory
from tests.groups.factories import GroupFactory


class AnnouncementFactory(ModelFactory):
    """An announcement in English, for the group alone."""

    class Meta:
        model = Announcement
        exclude = ("group", "author")

    group = factory.SubFactory(GroupFactory)
    author = factory.SubFactory(MemberFactory)
    group_id = factory.SelfAttribute("group.id")
    author_id = factory.SelfAttribute("author.id")
    title = "First meeting"
    body = "On Friday at six.\n\nBring a friend."
    language = "en"


def plant(author: Member, texts: Mapping[tuple[str, str], str]) -> None:
    """An announcement with what it said before, with these texts in their sealed fields."""
    announcement = AnnouncementFactory(
        author=author, **{name: texts["Announcement", name] for name in ("title", "body")}
    )
    edition = AnnouncementEdition(
        announcement_id=announcement.id, number=1, language="en", written_at=announcement.created_at
    )
    edition.title, edition.body = texts["AnnouncementEdition", "title"], texts["AnnouncementEdition", "body"]
    db.session.add(edition)
    db.session.commit()
