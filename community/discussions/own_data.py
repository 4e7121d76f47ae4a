"""What discussions keep of a member, told to that member."""

from community.accounts.archive import Fact, Part
from community.accounts.models import Member
from community.discussions import queries
from community.discussions.models import Post, PostReport
from community.i18n import current_language, lazy


def tell_discussions(member: Member) -> list[Part]:
    """Posts as they read now and as they read before, how far topics are read, and reports that wait."""
    posts = [_post(row) for row in queries.list_posts_by(member)]
    earlier = [
        [
            Fact("topic", lazy("Topic"), str(topic.title)),
            Fact("day", lazy("Day"), edition.written_at.date()),
            Fact("title", lazy("Title"), edition.title),
            Fact("text", lazy("Text"), edition.body),
        ]
        for edition, topic in queries.list_editions_by(member)
    ]
    read = [
        [Fact("topic", lazy("Topic"), str(topic.title)), Fact("until", lazy("Read up to post number"), until)]
        for topic, until in queries.list_readings_of(member)
    ]
    reports = [_report(row) for row in queries.list_reports_by(member)]
    return [
        Part("posts", lazy("What you wrote in discussions"), posts),
        Part("post-editions", lazy("What your posts said before you changed them"), earlier),
        Part("topics-read", lazy("How far you have read discussions"), read),
        Part("post-reports", lazy("Posts that you reported"), reports),
    ]


def _post(row: Post) -> list[Fact]:
    group = row.topic.group
    return [
        Fact("group", lazy("Group"), group.slug, group.name(current_language())),
        Fact("topic", lazy("Topic"), row.topic.title),
        Fact("day", lazy("Day"), row.created_at.date()),
        Fact("text", lazy("Text"), row.body),
    ]


def _report(row: PostReport) -> list[Fact]:
    topic = row.post.topic
    return [
        Fact("group", lazy("Group"), topic.group.slug, topic.group.name(current_language())),
        Fact("topic", lazy("Topic"), topic.title),
        Fact("day", lazy("Day"), row.created_at.date()),
        Fact("words", lazy("Text"), row.words),
    ]
