"""The pages of the directory."""

import pytest

from community.db import db
from community.members.models import Audience, Belonging, HelpKind, Limit
from community.members.probation import A_DAY
from community.members.queries import get_profile
from community.moderation.queries import list_limits_of
from tests.apps import another_app
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, MembershipFactory
from tests.members.directory import fill, names_found, somebody
from tests.members.factories import member_with_profile
from tests.members.kinds import help_kinds_put_back
from tests.pages import PageClient


@pytest.fixture
def viewer(app):
    return somebody("Viewer", {"display_name": Audience.ONLY_ME})


@pytest.fixture
def logged_in(client, viewer):
    return client.login(viewer)


def cards(page):
    return [card.a.get_text() for card in page.select("main .card .person")]


def chips(page):
    return {link.get_text(" ", strip=True): link["href"] for link in page.select("nav.chosen a")}


def test_index_is_for_members_and_for_no_search_engine(client, viewer):
    somebody("Haru")
    assert client.get("/en/members").location == "/en/login?next=/en/members"
    page = client.login(viewer).get("/en/members")
    assert page.response.headers["X-Robots-Tag"] == "noindex"
    assert page.response.headers["Cache-Control"] == "no-store"
    assert page.one("meta[name=robots]")["content"] == "noindex"
    assert cards(page) == ["Haru"]


def test_index_searches_words_and_choices_and_each_can_be_taken_off(logged_in):
    somebody("Haru", skills="weaving", country="MN", offers=["legal"])
    somebody("Mina", skills="weaving", country="KR")
    page = logged_in.get("/en/members?words=weav&country=MN&offers=")
    assert cards(page) == ["Haru"]
    assert not page.one("main details").has_attr("open")  # on a phone those who are found come first
    assert (page.one("#words")["value"], page.one("#country option[selected]")["value"]) == ("weav", "MN")
    assert chips(page) == {
        "“weav” × Take off": "/en/members?country=MN",
        "Country: Mongolia × Take off": "/en/members?words=weav",
        "Take off everything": "/en/members",
    }
    assert sorted(cards(logged_in.get("/en/members?words=weav"))) == ["Haru", "Mina"]
    assert "Legal advice" in page.one("main .card .tags").get_text()


def test_index_asks_as_if_left_empty_what_cannot_be_chosen(logged_in):
    somebody("Haru", {"belonging": Audience.MEMBERS}, belonging=Belonging.DEFECTOR_COMMUNITY)
    other = GroupFactory()
    nonsense = {"belonging": "defector_community", "group": other.slug, "country": "XX", "words": "x" * 201}
    nonsense |= {"offers": "none", "after": "\xf0", "profession": "77"}
    page = logged_in.get("/en/members", query_string=nonsense)
    assert (cards(page), chips(page)) == (["Haru"], {})
    choices = {option["value"] for option in page.select("#belonging option")}
    assert choices == {"", "activist", "researcher", "student", "professional", "ally"}


def test_what_one_chose_stands_in_no_other_search_and_a_new_kind_of_help_is_offered_at_once(logged_in):
    logged_in.get("/en/members?country=MN&offers=legal")
    untouched = logged_in.get("/en/members?words=weav")
    assert [chosen["value"] for chosen in untouched.select("main option[selected]")] == [""] * 6
    with help_kinds_put_back():
        db.session.add(HelpKind(code="sewing", name_en="Sewing", name_ko="바느질"))
        db.session.commit()
        assert logged_in.get("/en/members").one("#offers option[value=sewing]").text == "Sewing"
        assert logged_in.get("/ko/members").one("#offers option[value=sewing]").text == "바느질"


def test_index_offers_ones_own_groups(logged_in, viewer):
    assert logged_in.get("/en/members").select("#group") == []
    mine = GroupFactory(slug="river", name_en="River", visibility="hidden")
    GroupFactory(slug="other", name_en="Other")
    for member in (viewer, somebody("Haru")):
        MembershipFactory(group=mine, member=member)
    somebody("Mina")
    page = logged_in.get("/en/members?group=river")
    assert [option.get_text() for option in page.select("#group option")] == ["Any", "River"]
    assert cards(page) == ["Haru"]


