"""Writing in discussions: who may, what is kept of it, who is told, and what two do at once."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from community.accounts.models import Member
from community.accounts.operations import close, delete_closed
from community.db import db, now
from community.discussions import operations, queries
from community.discussions.models import Post, PostEdition, PostReport, Topic, TopicReading
from community.discussions.refusals import AnswersNothing, NotInside, PostGone, TopicClosed
from community.groups.models import GroupState
from community.groups.operations import GroupAtRest, NotTakingPart, leave
from community.groups.queries import find_live_membership
from community.members.operations import block
from community.notifications.models import Notice
from tests.discussions.factories import fill
from tests.factories import MemberFactory
from tests.groups.factories import MembershipFactory

WORDS = {"body": "Let us begin.", "language": "en"}


def posts(topic):
    rows = sa.select(Post).where(Post.topic_id == topic.id).order_by(Post.number)
    return db.session.scalars(rows, execution_options={"populate_existing": True}).all()


def delete(member):
    close(actor=member, device="firefox-linux", at_once=True)
    delete_closed()


def test_a_topic_begins_with_its_first_post(group, people):
    topic = operations.start(actor=people["haru"], group=group, title="First", **WORDS)
    (post,) = posts(topic)
    assert (topic.title, post.number, post.body, topic.last_number, topic.replies) == ("First", 1, WORDS["body"], 1, 0)
    assert queries.find_reading(people["haru"], topic) == 1


@pytest.mark.parametrize("state", [GroupState.PAUSED, GroupState.ARCHIVED])
def test_in_a_group_at_rest_nobody_writes_but_everybody_deletes_what_is_theirs(group, people, topic, state):
    first, second = posts(topic)
    group.state = state
    db.session.commit()
    for attempt in (
        lambda: operations.start(actor=people["haru"], group=group, title="First", **WORDS),
        lambda: operations.reply(actor=people["haru"], topic=topic, **WORDS),
        lambda: operations.edit(actor=people["haru"], post=first, **WORDS),
        lambda: operations.close(actor=people["runner"], topic=topic),
    ):
        with pytest.raises(GroupAtRest):
            attempt()
    operations.delete(actor=people["mina"], post=second)
    assert len(posts(topic)) == 1


def test_in_a_closed_topic_nobody_writes(people, topic):
    operations.close(actor=people["runner"], topic=topic)
    for attempt in (
        lambda: operations.reply(actor=people["haru"], topic=topic, **WORDS),
        lambda: operations.edit(actor=people["haru"], post=posts(topic)[0], **WORDS),
    ):
        with pytest.raises(TopicClosed):
            attempt()
    operations.reopen(actor=people["runner"], topic=topic)
    assert operations.reply(actor=people["haru"], topic=topic, **WORDS).number == 3


def test_newcomers_answer_and_begin_nothing(group, topic):
    newcomer = MembershipFactory(group=group, settles_at=now() + timedelta(days=3)).member_id
    member = db.session.get_one(Member, newcomer)
    assert operations.reply(actor=member, topic=topic, **WORDS).number == 3
    with pytest.raises(NotTakingPart):
        operations.start(actor=member, group=group, title="First", **WORDS)


def test_who_has_left_does_nothing_any_more(group, people, topic):
    first = posts(topic)[0]
    leave(actor=people["haru"], group=group)
    for attempt in (
        lambda: operations.reply(actor=people["haru"], topic=topic, **WORDS),
        lambda: operations.edit(actor=people["haru"], post=first, **WORDS),
        lambda: operations.delete(actor=people["haru"], post=first),
        lambda: operations.see(actor=people["haru"], topic=topic, until=2),
    ):
        with pytest.raises(NotInside):
            attempt()
    found = queries.find_post(people["haru"], group.slug, first.id)
    assert found.relations_to(people["haru"]) == set()


def test_a_reply_answers_only_what_is_there(people, topic):
    assert operations.reply(actor=people["haru"], topic=topic, answers=2, **WORDS).answers == 2
    with pytest.raises(AnswersNothing):
        operations.reply(actor=people["haru"], topic=topic, answers=77, **WORDS)
    operations.remove(actor=people["runner"], post=posts(topic)[1])
    with pytest.raises(AnswersNothing):
        operations.reply(actor=people["haru"], topic=topic, answers=2, **WORDS)


def test_a_reply_concerns_those_who_wrote_and_those_who_are_mentioned(group, people, topic, outbox):
    blocker = MembershipFactory(group=group, member=MemberFactory(handle="blocker")).member_id
    outsider = people["stranger"]
    block(actor=db.session.get_one(Member, blocker), member=people["mina"])
    body = "@runner @blocker @stranger and mail to x@haru.example"
    operations.reply(actor=people["mina"], topic=topic, body=body, language="en")
    outbox()
    told = dict(db.session.execute(sa.select(Notice.member_id, Notice.concerns)).all())
    assert told == {people["haru"].id: True, people["runner"].id: True, blocker: False}
    assert outsider.id not in told


def test_what_a_post_said_before_is_kept(people, topic):
    first = posts(topic)[0]
    operations.edit(actor=people["haru"], post=first, title="Changed", body="New words.", language="ko")
    operations.edit(actor=people["haru"], post=first, title="Changed", body="New words.", language="ko")
    (edition,) = queries.list_editions(first)
    assert (edition.title, edition.body, edition.language) == ("Where do we meet?", "At the library?", "en")
    assert (first.body, first.edition, topic.title, topic.language) == ("New words.", 2, "Changed", "ko")


def test_no_reply_changes_the_title(people, topic):
    operations.edit(actor=people["mina"], post=posts(topic)[1], title="Mine now", **WORDS)
    assert topic.title == "Where do we meet?"


# What goes with those who go


def test_how_far_somebody_has_read_goes_when_they_leave(group, people, topic):
    operations.see(actor=people["haru"], topic=topic, until=2)
    operations.see(actor=people["mina"], topic=topic, until=1)
    leave(actor=people["haru"], group=group)
    rows = db.session.execute(sa.select(TopicReading.member_id, TopicReading.until)).all()
    assert rows == [(people["mina"].id, 1)]


def test_what_somebody_wrote_is_destroyed_with_them(people, topic):
    first = posts(topic)[0]
    operations.edit(actor=people["haru"], post=first, **WORDS)
    delete(people["haru"])
    gone, stays = posts(topic)
    assert (gone.author_id, gone.body, stays.body) == (None, None, "Rather at the river.")
    assert topic.author_id is None
    assert db.session.scalars(sa.select(PostEdition)).all() == []


def test_a_topic_in_which_nobody_else_wrote_goes_with_its_author(group, people):
    operations.start(actor=people["haru"], group=group, title="Alone", **WORDS)
    delete(people["haru"])
    assert db.session.scalars(sa.select(Topic)).all() == []


# Reading


def test_reading_never_goes_back_and_not_beyond_what_there_is(people, topic):
    for until, expected in ((1, 1), (99, 2), (1, 2)):
        operations.see(actor=people["runner"], topic=topic, until=until)
        assert queries.find_reading(people["runner"], topic) == expected
        db.session.expire_all()


def test_new_is_what_somebody_has_not_read(people, topic):
    assert queries.count_new(people["runner"], [topic]) == {topic.id: 2}
    operations.see(actor=people["runner"], topic=topic, until=1)
    assert queries.count_new(people["runner"], [topic]) == {topic.id: 1}
    operations.reply(actor=people["runner"], topic=topic, **WORDS)
    assert queries.count_new(people["runner"], [topic]) == {}


# At the same moment


def of(model, identity):
    return db.session.get_one(model, identity)


def test_two_replies_at_once_stand_behind_each_other(people, topic, race):
    ids = people["haru"].id, people["mina"].id

    def reply(identity):
        return operations.reply(actor=of(Member, identity), topic=of(Topic, topic_id), **WORDS).number

    topic_id = topic.id
    results = race(*(lambda identity=identity: reply(identity) for identity in ids))
    assert sorted(results) == [3, 4]
    assert topic.last_number == 4


def test_a_reply_that_comes_with_closing_stands_there_or_is_refused(people, topic, race):
    topic_id, haru, runner = topic.id, people["haru"].id, people["runner"].id
    result, closed = race(
        lambda: operations.reply(actor=of(Member, haru), topic=of(Topic, topic_id), **WORDS).number,
        lambda: operations.close(actor=of(Member, runner), topic=of(Topic, topic_id)),
    )
    assert closed is None
    assert result == 3 or isinstance(result, TopicClosed)
    assert len(posts(topic)) == (3 if result == 3 else 2)


def test_an_edit_that_comes_with_removing_writes_nothing_that_can_be_read(people, topic, race):
    post_id, mina, runner = posts(topic)[1].id, people["mina"].id, people["runner"].id
    edited, removed = race(
        lambda: operations.edit(actor=of(Member, mina), post=of(Post, post_id), **WORDS),
        lambda: operations.remove(actor=of(Member, runner), post=of(Post, post_id)),
    )
    assert removed is None
    assert edited is None or isinstance(edited, PostGone)
    assert not posts(topic)[1].is_readable


def test_a_reply_that_comes_with_leaving_is_the_last_one(group, people, topic, race):
    topic_id, group_id, haru = topic.id, group.id, people["haru"].id
    result, left = race(
        lambda: operations.reply(actor=of(Member, haru), topic=of(Topic, topic_id), **WORDS).number,
        lambda: leave(actor=of(Member, haru), group=of(type(group), group_id)),
    )
    assert left is None
    assert result == 3 or isinstance(result, NotInside)
    db.session.rollback()
    assert find_live_membership(group_id, haru) is None
    assert db.session.scalars(sa.select(TopicReading).where(TopicReading.member_id == haru)).all() == []


# Many


def test_what_stands_there_is_sealed(group, people, topic):
    operations.edit(actor=people["haru"], post=posts(topic)[0], title="Secret title", body="Secret", language="en")
    operations.edit(actor=people["haru"], post=posts(topic)[0], title="Other", **WORDS)
    reason = {"reason": "spam", "words": "Secret report", "to_moderators": False, "known_as": "?"}
    operations.report(actor=people["haru"], post=posts(topic)[1], **reason)
    assert db.session.scalars(sa.select(PostReport.reporter_id)).all() == [people["haru"].id]
    tables = (Topic, Post, PostEdition, PostReport)
    for table in (*(model.__tablename__ for model in tables), "audit_entry", "errand"):
        for row in db.session.execute(sa.text(f"SELECT * FROM {table}")):  # noqa: S608  (a name of ours)
            assert "Secret" not in repr(tuple(row))


def test_a_page_of_a_thousand_replies_is_found_by_its_numbers(people, topic):
    fill(topic, people["mina"], 1000)
    assert [post.number for post in queries.list_posts(topic, 34)] == list(range(991, 1003))
    assert topic.last_page == 34
