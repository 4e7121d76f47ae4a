"""Factories of notices, and a kind of thing that only tests have."""

import uuid

import factory

from community.db import now
from community.notifications.models import Notice
from tests.factories import ModelFactory


class NoticeFactory(ModelFactory):
    """A notice that nobody has read; `member` and `group` are given."""

    class Meta:
        model = Notice
        exclude = ("group", "member")

    group_id = factory.SelfAttribute("group.id")
    member_id = factory.SelfAttribute("member.id")
    kind = "announcement"
    subject_id = factory.LazyFunction(uuid.uuid4)
    concerns = False
    news = 1
    at = factory.LazyFunction(now)