def test_index_says_what_to_do_where_nobody_is_found(logged_in):
    assert logged_in.get("/en/members").one(".empty a")["href"] == "/en/settings/profile"
    page = logged_in.get("/en/members?words=nobody")
    assert page.one(".empty-title").get_text() == "Nobody is found by this"
    assert page.one(".empty a")["href"] == "/en/members"


def test_index_says_that_it_looks_for_few_words_only(logged_in):
    assert "Only the first 8 words" in logged_in.get("/en/members?words=a+b+c+d+e+f+g+h+i").text
    assert "Only the first 8 words" not in logged_in.get("/en/members?words=a+b+c+d+e+f+g+h").text


def test_index_goes_on_page_after_page_with_what_was_asked(logged_in):
    for number in range(30):
        somebody(f"Member {number:02}", country="KR")
    somebody("Elsewhere", country="US")
    first = logged_in.get("/ko/members?country=KR")
    more = first.one(".pager a[rel=next]")["href"]
    assert "country=KR" in more
    second = logged_in.get(f"/ko/members{more}")
    assert sorted(cards(first) + cards(second)) == [f"Member {number:02}" for number in range(30)]
    assert second.select(".pager a[rel=next]") == []


def test_index_does_not_show_more_than_the_index_if_the_index_were_wrong(logged_in, monkeypatch):
    haru = somebody("Haru", skills="weaving")
    monkeypatch.setattr("community.members.operations.indexing.index", lambda members: None)
    fill(haru, {"display_name": Audience.ONLY_ME})
    assert cards(logged_in.get("/en/members")) == []


def test_list_me_takes_out_and_brings_back_at_once(logged_in, viewer):
    seeker = somebody("Seeker")
    fill(viewer)
    page = logged_in.get("/en/settings/privacy")
    assert page.one("#listed").has_attr("checked")
    page = logged_in.post("/en/settings/privacy/directory", {})
    assert (page.status, page.location) == (303, "/en/settings/privacy")
    assert names_found(seeker) == ["Seeker"]
    assert not logged_in.get("/en/settings/privacy").one("#listed").has_attr("checked")
    logged_in.post("/en/settings/privacy/directory", {"listed": "y"})
    assert names_found(seeker) == ["Seeker", "Viewer"]
    assert get_profile(viewer).listed


@pytest.mark.parametrize(
    ("limit", "path"), [(Limit.DIRECTORY, "/en/members"), (Limit.PROFILES, "/en/members/{handle}")]
)
def test_whoever_looks_at_very_many_is_stopped_and_moderators_are_told_once(app, outbox, monkeypatch, limit, path):
    viewer, haru = somebody("Viewer"), somebody("Haru", handle="haru-handle")
    moderator = MemberFactory(moderator=True)
    monkeypatch.setitem(A_DAY, limit, 2)
    path = path.format(handle=haru.handle)
    with another_app(app, LIMITS="on") as other:
        client = PageClient(other).login(viewer)
        assert [client.get(path).status for _time in range(4)] == [200, 200, 429, 429]
        assert client.get("/en/settings/profile").status == 200
        assert client.get(f"/en/members/{viewer.handle}").status == 200  # one's own page is no looking at others
    db.session.rollback()
    ((reached, times),) = [(row.reached, row.times) for row in list_limits_of(viewer)]
    assert (reached, times) == (limit, 2)
    (mail,) = outbox()
    assert mail.recipient == moderator.email
    assert "Viewer" not in mail.text
    assert viewer.handle not in mail.text
    assert "/en/admin/limits" in mail.text


def test_a_visitor_may_open_profiles_without_being_counted(app, monkeypatch):
    haru = somebody("Haru", {"display_name": Audience.EVERYONE})
    monkeypatch.setitem(A_DAY, Limit.PROFILES, 1)
    with another_app(app, LIMITS="on") as other:
        client = PageClient(other)
        assert [client.get(f"/en/members/{haru.handle}").status for _time in range(3)] == [200] * 3
    assert list_limits_of(member_with_profile()) == []
