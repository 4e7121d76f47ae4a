"""What is destroyed and removed: by its author at once, by coordinators after a month; never while it is reported."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from community.db import db
from community.discussions import operations, queries
from community.discussions.models import Post, PostEdition, PostReport, Topic
from community.discussions.refusals import PostGone, ReportOpen, TopicClosed

WORDS = {"body": "Let us begin.", "language": "en"}
BASE = "/en/groups/film-nights"


def posts(topic):
    rows = sa.select(Post).where(Post.topic_id == topic.id).order_by(Post.number)
    return db.session.scalars(rows, execution_options={"populate_existing": True}).all()


def report(actor, post):
    told = {"reason": "danger", "words": "It names a place.", "to_moderators": False, "known_as": "?"}
    operations.report(actor=actor, post=post, **told)


def test_a_deleted_post_leaves_a_place_only_where_somebody_answers_it(people, topic):
    operations.reply(actor=people["haru"], topic=topic, answers=2, **WORDS)
    second, third = posts(topic)[1:]
    operations.edit(actor=people["mina"], post=second, **WORDS)
    operations.delete(actor=people["mina"], post=second)
    operations.delete(actor=people["haru"], post=third)
    assert [(post.number, post.body is None) for post in posts(topic)] == [(1, False), (2, True)]
    assert db.session.scalars(sa.select(PostEdition)).all() == []
    assert operations.reply(actor=people["haru"], topic=topic, **WORDS).number == 4, "no number is given twice"
    assert topic.replies == 2


def test_a_topic_in_which_nobody_else_wrote_goes_with_its_first_post(group, people):
    topic = operations.start(actor=people["haru"], group=group, title="Alone", **WORDS)
    operations.delete(actor=people["haru"], post=posts(topic)[0])
    assert db.session.scalars(sa.select(Topic)).all() == []


def test_a_first_post_that_was_answered_leaves_its_place(people, topic):
    operations.delete(actor=people["haru"], post=posts(topic)[0])
    assert [post.body is None for post in posts(topic)] == [True, False]


def test_what_was_removed_can_be_put_back_for_a_month(people, topic):
    second = posts(topic)[1]
    operations.remove(actor=people["runner"], post=second)
    assert not second.is_readable
    operations.put_back(actor=people["runner"], post=second)
    assert second.is_readable
    operations.edit(actor=people["mina"], post=second, **WORDS)
    operations.remove(actor=people["runner"], post=second)
    second.removed_at -= timedelta(days=29)
    db.session.commit()
    operations.forget_removed()
    assert posts(topic)[1].body is not None
    second.removed_at -= timedelta(days=2)
    db.session.commit()
    operations.forget_removed()
    assert posts(topic)[1].body is None
    assert db.session.scalars(sa.select(PostEdition)).all() == []
    with pytest.raises(PostGone):
        operations.put_back(actor=people["runner"], post=posts(topic)[1])


def test_a_removed_topic_goes_whole_after_a_month(group, people, topic):
    operations.remove(actor=people["runner"], post=posts(topic)[0])
    assert queries.find_topic(people["haru"], group.slug, topic.id) is None
    assert queries.load_works([topic.id]) == {}
    with pytest.raises(TopicClosed):
        operations.reply(actor=people["haru"], topic=topic, **WORDS)
    operations.put_back(actor=people["runner"], post=posts(topic)[0])
    assert queries.find_topic(people["haru"], group.slug, topic.id) is not None
    operations.remove(actor=people["runner"], post=posts(topic)[0])
    topic.removed_at -= timedelta(days=31)
    db.session.commit()
    operations.forget_removed()
    assert db.session.scalars(sa.select(Post)).all() == []


# What coordinators removed stays its author's


def test_an_author_destroys_at_once_what_coordinators_removed(people, topic):
    second = posts(topic)[1]
    operations.edit(actor=people["mina"], post=second, **WORDS)
    operations.reply(actor=people["haru"], topic=topic, answers=2, **WORDS)
    operations.remove(actor=people["runner"], post=second)
    operations.delete(actor=people["mina"], post=second)
    assert (posts(topic)[1].body, posts(topic)[1].removed_at) == (None, None)
    assert db.session.scalars(sa.select(PostEdition)).all() == []
    with pytest.raises(PostGone):
        operations.put_back(actor=people["runner"], post=posts(topic)[1])


def test_what_is_reported_is_read_by_a_coordinator_before_its_author_destroys_it(people, topic):
    second = posts(topic)[1]
    report(people["haru"], second)
    with pytest.raises(ReportOpen):
        operations.delete(actor=people["mina"], post=second)
    assert posts(topic)[1].is_readable
    operations.settle(actor=people["runner"], report=db.session.scalars(sa.select(PostReport)).one())
    operations.delete(actor=people["mina"], post=second)
    assert len(posts(topic)) == 1


def test_a_removed_post_about_which_a_report_is_open_stays_for_the_coordinators(browse, people, topic):
    second = posts(topic)[1]
    operations.remove(actor=people["runner"], post=second)
    late = PostReport(post_id=second.id, reporter_id=people["haru"].id)
    late.words = "Sent at the moment at which it was removed."
    db.session.add(late)
    db.session.commit()
    with pytest.raises(ReportOpen):
        operations.delete(actor=people["mina"], post=second)
    assert posts(topic)[1].body == "Rather at the river."
    page = browse(people["runner"]).get(f"{BASE}/reported")
    assert not page.has('form[action$="/remove"]')  # it is removed already
    assert page.has('form[action$="/settle"]')


def test_removing_settles_what_was_told_so_that_the_author_can_destroy_it(people, topic):
    second = posts(topic)[1]
    report(people["haru"], second)
    operations.remove(actor=people["runner"], post=second)
    operations.delete(actor=people["mina"], post=second)
    assert len(posts(topic)) == 1


def test_a_removed_topic_keeps_nobody_from_destroying_what_they_wrote_in_it(people, topic, group):
    first, second = posts(topic)
    report(people["haru"], second)
    operations.remove(actor=people["runner"], post=first)
    operations.delete(actor=people["mina"], post=second)
    assert len(posts(topic)) == 1
    operations.delete(actor=people["haru"], post=first)
    assert db.session.scalars(sa.select(Topic)).all() == []


def test_a_topic_whose_first_post_its_author_destroyed_is_put_back_with_the_others(people, topic, group):
    first = posts(topic)[0]
    operations.remove(actor=people["runner"], post=first)
    operations.delete(actor=people["haru"], post=first)
    assert queries.find_removed(people["runner"], group.slug, first.id) == first
    operations.put_back(actor=people["runner"], post=first)
    assert queries.find_topic(people["mina"], group.slug, topic.id) is not None
    assert [post.body for post in posts(topic)] == [None, "Rather at the river."]


def test_an_author_finds_what_was_removed_and_the_button_that_destroys_it(browse, people, topic):
    first, second = posts(topic)
    button = f'form[action$="/posts/{second.id}/delete"]'
    operations.remove(actor=people["runner"], post=second)
    for path in (f"{BASE}/topics/{topic.id}", f"{BASE}/topics"):
        assert browse(people["mina"]).get(path).has(button)
        assert not browse(people["haru"]).get(path).has(button)
    operations.remove(actor=people["runner"], post=first)
    mina = browse(people["mina"])
    assert "Rather at the river." in mina.get(f"{BASE}/topics").text
    assert browse(people["haru"]).post(f"{BASE}/posts/{second.id}/delete").status == 404
    page = browse(people["mina"]).post(f"{BASE}/posts/{second.id}/delete", follow=True)
    assert page.status == 200
    assert "river" not in page.text
    assert len(posts(topic)) == 1


def test_an_author_is_told_that_a_report_is_open(browse, people, topic):
    second = posts(topic)[1]
    report(people["haru"], second)
    page = browse(people["mina"]).post(f"{BASE}/posts/{second.id}/delete")
    assert page.status == 409
    assert "Somebody has reported this post" in page.text


def test_what_went_is_not_new(people, topic):
    operations.reply(actor=people["haru"], topic=topic, answers=2, **WORDS)
    operations.delete(actor=people["mina"], post=posts(topic)[1])
    assert queries.count_new(people["runner"], [topic]) == {topic.id: 2}
    operations.remove(actor=people["runner"], post=posts(topic)[2])
    assert queries.count_new(people["runner"], [topic]) == {topic.id: 1}


def test_who_proved_no_second_factor_is_told_of_no_report(people, topic):
    report(people["haru"], posts(topic)[1])
    assert [count for _group, count, _since in queries.count_reports(people["runner"])] == [1]
    people["runner"].powers_locked = True
    assert queries.count_reports(people["runner"]) == []
