"""The form of one's own profile: all comes back as it was filled in, and whatever cannot be is said beside it."""

import pytest

from community.accounts.operations import open_session
from community.db import db
from community.i18n import SPOKEN_LANGUAGES
from community.members.forms import ASKED
from community.members.models import FIELDS, Audience, Bio, Profession, Spoken
from community.members.operations import hide
from community.members.queries import get_profile
from tests.factories import MemberFactory
from tests.members.factories import member_with_profile

LEVELS = {f"spoken_{code}": "" for code in SPOKEN_LANGUAGES} | {"spoken_ko": "good", "spoken_en": "first"}
FILLED = {
    "handle": "tide-1",
    "display_name": "하루 🌊",
    "pronouns": "she/her",
    "bio": "First line.\nSecond line.",
    "bio_language": "en",
    "second_bio": "첫째 줄.",
    "second_bio_language": "ko",
    "profession_group": "2",
    "profession": "Interpreter",
    "skills": "law, teaching",
    "offers": ["interpreting", "mentoring"],
    "looks_for": ["legal"],
    **LEVELS,
    "country": "KR",
    "city": "서울",
    "affiliations": "A university\nA choir",
    "links": "https://example.org/\nhttps://example.com/haru",
    "belonging": "researcher",
    "language": "ko",
}
SENT = FILLED | {f"{field}_audience": "only_me" for field in ASKED}
PATH = "/en/settings/profile"


def fields_of(page):
    """What a browser would send of the form on a page."""
    form = page.one("main form.form")
    fields = {}
    for control in form.select("input[name], textarea[name]"):
        kind = control.get("type")
        if kind == "checkbox":
            if control.has_attr("checked"):
                fields[control["name"]] = sorted([*fields.get(control["name"], []), control["value"]])
        elif control.name == "textarea":
            fields[control["name"]] = control.get_text().replace("\r\n", "\n").removeprefix("\n")
        elif control["name"] != "csrf_token":
            fields[control["name"]] = control.get("value", "")
    for select in form.select("select"):
        chosen = select.select("option[selected]") or select.select("option")[:1]
        fields[select["name"]] = chosen[0]["value"]
    return fields


def filled(page):
    """What a browser would send, but for what the page carries along for itself."""
    return {name: value for name, value in fields_of(page).items() if name != "seen"}


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
    chosen = [audience.value for audience in Audience] * 4
    audiences = {f"{field}_audience": audience for field, audience in zip(ASKED, chosen, strict=False)}
    page = me.post(PATH, fields_of(me.get(PATH)) | FILLED | audiences)
    assert (page.status, page.location) == (303, "/en/endorse")  # the first time leads on
    page = me.get(PATH)
    assert page.has(".notice-success")
    assert filled(page) == FILLED | audiences
    page = me.post(PATH, fields_of(page))
    assert (page.status, page.location) == (303, PATH)
    assert filled(me.get(PATH)) == FILLED | audiences
    assert (member.handle, profile.profession) == ("tide-1", Profession("2", "Interpreter"))
    assert profile.bio == [Bio("en", "First line.\nSecond line."), Bio("ko", "첫째 줄.")]
    assert profile.languages == [Spoken("en", "first"), Spoken("ko", "good")]  # the best first


def test_settings_profile_asks_of_every_field_who_sees_it(me):
    page = me.get(PATH)
    assert [len(page.select(f"select[name={field}_audience]")) for field in ASKED] == [1] * len(ASKED)
    assert set(FIELDS) - set(ASKED) == {"picture"}
    assert page.has("main a[href='/en/settings/picture']")  # which asks that beside the picture


def test_settings_profile_starts_with_everything_kept_to_oneself_but_the_name(me):
    sent = fields_of(me.get(PATH))
    assert {field: sent[f"{field}_audience"] for field in ASKED} == {
        field: "members" if field == "display_name" else "only_me" for field in ASKED
    }


def test_settings_profile_without_audiences_opens_nothing(me, member, profile):
    assert me.post(PATH, FILLED).status == 303
    assert {profile.audience(field) for field in ASKED} == {Audience.ONLY_ME}


def test_settings_profile_leaves_the_picture_as_open_as_it_is(me, profile):
    profile.open_to(dict.fromkeys(FIELDS, Audience.MEMBERS))
    db.session.commit()
    assert me.post(PATH, SENT).status == 303
    assert profile.audience("picture") is Audience.MEMBERS
    assert profile.audience("bio") is Audience.ONLY_ME


@pytest.mark.parametrize("language", ["en", "ko"])
def test_settings_profile_with_a_taken_handle_keeps_what_was_typed(me, member, profile, language):
    MemberFactory(handle="taken")
    typed = fields_of(me.get(PATH)) | FILLED | {"handle": "Taken"}
    page = me.post(f"/{language}/settings/profile", typed)
    assert page.status == 422
    assert page.has("#handle-error")
    assert page.one("#handle")["aria-invalid"] == "true"
    assert len(page.errors) == 1
    assert fields_of(page) == typed | {"handle": "taken"}
    assert (member.handle, member.display_name, profile.bio_text) == ("river-1", "Haru", "")


