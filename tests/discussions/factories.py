"""Factories of topics and posts."""

from collections.abc import Mapping

import factory

from community.accounts.models import Member
from community.db import db
from community.discussions.models import Post, PostEdition, PostReport, Topic
from tests.factories import MemberFactory, ModelFactory
from tests.groups.factories import GroupFactory


class TopicFactory(ModelFactory):
    """A topic in English, without a post."""

    class Meta:
        model = Topic
        exclude = ("group", "author")

    group = factory.SubFactory(GroupFactory)
    author = factory.SubFactory(MemberFactory)
    group_id = factory.SelfAttribute("group.id")
    author_id = factory.SelfAttribute("author.id")
    title = "Where do we meet?"
    language = "en"


class PostFactory(ModelFactory):
    """A post with any number, which the topic does not count."""

    class Meta:
        model = Post
        exclude = ("topic", "author")

    topic = factory.SubFactory(TopicFactory)
    author = factory.SubFactory(MemberFactory)
    topic_id = factory.SelfAttribute("topic.id")
    author_id = factory.SelfAttribute("author.id")
    number = factory.Sequence(lambda number: number + 1)
    body = "At the library."
    language = "en"


def fill(topic: Topic, author: Member, count: int, body: str = "At the library.") -> list[Post]:
    """So many posts of one author at the end of a topic, which counts them."""
    posts = []
    for _number in range(count):
        topic.last_number += 1
        topic.replies += topic.last_number > 1
        post = Post(topic_id=topic.id, author_id=author.id, number=topic.last_number, language="en")
        post.body = body
        posts.append(post)
    db.session.add_all(posts)
    db.session.commit()
    return posts


def plant(author: Member, texts: Mapping[tuple[str, str], str]) -> None:
    """A topic with a post, what it said before and a report of it, with these texts in their sealed fields."""
    topic = TopicFactory(author=author, title=texts["Topic", "title"])
    (post,) = fill(topic, author, 1, texts["Post", "body"])
    edition = PostEdition(post_id=post.id, number=1, language="en", written_at=post.created_at)
    edition.title, edition.body = texts["PostEdition", "title"], texts["PostEdition", "body"]
    report = PostReport(post_id=post.id, reporter_id=MemberFactory().id)
    report.words = texts["PostReport", "words"]
    db.session.add_all([edition, report])
    db.session.commit()
