"""The pages of discussions, as those see them who use them; and as those would who should not."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from community.db import db, now
from community.discussions import operations
from community.discussions.models import Post, PostReport, Topic
from community.groups.models import Visibility
from community.groups.waiting import list_waiting
from community.members.operations import block
from community.reports.models import Report
from tests.apps import another_app
from tests.discussions.factories import TopicFactory, fill
from tests.factories import MemberFactory
from tests.groups.factories import MembershipFactory
from tests.pages import PageClient

BASE = "/en/groups/film-nights"
WORDS = {"body": "Let us **begin**.", "language": "en"}


def post_of(topic, number):
    return db.session.scalars(sa.select(Post).where(Post.topic_id == topic.id, Post.number == number)).one()


def path_of(topic):
    return f"{BASE}/topics/{topic.id}"


@pytest.mark.parametrize("visibility", Visibility)
def test_nobody_outside_reads_anything(client, people, group, topic, visibility):
    group.visibility = visibility
    db.session.commit()
    moderator = MemberFactory(moderator=True)
    paths = ["/topics", f"/topics/{topic.id}", f"/posts/{post_of(topic, 1).id}/editions", "/topics/new", "/reported"]
    for viewer in (None, people["stranger"], moderator):
        if viewer:
            client.login(viewer, second_factor=True)
        for path in paths:
            page = client.get(BASE + path)
            assert page.status in (303, 403, 404)
            assert "library" not in page.text
        assert "Where do we meet" not in client.get(BASE).text


def test_a_topic_is_begun_after_a_look_at_it(browse, people, group):
    client = browse(people["haru"])
    page = client.post(f"{BASE}/topics/new", WORDS | {"title": "First", "preview": "y"})
    assert (page.status, page.one("section .prose strong").text) == (200, "begin")
    assert page.one("#title")["value"] == "First"
    assert db.session.scalars(sa.select(Topic)).all() == [], "nothing is sent by a look"
    page = client.post(f"{BASE}/topics/new", WORDS | {"title": "First"}, follow=True)
    assert page.one("h1").text == "First"
    assert page.one("#post-1 .prose strong").text == "begin"


@pytest.mark.parametrize("wrong", [{"body": " "}, {"body": "a" * 10001}, {"language": "xx"}, {"title": "a" * 121}])
def test_what_is_wrong_is_said_and_nothing_is_lost(browse, people, group, wrong):
    page = browse(people["haru"]).post(f"{BASE}/topics/new", WORDS | {"title": "First"} | wrong)
    assert (page.status, len(page.errors)) == (422, 1)
    assert page.one("#body").text.strip() == (wrong.get("body", WORDS["body"])).strip()


def test_an_answer_leads_to_what_it_answers(browse, people, topic):
    client = browse(people["haru"])
    form = client.get(path_of(topic) + "?answer=2")
    assert "river" in form.one("#write blockquote").text
    answer = client.post(path_of(topic), WORDS | {"answers": "2"})
    assert answer.response.headers["Location"].endswith("#post-3")
    page = client.get(path_of(topic))
    assert page.one("#post-3 p a[href$='#post-2']").text == "In answer to no. 2 by @mina"


def test_in_a_closed_topic_what_was_typed_is_still_there(browse, people, topic):
    client = browse(people["haru"])
    operations.close(actor=people["runner"], topic=topic)
    page = client.post(path_of(topic), WORDS)
    assert page.status == 422
    assert page.one("#body").text.strip() == WORDS["body"]
    assert not client.get(path_of(topic)).has("#body")


def test_pages_are_numbered_and_stable(browse, people, topic):
    fill(topic, people["mina"], 60)
    client = browse(people["haru"])
    assert [li["id"] for li in client.get(path_of(topic) + "?page=2").select("li.entry")][:2] == ["post-31", "post-32"]
    operations.delete(actor=people["mina"], post=post_of(topic, 5))
    assert client.get(path_of(topic) + "?page=2").select("li.entry")[0]["id"] == "post-31"
    for page in ("0", "4", "x"):
        assert client.get(path_of(topic) + f"?page={page}").status == (200 if page == "x" else 404)


def test_what_is_new_is_marked_until_one_says_that_one_has_read_it(browse, people, topic):
    client = browse(people["runner"])
    assert "2 new" in client.get(f"{BASE}/topics").text
    client.get(path_of(topic))
    assert "2 new" in client.get(f"{BASE}/topics").text, "looking changes nothing"
    client.post(path_of(topic) + "/seen", {"until": "2"})
    assert "new" not in [tag.text for tag in client.get(f"{BASE}/topics").select(".tag")]
    operations.reply(actor=people["mina"], topic=topic, **WORDS)
    assert client.get(path_of(topic)).has("#new + #post-3")
    for nonsense in ("x", "-5", ""):
        assert client.post(path_of(topic) + "/seen", {"until": nonsense}).status == 303


def test_topics_are_found_by_their_language(browse, people, group, topic):
    TopicFactory(group=group, language="ko", title="어디서 만날까요?")
    client = browse(people["haru"])
    assert [link["lang"] for link in client.get(f"{BASE}/topics?language=ko").select(".topics h2 a")] == ["ko"]
    assert len(client.get(f"{BASE}/topics?language=xx").select(".topics h2 a")) == 2


def test_what_a_post_said_before_is_read_by_the_group(browse, people, topic):
    operations.edit(actor=people["haru"], post=post_of(topic, 1), title="New", body="New words.", language="en")
    page = browse(people["mina"]).get(f"{BASE}/posts/{post_of(topic, 1).id}/editions")
    assert "At the library?" in page.text
    assert "Where do we meet?" in page.text


def test_nobody_changes_or_deletes_what_another_wrote(browse, people, topic):
    client = browse(people["mina"])
    for way in ("edit", "delete"):
        assert client.post(f"{BASE}/posts/{post_of(topic, 1).id}/{way}", WORDS).status == 403
    assert post_of(topic, 1).body == "At the library?"
    edited = client.post(f"{BASE}/posts/{post_of(topic, 2).id}/edit", WORDS)
    assert edited.response.headers["Location"].endswith(f"{path_of(topic)}#post-2")


def test_a_removed_post_is_read_by_coordinators_alone(browse, people, topic):
    runner = browse(people["runner"])
    second = post_of(topic, 2)
    assert runner.post(f"{BASE}/posts/{second.id}/remove").status == 303
    assert "river" in runner.get(path_of(topic)).text
    page = browse(people["haru"]).get(path_of(topic))
    assert "river" not in page.text
    assert "Removed by a coordinator" in page.text
    assert page.status == 200
    for way in ("editions", "report"):
        assert browse(people["haru"]).get(f"{BASE}/posts/{second.id}/{way}").status == 404


def test_a_removed_topic_stands_with_the_coordinators(browse, people, topic):
    first = post_of(topic, 1)
    page = browse(people["runner"]).post(f"{BASE}/posts/{first.id}/remove", follow=True)
    assert "Where do we meet?" in page.text
    assert browse(people["haru"]).get(path_of(topic)).status == 404
    assert browse(people["runner"]).post(f"{BASE}/posts/{first.id}/back").status == 303
    assert browse(people["haru"]).get(path_of(topic)).status == 200


def test_what_somebody_whom_one_blocked_wrote_is_folded(browse, people, topic):
    block(actor=people["haru"], member=people["mina"])
    assert "river" in browse(people["haru"]).get(path_of(topic)).one("#post-2 details .prose").text
    assert not browse(people["runner"]).get(path_of(topic)).has("#post-2 details .prose")


# Mentions tell nobody who is in the group


def mentioning(topic, author):
    operations.reply(actor=author, topic=topic, body="@runner @stranger @nobody-at-all @mina", language="en")
    return "#post-3 .prose"


def test_mentions_lead_to_those_in_the_group_as_far_as_they_show_themselves(browse, people, topic, group):
    where = mentioning(topic, people["haru"])
    page = browse(people["haru"]).get(path_of(topic))
    assert page.one(where).text.split() == ["@runner", "@stranger", "@nobody-at-all", "@mina"]
    assert {link.text for link in page.select(f"{where} a")} <= {"@runner", "@mina"}


def test_a_newcomer_learns_from_no_mention_who_is_in_the_group(browse, people, group, topic):
    newcomer = MemberFactory(handle="new-one")
    MembershipFactory(group=group, member=newcomer, settles_at=now() + timedelta(days=9))
    client = browse(newcomer)
    pages = [
        client.post(path_of(topic), {"body": f"@{handle}", "language": "en", "preview": "y"}).one("#write .prose")
        for handle in ("runner", "stranger")
    ]
    assert [str(page).replace("stranger", "runner") for page in pages] == [str(pages[0])] * 2


# Reports


def report(client, topic, number, **more):
    words = {"reason": "danger", "words": "It names a place."} | more
    return client.post(f"{BASE}/posts/{post_of(topic, number).id}/report", words)


def test_coordinators_read_a_report_and_not_who_made_it(browse, people, topic):
    assert report(browse(people["haru"]), topic, 2).status == 303
    assert report(browse(people["haru"]), topic, 2).status == 409
    (waiting,) = list_waiting(people["runner"])
    assert (waiting.count, waiting.endpoint) == (1, "discussions.reports")
    page = browse(people["runner"]).get(f"{BASE}/reported")
    assert "It names a place." in page.text
    assert "haru" not in page.one("article").text
    assert db.session.scalars(sa.select(Report)).all() == []
    told = db.session.scalars(sa.select(PostReport)).one()
    assert browse(people["runner"]).post(f"{BASE}/reported/{told.id}/settle").status == 303
    assert list_waiting(people["runner"]) == []
    assert post_of(topic, 2).is_readable


def test_moderators_read_a_report_where_one_asks_for_it_with_the_post(browse, people, topic):
    report(browse(people["haru"]), topic, 2, to_moderators="y")
    made = db.session.scalars(sa.select(Report)).one()
    assert (made.about_id, made.reporter_id, made.words) == (people["mina"].id, people["haru"].id, "It names a place.")
    assert "Rather at the river." in made.evidence
    assert len(list_waiting(people["runner"])) == 1


def test_what_a_coordinator_wrote_is_reported_to_the_moderators_alone(browse, people, topic):
    operations.reply(actor=people["runner"], topic=topic, **WORDS)
    report(browse(people["haru"]), topic, 3)
    assert db.session.scalars(sa.select(Report)).one().about_id == people["runner"].id
    assert db.session.scalars(sa.select(PostReport)).all() == []


def test_nobody_reports_themselves_and_nobody_settles_what_is_about_them(browse, people, group, topic):
    assert report(browse(people["mina"]), topic, 2).status == 409
    report(browse(people["haru"]), topic, 2)
    told = db.session.scalars(sa.select(PostReport)).one()
    MembershipFactory(group=group, member=people["stranger"], coordinator=True)
    stay = people["mina"]
    db.session.execute(sa.text("UPDATE membership SET role = 'coordinator'"))
    db.session.commit()
    client = browse(stay)
    assert "It names a place" not in client.get(f"{BASE}/reported").text
    assert client.post(f"{BASE}/reported/{told.id}/settle").status == 404


# Nothing that was typed is lost


def test_who_is_not_logged_in_any_more_finds_the_text_again(client, people, group, topic):
    client.login(people["haru"])
    client.logout()
    for path in (path_of(topic), f"{BASE}/topics/{topic.group_id}", "/en/groups/no-such/topics/new"):
        page = client.post(path, WORDS | {"title": "A <title>", "language": "ko"})
        assert page.status == 403
        assert page.one("#body").text.strip() == WORDS["body"]
        assert page.one("#title")["value"] == "A <title>"
        assert page.one("form.form")["action"] == path
        assert page.one("input[name=language]")["value"] == "ko"


def test_what_another_site_sends_is_shown_as_nobodys_text(client, topic):
    page = client.post(path_of(topic), WORDS, headers={"Origin": "https://evil.example"})
    assert "begin" not in page.text
    assert client.post(path_of(topic), {"body": " "}).status == 303


def test_a_form_whose_token_is_gone_comes_back_with_its_text(browse, people, topic):
    client = browse(people["haru"])
    page = client.post(path_of(topic), WORDS | {"csrf_token": "old"}, csrf=False)
    assert (page.status, page.one("#body").text.strip()) == (400, WORDS["body"])
    again = WORDS | {"csrf_token": page.one("main input[name=csrf_token]")["value"]}
    assert client.post(path_of(topic), again, csrf=False).status == 303


def test_who_writes_too_much_is_told_so_and_loses_nothing(app, people, topic):
    with another_app(app, LIMITS="on") as other:
        browser = PageClient(other).login(people["haru"])
        statuses = {browser.post(path_of(topic), WORDS).status for _number in range(41)}
        page = browser.post(path_of(topic), WORDS)
        assert statuses == {303, 429}
        assert (page.status, page.one("#body").text.strip()) == (429, WORDS["body"])
