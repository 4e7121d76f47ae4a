"""Factories of announcements."""

import factory

from community.announcements.models import Announcement
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
