"""The pages of members."""

import pytest

from community.db import db
from community.members.models import FIELDS, Audience, Bio, Spoken
from community.members.queries import get_profile
from tests.factories import MemberFactory
from tests.members.factories import member_with_profile

FILLED = {
    "handle": "tide-1",
    "display_name": "하루 🌊",
    "pronouns": "she/her",
    "bio": "First line.\nSecond line.",
    "profession": "Interpreter",
    "skills": "law, teaching",
    "offers": ["interpreting", "mentoring"],
    "looks_for": ["legal"],
    "languages": ["ko", "en"],
    "country": "KR",
    "city": "서울",
    "affiliations": "A university\nA choir",
    "links": "https://example.org/\nhttps://example.com/haru",
    "belonging": "researcher",
    "language": "ko",
}
ASKED = [field for field in FIELDS if field in FILLED]
SENT = FILLED | {f"{field}_audience": "only_me" for field in ASKED}


def fields_of(page):
    """What a browser would send of the form on a page."""
    form = page.one("main form.form")
    fields = {}
    for control in form.select("input[name], textarea[name]"):
        kind = control.get("type")
        if kind == "checkbox":
            if control.has_attr("checked"):
                fields.setdefault(control["name"], []).append(control["value"])
        elif control.name == "textarea":
            fields[control["name"]] = control.get_text().replace("\r\n", "\n").removeprefix("\n")
        elif control["name"] != "csrf_token":
            fields[control["name"]] = control.get("value", "")
    for select in form.select("select"):
        chosen = select.select("option[selected]") or select.select("option")[:1]
        fields[select["name"]] = chosen[0]["value"]
    return fields


@pytest.fixture
def member(app):
    return member_with_profile(handle="river-1", display_name="Haru")


@pytest.fixture
def profile(member):
    return get_profile(member)


@pytest.fixture
def me(client, member):
    return client.login(member)


def test_settings_profile_gives_back_all_that_was_filled_in(me, member, profile):
    chosen = [audience.value for audience in Audience] * 3
    audiences = {f"{field}_audience": audience for field, audience in zip(ASKED, chosen, strict=False)}
    page = me.post("/en/settings/profile", fields_of(me.get("/en/settings/profile")) | FILLED | audiences)
    assert (page.status, page.location) == (303, "/en/endorse")  # the first time leads on
    page = me.get("/en/settings/profile")
    assert page.has(".notice-success")
    sent = fields_of(page)
    assert sent == FILLED | audiences
    page = me.post("/en/settings/profile", sent)
    assert (page.status, page.location) == (303, "/en/settings/profile")
    assert fields_of(me.get("/en/settings/profile")) == sent
    assert member.handle == "tide-1"


def test_settings_profile_starts_with_everything_kept_to_oneself_but_the_name(me):
    sent = fields_of(me.get("/en/settings/profile"))
    assert {field: sent[f"{field}_audience"] for field in ASKED} == {
        field: "members" if field == "display_name" else "only_me" for field in ASKED
    }


def test_settings_profile_without_audiences_opens_nothing(me, member, profile):
    sent = {name: value for name, value in fields_of(me.get("/en/settings/profile")).items() if "audience" not in name}
    assert me.post("/en/settings/profile", sent | FILLED).status == 303
    assert {profile.audience(field) for field in FIELDS} == {Audience.ONLY_ME}


@pytest.mark.parametrize("language", ["en", "ko"])
def test_settings_profile_with_a_taken_handle_keeps_what_was_typed(me, member, profile, language):
    MemberFactory(handle="taken")
    typed = fields_of(me.get("/en/settings/profile")) | FILLED | {"handle": "Taken"}
    page = me.post(f"/{language}/settings/profile", typed)
    assert page.status == 422
    assert page.has("#handle-error")
    assert page.one("#handle")["aria-invalid"] == "true"
    (sentence,) = page.errors
    assert any("가" <= character <= "힣" for character in sentence) is (language == "ko")
    assert fields_of(page) == typed | {"handle": "taken"}
    assert (member.handle, member.display_name, profile.bio_text) == ("river-1", "Haru", "")


