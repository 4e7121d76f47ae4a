"""The pages of notices: one's own, and only what one may open now."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from community.db import db, now
from community.groups.models import Membership, MembershipState
from community.notifications.models import Level, Notice, NoticeSettings
from community.notifications.own_data import tell_notices
from community.notifications.queries import find_choices
from community.policy import POLICY
from community.policy.relations import GROUP_MEMBERS
from tests.groups.factories import GroupFactory
from tests.notifications.factories import NoticeFactory
from tests.notifications.telling import notices, prefer, settle

SETTINGS = "/en/settings/notifications"


@pytest.fixture
def mina(client, people):
    """Mina's browser."""
    client.login(people.mina)
    return client


def test_index_shows_what_is_new_and_the_head_of_every_page_counts_it(mina, tell):
    tell(title="A film night")
    page = mina.get("/en/notices")
    assert "A film night" in page.text
    assert page.has("li.unread")
    assert "Notices (1)" in mina.get("/en/about").text


def test_visit_leads_to_the_thing_and_marks_it_as_read(mina, tell):
    thing = tell()
    button = mina.get("/en/notices").one("form[action$=visit]")["action"]
    assert mina.post(button).location == f"/en/groups/translators/announcements/{thing.id}"
    page = mina.get("/en/notices")
    assert not page.has("li.unread")
    assert "Notices (" not in page.text
    assert notices()["jun"].read_at is None


def test_read_marks_one_and_read_all_what_stood_on_the_page(mina, tell):
    tell(title="First")
    tell(title="Second")
    mina.post(mina.get("/en/notices").select("form[action$='/read']")[-1]["action"])
    page = mina.get("/en/notices")
    assert len(page.select("li.unread")) == 1
    until = page.one("input[name=until]")["value"]
    tell(title="Third")
    mina.post("/en/notices/read", {"until": until})
    assert [li.a.get_text() for li in mina.get("/en/notices").select("li.unread")] == ["Third"]
    for nonsense in ("x", "nan", "1e999", "-1e30"):
        assert mina.post("/en/notices/read", {"until": nonsense}).status == 303


@pytest.mark.parametrize("action", ["visit", "read"])
def test_the_notice_of_another_is_not_there(mina, tell, people, action):
    tell()
    identity = notices()["jun"].id
    assert mina.post(f"/en/notices/{identity}/{action}").status == 404
    assert notices()["jun"].read_at is None


@pytest.mark.parametrize("how", ["left", "newcomer", "deleted"])
def test_what_one_may_not_open_any_more_is_not_shown(mina, tell, people, how, monkeypatch):
    thing = tell(title="canary-title")
    stay = sa.update(Membership).where(Membership.member_id == people.mina.id)
    if how == "left":
        db.session.execute(stay.values(state=MembershipState.LEFT, ended_at=now()))
    elif how == "newcomer":
        monkeypatch.setitem(POLICY, "announcements.announcement", GROUP_MEMBERS)
        db.session.execute(stay.values(settles_at=now() + timedelta(days=9)))
    else:
        db.session.delete(thing)
    db.session.commit()
    page = mina.get("/en/notices")
    assert page.status == 200
    assert "canary" not in str(page.html)
    assert mina.post(f"/en/notices/{notices()['mina'].id}/visit").location == "/en/notices"


def test_leaving_a_group_takes_its_notices_along(mina, tell, people):
    tell()
    mina.get("/en/groups/translators")
    assert mina.post("/en/groups/translators/leave").status == 303
    assert list(notices()) == ["jun"]


