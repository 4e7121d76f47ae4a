"""A discussion of the main group, for the laws."""

from community.accounts.models import Member
from community.db import db, now
from community.discussions import operations
from community.discussions.models import PostReport
from community.groups.models import Group
from tests.discussions.factories import TopicFactory, fill


def build(group: Group, members: dict[str, Member]) -> dict[str, str]:
    """A topic with a post of each that the laws need, and a report; gives their ids."""
    topic = TopicFactory(group=group, author=members["group_member"])
    (first,) = fill(topic, members["group_member"], 1)
    (second,) = fill(topic, members["newcomer"], 1)
    (gone,) = fill(topic, members["newcomer"], 1)
    gone.removed_at = now()
    db.session.commit()
    words = {"body": "In the library.", "language": "en"}
    operations.edit(actor=members["group_member"], post=first, title="Where to meet", **words)
    report = PostReport(post_id=second.id, reporter_id=members["group_member"].id)
    report.words = "It names a place."
    db.session.add(report)
    db.session.commit()
    rows = {"topic": topic, "post": first, "reply": second, "removed_post": gone, "post_report": report}
    return {name: str(row.id) for name, row in rows.items()}
