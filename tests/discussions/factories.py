"""Factories of topics and posts."""

import factory

from community.accounts.models import Member
from community.db import db
from community.discussions.models import Post, Topic
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