WRONG = [
    ("handle", ["", "ab", "x" * 31, "-tide", "tide-", "ti de", "tide_1", "물결", "tide\n1", "a@b", "../x", "tide\0"]),
    ("display_name", ["", "x", "x" * 61, "https://evil.example", "a\u202eb", "\u3164\u3164\u3164", "=1+1", "a@b.c"]),
    ("pronouns", ["x" * 41, "a\0b", "two\nlines"]),
    ("bio", ["x" * 2001, "a\x1bb", "a\u202eb"]),
    ("bio_language", ["", "xx", "EN"]),
    ("second_bio", ["x" * 2001, "a\u202eb"]),
    ("second_bio_language", ["en", "", "tlh"]),
    ("profession_group", ["10", "x", "22"]),
    ("profession", ["x" * 101, "a\0b"]),
    ("skills", ["x" * 301]),
    ("offers", ["xx", ["mentoring", "xx"]]),
    ("spoken_ko", ["excellent", "First"]),
    ("country", ["XX", "kr", "ZZ", "KR\0"]),
    ("city", ["x" * 81]),
    ("affiliations", ["x" * 121, "a\nb\nc\nd\ne\nf", "a\0b"]),
    ("links", [
        "http://example.org", "javascript:alert(1)", "example.org", "https://", "https://[", "https://a b.org/",
        "https://localhost/", "https://127.0.0.1/", "https://user@example.org/", "https://example.org\\@evil.example/",
        "\n".join(f"https://example.org/{number}" for number in range(6)), "https://example.org/" + "x" * 300,
        "https://example.org/\nhttp://example.org/",
    ]),
    ("language", ["", "fr", "ko-KR"]),
    ("belonging", ["enemy", "Researcher"]),
    ("bio_audience", ["", "all", "nobody"]),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value"), [(field, value) for field, values in WRONG for value in values])
def test_settings_profile_says_what_is_wrong_beside_the_field(me, member, field, value):
    page = me.post(PATH, SENT | {field: value})
    assert page.status == 422
    (sentence,) = page.errors
    assert sentence in page.one(f"#{field}-error").get_text(" ", strip=True)
    assert (member.handle, get_profile(member).bio_text) == ("river-1", "")
    kept = filled(page)
    assert {name: kept[name] for name in SENT if name != field} == {
        name: value for name, value in SENT.items() if name != field
    }


@pytest.mark.parametrize(
    ("typed", "attribute", "kept"),
    [
        ({"handle": "TIDE-2"}, "handle", "tide-2"),
        ({"handle": " tide-2 "}, "handle", "tide-2"),
        ({"links": "https://example.org/\n\n\n  https://example.com/ \n"}, "links",
            ["https://example.org/", "https://example.com/"]),
        ({"links": "https://example.org/\nhttps://example.org/"}, "links", ["https://example.org/"]),
        ({"links": "https://한국.kr/물결"}, "links", ["https://한국.kr/물결"]),
        ({"links": ""}, "links", []),
        ({"affiliations": " A\n\nB \n"}, "affiliations", ["A", "B"]),
        ({"spoken_ko": "unsaid"}, "languages", [Spoken("en", "first"), Spoken("ko", "")]),
        ({"spoken_en": ""}, "languages", [Spoken("ko", "good")]),
        ({"offers": ["mentoring", "mentoring"]}, "offers", ["mentoring"]),
        ({"offers": []}, "offers", []),
        ({"country": ""}, "country", ""),
        ({"country": "KP"}, "country", "KP"),
        ({"profession_group": ""}, "profession", Profession("", "Interpreter")),
        ({"profession_group": "0"}, "profession", Profession("0", "Interpreter")),
        ({"second_bio": ""}, "bio", [Bio("en", "First line.\nSecond line.")]),
        ({"bio": ""}, "bio", [Bio("ko", "첫째 줄.")]),  # a second version alone is the first
        ({"bio": "<script>alert(1)</script>"}, "bio", [Bio("en", "<script>alert(1)</script>"), Bio("ko", "첫째 줄.")]),
    ],
)  # fmt: skip
def test_settings_profile_takes_what_people_type(me, member, typed, attribute, kept):
    opened = {f"{field}_audience": "everyone" for field in typed if field in ASKED}
    assert me.post(PATH, SENT | {"seen": get_profile(member).openness()} | typed | opened).status == 303
    assert getattr(member if attribute == "handle" else get_profile(member), attribute) == kept
    assert not me.get(f"/en/members/{member.handle}").has("main script")


def test_settings_profile_keeps_what_was_said_before_levels_and_languages_were_asked_for(me, profile):
    profile.spoken, profile.bio_text = [["ko", ""], ["th", ""]], "물결"
    db.session.commit()
    page = me.get(PATH)
    assert me.post(PATH, fields_of(page)).status == 303
    assert profile.languages == [Spoken("ko", ""), Spoken("th", "")]
    assert [bio.text for bio in profile.bio] == ["물결"]
    assert not page.select("details select[name=spoken_th]")  # what is chosen is in sight


def test_settings_profile_offers_no_second_version_in_the_language_of_the_first(me):
    sent = fields_of(me.get("/ko/settings/profile"))
    assert sent["bio_language"] != sent["second_bio_language"]
    same = sent | {"bio_language": "ko", "second_bio_language": "ko"}
    assert me.post(PATH, same | {"bio": "물결"}).status == 303  # nothing is written in the second one
    assert me.post(PATH, same | {"bio": "물결", "second_bio": "물결"}).status == 422


def test_settings_profile_asks_twice_before_it_opens_that_one_belongs_to_the_defector_community(me, member, profile):
    sent = fields_of(me.get(PATH)) | FILLED
    sent |= {"belonging": "defector_community", "belonging_audience": "members"}
    page = me.post(PATH, sent)
    assert page.status == 422
    assert page.has("#belonging_confirmed-error")
    assert fields_of(page) == sent
    assert profile.belonging is None
    assert me.post(PATH, sent | {"belonging_confirmed": "y"}).status == 303
    assert profile.belonging == "defector_community"
    assert me.post(PATH, fields_of(me.get(PATH))).status == 303


def test_settings_profile_is_for_members(client):
    page = client.get(PATH)
    assert (page.status, page.location) == (303, "/en/login?next=/en/settings/profile")


class TestTwoPagesAtOnce:
    """Of two pages the one that is saved last holds, but none opens what its owner has closed meanwhile."""

    @pytest.fixture(autouse=True)
    def _open(self, profile):
        profile.open_to(dict.fromkeys(FIELDS, Audience.EVERYONE))
        db.session.commit()

    def test_the_last_one_holds(self, me, profile):
        first, second = fields_of(me.get(PATH)), fields_of(me.get(PATH))
        assert me.post(PATH, first | {"bio": "first", "city": "Seoul"}).status == 303
        assert me.post(PATH, second | {"bio": "second", "bio_audience": "members"}).status == 303
        assert (profile.bio_text, profile.city, profile.audience("bio")) == ("second", "", Audience.MEMBERS)

    def test_an_old_page_opens_nothing_that_was_closed_meanwhile(self, me, profile):
        old, new = fields_of(me.get(PATH)), fields_of(me.get(PATH))
        assert me.post(PATH, new | {"city": "Seoul", "city_audience": "only_me"}).status == 303
        page = me.post(PATH, old | {"bio": "typed for long"})
        assert page.status == 422
        assert len(page.errors) == 1
        assert (profile.audience("city"), profile.bio_text) == (Audience.ONLY_ME, "")
        kept = fields_of(page)
        assert (kept["bio"], kept["city_audience"], kept["bio_audience"]) == ("typed for long", "only_me", "everyone")
        assert me.post(PATH, kept).status == 303
        assert (profile.audience("city"), profile.bio_text) == (Audience.ONLY_ME, "typed for long")

    def test_nobody_who_hid_is_shown_again_by_a_page_from_before(self, me, member, profile):
        old = fields_of(me.get(PATH))
        hide(actor=member, session=open_session(member=member, device="firefox-linux"))
        me.login(member)
        assert me.post(PATH, old).status == 422
        assert {profile.audience(field) for field in FIELDS} == {Audience.ONLY_ME}

    def test_an_old_page_may_close(self, me, profile):
        old, new = fields_of(me.get(PATH)), fields_of(me.get(PATH))
        assert me.post(PATH, new | {"city_audience": "members"}).status == 303
        assert me.post(PATH, old | {"city_audience": "only_me"}).status == 303
        assert profile.audience("city") is Audience.ONLY_ME

    @pytest.mark.parametrize("seen", ["", "e", "x" * len(FIELDS), "o" * len(FIELDS)])
    def test_a_page_that_does_not_say_what_it_showed_opens_nothing(self, me, profile, seen):
        profile.open_to(dict.fromkeys(FIELDS, Audience.GROUPS))
        db.session.commit()
        sent = fields_of(me.get(PATH)) | {"bio_audience": "everyone", "seen": seen}
        page = me.post(PATH, sent)
        assert (page.status, fields_of(page)["bio_audience"]) == (422, "groups")  # saving it again opens nothing either
        assert profile.audience("bio") is Audience.GROUPS
        assert me.post(PATH, sent | {"seen": profile.openness()}).status == 303  # control: nothing else was wrong