def test_settings_are_kept_and_hold_for_oneself_alone(mina, people):
    form = {
        "level_announcement": "weekly",
        "language": "ko",
        "time_zone": "Asia/Seoul",
        "digests": "y",
        "morning": "9",
        "paused_until": (now() + timedelta(days=9)).date().isoformat(),
    }
    names = {field["name"] for field in mina.get(SETTINGS).select("main select[name^=level_]")}
    form = dict.fromkeys(names, "mine") | form
    assert mina.post(SETTINGS, form).location == "/ko/settings/notifications"
    db.session.expire_all()
    choices = find_choices(people.mina)
    assert choices.level(None, "announcement") is Level.WEEKLY
    assert (choices.settings.morning, people.mina.time_zone, people.mina.language) == (9, "Asia/Seoul", "ko")
    assert find_choices(people.jun).level(None, "announcement") is Level.ALL
    assert mina.get(SETTINGS).one("#time_zone option[selected]")["value"] == "Asia/Seoul"


@pytest.mark.parametrize(
    "wrong",
    [
        {"time_zone": "Asia/Atlantis"},
        {"morning": "24"},
        {"paused_until": "tomorrow"},
        {"paused_until": "2020-01-01"},
        {"paused_until": "9999-12-31"},
        {"level_announcement": "often"},
        {"language": "fr"},
    ],
    ids=str,
)
def test_settings_that_cannot_be_are_refused_with_what_was_typed(mina, people, wrong):
    page = mina.get(SETTINGS)
    form = {field["name"]: field.select_one("option[selected]")["value"] for field in page.select("main select")}
    page = mina.post(SETTINGS, form | {"digests": "y", "paused_until": ""} | wrong)
    assert page.status == 422
    assert page.errors
    assert db.session.scalar(sa.select(sa.func.count()).select_from(NoticeSettings)) == 0


def test_one_group_can_be_told_of_otherwise(mina, people, group):
    prefer(people.mina, "weekly")
    path = f"{SETTINGS}/translators"
    fields = {field["name"] for field in mina.get(path).select("main select")}
    assert mina.post(path, dict.fromkeys(fields, "as_elsewhere") | {"level_announcement": "all"}).status == 303
    assert find_choices(people.mina).level(group.id, "announcement") is Level.ALL
    assert mina.post(path, dict.fromkeys(fields, "as_elsewhere")).status == 303
    db.session.expire_all()
    assert find_choices(people.mina).level(group.id, "announcement") is Level.WEEKLY


def test_a_group_that_one_is_not_in_has_no_settings(mina, group, people):
    db.session.execute(sa.delete(Membership).where(Membership.member_id == people.mina.id))
    db.session.commit()
    assert mina.get(f"{SETTINGS}/translators").status == 403
    group.visibility = "hidden"
    db.session.commit()
    assert mina.get(f"{SETTINGS}/translators").status == 404


def test_a_notice_of_a_kind_that_is_gone_shows_nothing(mina, people, group):
    NoticeFactory(group=group, member=people.mina, kind="no-more")
    assert mina.get("/en/notices").status == 200
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Notice)) == 1


def test_one_finds_in_one_s_own_data_what_one_chose_and_was_told_but_no_name_of_a_group_that_one_left(
    tell, people, group
):
    left = GroupFactory(slug="canary-left", hidden=True)
    NoticeFactory(group=left, member=people.mina)
    tell()
    for where, level in ((None, "weekly"), (group, "all"), (left, "none")):
        prefer(people.mina, level, where)
    settle(people.mina, digests=False, morning=9)
    parts = {part.name: part for part in tell_notices(people.mina)}
    told = {
        name: [{fact.key: fact.value for fact in record} for record in part.records] for name, part in parts.items()
    }
    assert told["notice-settings"] == [{"morning": 9, "digests": False, "paused_until": None, "time_zone": "UTC"}]
    chosen = [(row["group"], row["kind"], row["level"]) for row in told["notice-preferences"]]
    assert sorted(chosen, key=str) == [
        ("translators", "announcement", "all"),
        (None, "announcement", "none"),
        (None, "announcement", "weekly"),
    ]
    words = {row[0].shown for row in parts["notice-preferences"].records}
    assert words == {"translators", "a group that you have left", "all groups"}
    assert [(row["group"], row["read"]) for row in told["notices"]] == [("translators", False), (None, False)]
    assert "canary" not in repr(parts)
