"""Reporting posts: to the group's coordinators, and to the moderators where it is about one of them or asked for."""

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from community import audit
from community.accounts.models import Member
from community.db import atomic, db
from community.discussions.models import Post, PostReport, Topic
from community.discussions.operations.holding import enter
from community.discussions.refusals import AlreadyReported, OwnPost, PostGone
from community.groups.models import Group, Membership
from community.groups.operations import hold_charge
from community.reports import operations as reports
from community.reports.models import ReportReason


@atomic
def report(*, actor: Member, post: Post, reason: ReportReason, words: str, to_moderators: bool, known_as: str) -> None:
    """Tell the coordinators that something is wrong with a post; they are not told who says so.

    to_moderators: whether the moderators read it, too, with the post. They do, and the coordinators do not, where one
    of these wrote it. known_as: what the reporter knows the author as.
    Refuses with NotInside, PostGone, OwnPost, AlreadyReported, and as reports do.
    """
    topic = db.session.get_one(Topic, post.topic_id)
    enter(actor, topic.group_id)
    db.session.refresh(post)
    if not post.is_readable or topic.removed_at is not None:
        raise PostGone
    if post.author_id == actor.id:
        raise OwnPost
    by_coordinator = _is_coordinator(post, topic)
    if not by_coordinator:
        _tell_coordinators(actor, post, words)
    if (by_coordinator or to_moderators) and post.author_id is not None:
        about = db.session.get_one(Member, post.author_id)
        evidence = _quote(post, topic)
        reports.report(actor=actor, about=about, reason=reason, words=words, evidence=evidence, known_as=known_as)


@atomic
def settle(*, actor: Member, report: PostReport) -> None:
    """Be done with everything that was told about a post, which stays, also in a group at rest.

    It may be settled by somebody else already. Refuses with NotTakingPart, NotCoordinating.
    """
    post = db.session.get_one(Post, report.post_id)
    group = db.session.get_one(Group, db.session.get_one(Topic, post.topic_id).group_id)
    hold_charge(actor, group.id, at_rest=True)
    db.session.execute(sa.delete(PostReport).where(PostReport.post_id == post.id))
    audit.record(actor, "discussions.settle", group, place=group)


def _tell_coordinators(actor: Member, post: Post, words: str) -> None:
    told = PostReport(post_id=post.id, reporter_id=actor.id)
    told.words = words
    db.session.add(told)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise AlreadyReported from error


def _is_coordinator(post: Post, topic: Topic) -> bool:
    powers = sa.exists().where(
        Membership.group_id == topic.group_id, Membership.member_id == post.author_id, Membership.is_powerful()
    )
    return bool(db.session.scalar(sa.select(powers)))


def _quote(post: Post, topic: Topic) -> str:
    """The post as moderators read it, who do not read in groups; short enough for a report."""
    group = db.session.get_one(Group, topic.group_id)
    quoted = f"{group.slug}, {post.written_at.date().isoformat()}: {topic.title}\n{post.body}"
    return quoted[: reports.MOST_WORDS]