WRONG = [
    ("handle", ["", "ab", "x" * 31, "-tide", "tide-", "ti de", "tide_1", "물결", "tide\n1", "a@b", "../x", "tide\0"]),
    ("display_name", ["", "x", "x" * 61, "https://evil.example", "a\u202eb", "\u3164\u3164\u3164", "=1+1", "a@b.c"]),
    ("pronouns", ["x" * 41, "a\0b", "two\nlines"]),
    ("bio", ["x" * 2001, "a\x1bb", "a\u202eb"]),
    ("profession", ["x" * 101, "a\0b"]),
    ("skills", ["x" * 301]),
    ("city", ["x" * 81]),
    ("affiliations", ["x" * 401]),
    ("languages", ["xx", "", ["ko", "xx"]]),
    ("country", ["XX", "kr", "ZZ", "KR\0"]),
    ("language", ["", "fr", "ko-KR"]),
    ("belonging", ["enemy", "Researcher"]),
    ("bio_audience", ["", "all", "nobody"]),
    ("links", ["http://example.org", "javascript:alert(1)", "example.org", "https://", "https://[", "https://a b.org/",
               "https://localhost/", "\n".join(f"https://example.org/{number}" for number in range(6))]),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value"), [(field, value) for field, values in WRONG for value in values])
def test_settings_profile_says_what_is_wrong_beside_the_field(me, member, field, value):
    for language in ("en", "ko"):
        page = me.post(f"/{language}/settings/profile", SENT | {field: value})
        assert page.status == 422
        (sentence,) = page.errors
        assert any("가" <= character <= "힣" for character in sentence) is (language == "ko")
        assert sentence in page.one(f"#{field}-error").get_text(" ", strip=True)
    assert (member.handle, get_profile(member).bio_text) == ("river-1", "")


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("handle", "TIDE-2", "tide-2"),
        ("handle", " tide-2 ", "tide-2"),
        (
            "links",
            "https://example.org/\n\n\n  https://example.com/ \n",
            ["https://example.org/", "https://example.com/"],
        ),
        ("links", "https://한국.kr/물결", ["https://한국.kr/물결"]),
        ("links", "", []),
        ("languages", ["en", "ko", "en"], [Spoken("ko", ""), Spoken("en", "")]),
        ("languages", [], []),
        ("country", "", ""),
        ("country", "KP", "KP"),
        ("bio", "<script>alert(1)</script>", [Bio("", "<script>alert(1)</script>")]),
    ],
)
def test_settings_profile_takes_what_people_type(me, member, field, typed, kept):
    assert me.post("/en/settings/profile", SENT | {field: typed, f"{field}_audience": "everyone"}).status == 303
    assert getattr(member if field == "handle" else get_profile(member), field) == kept
    assert not me.get(f"/en/members/{member.handle}").has("main script")


def test_settings_profile_asks_twice_before_it_opens_that_one_belongs_to_the_defector_community(me, member, profile):
    sent = fields_of(me.get("/en/settings/profile")) | FILLED
    sent |= {"belonging": "defector_community", "belonging_audience": "members"}
    page = me.post("/en/settings/profile", sent)
    assert page.status == 422
    assert page.has("#belonging_confirmed-error")
    assert fields_of(page) == sent
    assert profile.belonging is None
    assert me.post("/en/settings/profile", sent | {"belonging_confirmed": "y"}).status == 303
    assert profile.belonging == "defector_community"
    assert me.post("/en/settings/profile", fields_of(me.get("/en/settings/profile"))).status == 303


def test_settings_profile_is_for_members(client):
    page = client.get("/en/settings/profile")
    assert (page.status, page.location) == (303, "/en/login?next=/en/settings/profile")


def test_index_lists_every_open_member_once_page_by_page(me):
    handles = {member_with_profile().handle for _ in range(29)} | {"river-1"}
    found, path = [], "/en/members"
    while path:
        page = me.get(path)
        found += [note.get_text().removeprefix("@") for note in page.select("main .person-note")]
        following = page.select(".pager a[rel=next]")
        path = f"/en/members{following[0]['href']}" if following else None
    assert len(found) == 30
    assert set(found) == handles
    assert found == sorted(found)


def test_index_of_nobody_says_what_to_do(me, member, profile):
    profile.open_to(dict.fromkeys(FIELDS, Audience.ONLY_ME))
    db.session.commit()
    assert me.get("/en/members").has("main a[href='/en/settings/profile']")


def test_profile_in_both_languages(client, profile):
    profile.country, profile.spoken, profile.belonging = "KP", [["ko", "first"]], "ally"
    profile.open_to(dict.fromkeys(FIELDS, Audience.EVERYONE))
    db.session.commit()
    english, korean = client.get("/en/members/river-1").text, client.get("/ko/members/river-1").text
    assert all(word in english for word in ("North Korea", "Korean", "Ally"))
    assert all(word in korean for word in ("북한", "한국어"))
    assert "Ally" not in korean


def test_profile_links_lead_away_without_telling_where_from(client, profile):
    profile.links = ["https://example.org/"]
    profile.open_to(dict.fromkeys(FIELDS, Audience.EVERYONE))
    db.session.commit()
    link = client.get("/en/members/river-1").one("main a[href='https://example.org/']")
    assert {"noopener", "noreferrer", "nofollow"} <= set(link["rel"])


def test_profile_of_oneself_leads_to_its_settings(me, new_client, profile):
    assert me.get("/en/members/river-1").has("main a[href='/en/settings/profile']")
    assert me.get("/en/members/river-1").has("main a[href='/en/settings/profile/others']")
    other = new_client().login(member_with_profile())
    assert not other.get("/en/members/river-1").has("main a[href='/en/settings/profile']")


def test_others_see_me_is_for_members(client):
    assert client.get("/en/settings/profile/others").status == 303
