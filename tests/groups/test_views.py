"""The pages of groups: every endpoint, who may open it, in both languages."""

import uuid
from datetime import timedelta
from urllib.parse import quote

import pytest
import sqlalchemy as sa

from community.db import atomic, db, now
from community.groups import queries
from community.groups.models import Group, Invitation, JoinPolicy, Membership, MembershipState, Visibility
from community.groups.operations import found_groups
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, InvitationFactory, MembershipFactory

SLUG = "film-nights"
EDIT = {
    "name_en": "Film days",
    "name_ko": "영화의 낮",
    "purpose_en": "To watch.",
    "purpose_ko": "",
    "commitments": ["2", "7"],
    "join_policy": "open",
    "visibility": "members",
    "questions_en": "Why?\n\n  How often? ",
    "questions_ko": "",
}


@pytest.fixture
def group():
    group = GroupFactory(slug=SLUG, name_en="Film nights", name_ko="영화의 밤", questions_en=["Why?", "How often?"])
    group.serve([2, 7])
    db.session.commit()
    return group


@pytest.fixture
def people(group):
    """Everybody who may look at a group, by what they are to it."""
    members = {
        "stranger": MemberFactory(),
        "moderator": MemberFactory(moderator=True),
        "administrator": MemberFactory(administrator=True),
    }
    for name, traits in {
        "coordinator": {"coordinator": True},
        "deputy": {"coordinator": True},
        "member": {},
        "applicant": {"requested": True},
        "banned": {"banned": True},
    }.items():
        members[name] = MemberFactory()
        MembershipFactory(group=group, member=members[name], **traits)
    return members


@pytest.fixture
def url(group, people):
    """The address of a page of the group, with the ids of what it is about."""
    ids = {name: queries.find_latest_membership(group, people[name]).id for name in ("member", "applicant", "banned")}
    ids["invitation"] = InvitationFactory(group=group, created_by=people["coordinator"], max_uses=3).id

    def address(path, language="en", slug=SLUG):
        return f"/{language}/groups/{slug}{path.format(**ids)}"

    return address


@pytest.fixture
def hidden(group):
    """The group is known to its own people only."""
    group.visibility = Visibility.HIDDEN
    db.session.commit()


@pytest.fixture
def desk(client, people):
    """The browser of a coordinator."""
    return client.login(people["coordinator"])


GETS = {
    "": {"visitor", "stranger", "banned", "applicant", "member", "coordinator", "moderator", "administrator"},
    "/join": {"stranger", "banned", "applicant", "member", "coordinator", "moderator", "administrator"},
    "/members": {"member", "coordinator", "moderator", "administrator"},
    "/edit": {"coordinator", "moderator", "administrator"},
    "/requests": {"coordinator", "moderator", "administrator"},
    "/requests/{applicant}/decline": {"coordinator", "moderator", "administrator"},
    "/members/{member}/remove": {"coordinator", "moderator", "administrator"},
    "/members/{member}/ban": {"coordinator", "moderator", "administrator"},
    "/invitations": {"coordinator"},
}
POSTS = {
    "/request/cancel": {"applicant"},
    "/leave": {"member", "coordinator"},
    "/requests/{applicant}/approve": {"coordinator"},
    "/members/{banned}/unban": {"coordinator", "moderator", "administrator"},
    "/members/{member}/appoint": {"coordinator", "administrator"},
    "/members/{member}/dismiss": {"coordinator", "moderator", "administrator"},
    "/invitations/{invitation}/revoke": {"coordinator"},
}
WITH_ID = [path for path in (*GETS, *POSTS) if "{" in path]
EVERYBODY = GETS[""]


def browse(client, people, who):
    client.logout()
    return client if who == "visitor" else client.login(people[who])


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("path", GETS)
def test_each_page_opens_to_those_it_is_for(client, people, url, path, language):
    for who in sorted(EVERYBODY):
        page = browse(client, people, who).get(url(path, language))
        if who in GETS[path]:
            settled = path == "/join" and who in ("applicant", "member", "coordinator", "banned")
            assert page.status == (303 if settled else 200), who
        elif who == "visitor":
            assert page.status == 303
            assert page.location == f"/{language}/login?next={quote(url(path, language), safe='/')}"
        else:
            assert page.status == 403, who


@pytest.mark.parametrize("path", POSTS)
def test_each_button_works_for_those_it_is_for(client, people, url, path):
    for who in sorted(EVERYBODY - POSTS[path]):
        page = browse(client, people, who).post(url(path))
        assert page.status == (303 if who == "visitor" else 403), who
    assert browse(client, people, "coordinator").get(url(path)).status == 405
    who = min(POSTS[path])
    page = browse(client, people, who).post(url(path))
    assert page.status == (409 if path.endswith("dismiss") else 303)


@pytest.mark.parametrize("path", [*POSTS, *GETS])
def test_a_change_needs_the_token(client, people, url, path):
    page = browse(client, people, "coordinator").post(url(path), csrf=False)
    assert page.status in (400, 405)


@pytest.mark.parametrize("path", WITH_ID)
def test_what_belongs_to_another_group_is_not_there(client, people, url, path):
    GroupFactory(slug="another")
    client.login(people["moderator"])
    send = client.post if path in POSTS else client.get
    assert send(url(path, slug="another")).status == 404


@pytest.mark.parametrize("path", WITH_ID)
def test_what_does_not_exist_is_not_there(client, people, group, path):
    client.login(people["coordinator"])
    names = ("invitation", "member", "applicant", "banned")
    address = f"/en/groups/{SLUG}" + path.format(**dict.fromkeys(names, uuid.uuid4()))
    send = client.post if path in POSTS else client.get
    assert send(address).status == 404


@pytest.mark.usefixtures("hidden")
@pytest.mark.parametrize("who", ["visitor", "stranger", "banned"])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_hidden_group_is_like_no_group(client, people, url, who, language):
    browse(client, people, who)
    client.get(f"/{language}/about")  # so that the cookie is there and both answers set none
    for path in (*GETS, *POSTS):
        send = client.post if path in POSTS else client.get
        hidden, missing = (send(url(path, language, slug)) for slug in (SLUG, "n" * len(SLUG)))
        assert (hidden.status, missing.status) == (404, 404), path
        own = hidden.response.text.replace(SLUG, "n" * len(SLUG))
        assert tokenless(own) == tokenless(missing.response.text)
        assert headers(hidden) == headers(missing)


def tokenless(text):
    """The page without its tokens, which differ on every answer."""
    return [part.split('"', 1)[-1] for part in text.split('name="csrf_token" value="')]


def headers(page):
    return sorted((name, value) for name, value in page.response.headers if name not in ("Set-Cookie", "Date"))


@pytest.mark.usefixtures("hidden")
@pytest.mark.parametrize("who", ["applicant", "member", "coordinator", "moderator", "administrator"])
def test_a_hidden_group_is_there_for_its_own(client, people, url, who):
    browse(client, people, who)
    assert client.get(url("")).status == 200
    assert "Film nights" in client.get("/en/groups").text


def test_words_that_stand_in_the_place_of_an_address_lead_to_no_group(client, people):
    for word in ("mine", "invitations"):
        GroupFactory(slug=word, name_en="Trap")
    client.login(people["stranger"])
    assert client.get("/en/groups/mine").one("h1").text == "My groups"
    assert client.get("/en/groups/invitations/x").status == 409


# Finding a group


def test_index_without_groups_says_what_to_do(client):
    assert client.get("/en/groups").has(".empty a")


@pytest.mark.parametrize(("language", "name"), [("en", "Common ground"), ("ko", "문화로 여는 공감")])
def test_index_shows_the_founding_groups(client, language, name):
    found_groups()
    page = client.get(f"/{language}/groups")
    assert len(page.select(".cards > li")) == 7
    narrowed = client.get(f"/{language}/groups?commitment=2")
    assert [title.text for title in narrowed.select(".cards h2")] == [name]
    assert narrowed.one('nav [aria-current="page"][href*="commitment=2"]')


@pytest.mark.parametrize("value", ["0", "8", "x", "", "99999999999999999999999"])
def test_index_with_a_senseless_commitment_shows_all(client, group, value):
    assert len(client.get(f"/en/groups?commitment={value}").select(".cards > li")) == 1


def test_index_shows_counts_and_policies_and_foreign_names_in_their_language(client, people, group):
    GroupFactory(name_en="", name_ko="합창단", purpose_en="", open=True)
    page = client.get("/en/groups")
    first, second = page.select(".cards > li")
    assert "3 members" in first.text
    assert "On request" in first.text
    assert "0 members" in second.text
    assert second.select_one('h2 [lang="ko"]').text == "합창단"
    assert not first.select("h2 [lang]")


def test_index_of_a_commitment_without_groups_says_so(client, group):
    assert client.get("/en/groups?commitment=5").has(".empty")


def test_mine_shows_groups_and_requests(client, people, group):
    assert client.login(people["stranger"]).get("/en/groups/mine").has(".empty a")
    assert "Coordinator" in client.login(people["coordinator"]).get("/en/groups/mine").text
    page = client.login(people["applicant"]).get("/ko/groups/mine")
    assert "영화의 밤" in page.text
    assert page.has(f'form[action="/ko/groups/{SLUG}/request/cancel"]')
    assert client.login(people["banned"]).get("/en/groups/mine").has(".empty")


# One group


def test_page_says_how_one_stands(client, people, url, group):
    join, leave, cancel = (f'form[action="{url(path)}"]' for path in ("/join", "/leave", "/request/cancel"))
    for who, selector in {
        "visitor": f'a[href="{url("/join")}"]',
        "stranger": f'a[href="{url("/join")}"]',
        "applicant": cancel,
        "member": leave,
        "coordinator": leave,
    }.items():
        page = browse(client, people, who).get(url(""))
        found = {name for name in (f'a[href="{url("/join")}"]', join, leave, cancel) if page.has(name)}
        assert found == {selector}, who
    page = browse(client, people, "banned").get(url(""))
    assert "cannot take you in" in page.text
    assert not page.has(f'a[href="{url("/join")}"]')
    group.join_policy = JoinPolicy.OPEN
    db.session.commit()
    assert browse(client, people, "stranger").get(url("")).has(join)
    group.join_policy = JoinPolicy.BY_INVITATION
    db.session.commit()
    assert "by invitation" in browse(client, people, "stranger").get(url("")).text


@pytest.mark.parametrize("state", [MembershipState.DECLINED, MembershipState.REMOVED])
def test_page_tells_why_it_ended_to_that_person_alone(client, people, url, group, state):
    member = MemberFactory()
    MembershipFactory(group=group, member=member, state=state, ended_at=now(), reason="We are full.")
    assert "We are full." in client.login(member).get(url("")).text
    assert "We are full." not in client.login(people["stranger"]).get(url("")).text


def test_page_counts_requests_for_coordinators_alone(client, people, url):
    page = browse(client, people, "coordinator").get(url(""))
    assert "Requests (1 waiting)" in page.text
    assert "waiting" not in browse(client, people, "member").get(url("")).text


def test_page_links_the_commitments(client, group, url):
    links = [link["href"] for link in client.get(url("")).select(".commitment a")]
    assert links == ["/en/declaration/commitments/2", "/en/declaration/commitments/7"]


def test_page_without_coordinators_says_so(client):
    GroupFactory(slug="orphan")
    assert "Nobody coordinates this group yet" in client.get("/en/groups/orphan").text


@pytest.mark.parametrize("who", ["visitor", "stranger", "applicant"])
def test_page_tells_nobody_outside_who_coordinates_but_does_not_say_so(client, people, url, who):
    page = browse(client, people, who).get(url(""))
    assert people["coordinator"].display_name not in page.text
    assert people["coordinator"].handle not in page.text
    assert "A coordinator" in page.text


def test_control_page_tells_fellows_the_handles_of_coordinators(client, people, url):
    assert f"@{people['coordinator'].handle}" in browse(client, people, "member").get(url("")).text


# Coming in and going


def test_join_an_open_group_at_once(client, people):
    GroupFactory(slug="choir", open=True)
    client.login(people["stranger"])
    assert len(client.get("/en/groups/choir/join").select("main form button")) == 1
    page = client.post("/en/groups/choir/join", follow=True)
    assert "Welcome to the group." in page.text
    assert page.has('form[action="/en/groups/choir/leave"]')


def test_join_by_answering(client, people, group, url, outbox):
    client.login(people["stranger"])
    page = client.get(url("/join"))
    assert [label.text.strip() for label in page.select("main label")] == ["Why?", "How often?"]
    page = client.post(url("/join"), {"answer_1": "To <learn>.", "answer_2": "Weekly."}, follow=True)
    assert "You asked to join" in page.text
    membership = queries.find_latest_membership(group, people["stranger"])
    assert membership.list_answers() == [("Why?", "To <learn>."), ("How often?", "Weekly.")]
    assert len(outbox()) == 2


def test_join_keeps_what_was_typed(client, people, group, url):
    client.login(people["stranger"])
    page = client.post(url("/join"), {"answer_1": "Because.", "answer_2": " "})
    assert page.status == 422
    assert page.one("#answer_1").text.strip() == "Because."
    assert page.errors == ["Write a few words here."]
    assert client.post(url("/join"), {"answer_1": "a" * 1001, "answer_2": "b"}).status == 422
    assert client.post(url("/join"), {"answer_1": "a\0", "answer_2": "b"}).status == 422
    assert queries.find_latest_membership(group, people["stranger"]) is None


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("applicant", "You have already asked to join. A coordinator will look at it."),
        ("member", "You are already in this group."),
        ("banned", "This group cannot take you in. If you think that is a mistake, write to the moderators."),
    ],
)
def test_join_refuses_in_a_sentence(client, people, url, who, sentence):
    page = browse(client, people, who).post(url("/join"), {"answer_1": "a", "answer_2": "b"})
    assert (page.status, page.errors) == (422, [sentence])


def test_join_by_invitation_only_says_so(client, people, url, group):
    group.join_policy = JoinPolicy.BY_INVITATION
    db.session.commit()
    client.login(people["stranger"])
    assert not client.get(url("/join")).has("main form")
    assert client.post(url("/join")).status == 422


def test_cancel_request(client, people, url, group):
    page = browse(client, people, "applicant").post(url("/request/cancel"), follow=True)
    assert "taken back" in page.text
    assert queries.find_latest_membership(group, people["applicant"]).state is MembershipState.CANCELLED


def test_leave(client, people, url, group):
    page = browse(client, people, "member").post(url("/leave"), follow=True)
    assert page.status == 200
    assert "You have left the group." in page.text


@pytest.mark.usefixtures("hidden")
@pytest.mark.parametrize(("who", "path"), [("member", "/leave"), ("applicant", "/request/cancel")])
def test_leave_a_hidden_group_leads_to_the_list(client, people, url, who, path):
    page = browse(client, people, who).post(url(path))
    assert page.location == "/en/groups"


def test_leave_as_the_last_coordinator_is_refused(client):
    membership = MembershipFactory(coordinator=True)
    slug = db.session.get_one(Group, membership.group_id).slug
    client.login(db.session.get_one(type(MemberFactory.build()), membership.member_id))
    page = client.post(f"/en/groups/{slug}/leave")
    assert page.status == 409
    assert "Make somebody else a coordinator first." in page.text


def test_roster_shows_people_and_to_coordinators_what_to_do(client, people, url):
    page = browse(client, people, "member").get(url("/members"))
    assert page.text.index(people["coordinator"].handle) < page.text.index(people["member"].handle)
    assert people["banned"].handle not in page.text
    assert not page.has("main .post-button")
    page = browse(client, people, "coordinator").get(url("/members"))
    # Who is kept out and shows no name is not followed to a new handle.
    assert people["banned"].handle not in page.text
    assert "A member who is hidden now" in page.text
    for action in ("/members/{member}/appoint", "/members/{banned}/unban"):
        assert page.has(f'form[action="{url(action)}"]')
    for action in ("/members/{member}/remove", "/members/{member}/ban"):
        assert page.has(f'a[href="{url(action)}"]')


def test_whoever_has_left_is_called_by_no_handle(client, people, url, group):
    """Who coordinated and invited, and then goes and hides, is not followed by those who stay."""
    gone = people["coordinator"]
    stay = db.session.scalars(sa.select(Membership).filter_by(group_id=group.id, member_id=gone.id)).one()
    atomic(stay.end)(MembershipState.LEFT)
    db.session.commit()
    browse(client, people, "deputy")
    for path in ("/invitations", f"/members/{stay.id}/remove"):
        page = client.get(url(path))
        assert page.status == 200
        assert gone.handle not in page.text
        assert "member who is hidden now" in page.text


def test_roster_of_nobody_says_so(client, people):
    GroupFactory(slug="orphan")
    assert client.login(people["moderator"]).get("/en/groups/orphan/members").has(".empty")


# Coordinating


def test_edit(client, people, group, url):
    browse(client, people, "coordinator")
    page = client.get(url("/edit"))
    assert page.one("#name_ko")["value"] == "영화의 밤"
    assert page.one("#questions_en").text.strip() == "Why?\nHow often?"
    assert {box["value"] for box in page.select('[name="commitments"][checked]')} == {"2", "7"}
    assert client.post(url("/edit"), EDIT).location == url("")
    assert group.name("ko") == "영화의 낮"
    assert group.questions("ko") == ["Why?", "How often?"]
    assert (group.join_policy, group.visibility) == (JoinPolicy.OPEN, Visibility.MEMBERS)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name_en": "", "name_ko": ""}, "Give the group a name in at least one language."),
        ({"name_en": "a" * 81}, "This is too long: at most 80 characters, and there are 81."),
        ({"name_en": "http://evil.example"}, "Write a name here, not an address."),
        ({"purpose_en": "a" * 2001}, "This is too long: at most 2000 characters, and there are 2001."),
        ({"questions_en": "a\nb\nc\nd\ne\nf"}, "Ask at most 5 questions."),
        ({"questions_ko": "a" * 301}, "Keep each question under 300 characters."),
        ({"commitments": []}, "Choose at least one commitment that the group serves."),
        ({"commitments": ["8"]}, "Choose only from the answers offered."),
        ({"professions": ["10"]}, "Choose only from the answers offered."),
        ({"professions": list("012345")}, "Choose at most 5; none means that everybody is welcome alike."),
        ({"join_policy": "always"}, "Choose one of the answers offered."),
        ({"visibility": "secret"}, "Choose one of the answers offered."),
    ],
)
def test_edit_refuses_beside_the_field(desk, group, url, wrong, sentence):
    page = desk.post(url("/edit"), EDIT | wrong)
    assert (page.status, page.errors) == (422, [sentence])
    assert page.one("#purpose_en").text.strip() == (EDIT | wrong)["purpose_en"]
    assert group.name("en") == "Film nights"


def test_a_group_says_which_professions_it_looks_for(desk, group, url):
    assert not desk.get(url("")).has(".professions")
    assert desk.post(url("/edit"), EDIT | {"professions": ["5", "2"]}).location == url("")
    assert group.professions == ["2", "5"]
    assert [item.text for item in desk.get(url("")).select(".professions li")] == [
        "Professionals",
        "Services and sales workers",
    ]
    assert {box["value"] for box in desk.get(url("/edit")).select('[name="professions"][checked]')} == {"2", "5"}
    desk.post(url("/edit"), EDIT)
    assert group.professions == []


def test_requests_show_answers(client, people, group, url):
    membership = queries.find_latest_membership(group, people["applicant"])
    membership.keep_answers([("Why?", "My sister <is> there.")])
    db.session.commit()
    page = browse(client, people, "coordinator").get(url("/requests"))
    assert "My sister <is> there." in page.text
    assert page.has(f'form[action="{url("/requests/{applicant}/approve")}"]')


def test_requests_of_nobody_says_so(client, people):
    GroupFactory(slug="orphan")
    assert client.login(people["moderator"]).get("/en/groups/orphan/requests").has(".empty a")


def test_approve(client, people, group, url, outbox):
    browse(client, people, "coordinator")
    assert client.post(url("/requests/{applicant}/approve")).location == url("/requests")
    assert queries.find_latest_membership(group, people["applicant"]).state is MembershipState.ACTIVE
    page = client.post(url("/requests/{applicant}/approve"))
    assert page.status == 409
    assert "no longer waiting" in page.text
    assert len(outbox()) == 1


@pytest.mark.parametrize(
    ("path", "state", "back"),
    [
        ("/requests/{applicant}/decline", MembershipState.DECLINED, "/requests"),
        ("/members/{member}/remove", MembershipState.REMOVED, "/members"),
        ("/members/{member}/ban", MembershipState.BANNED, "/members"),
        ("/members/{applicant}/ban", MembershipState.BANNED, "/members"),
    ],
)
def test_acts_with_a_reason(desk, url, path, state, back):
    page = desk.post(url(path), {"reason": "a" * 501})
    assert page.status == 422
    assert page.one("#reason").text.strip() == "a" * 501
    assert desk.post(url(path), {"reason": "Not now."}).location == url(back)
    membership = db.session.get_one(Membership, uuid.UUID(url(path).split("/")[-2]))
    assert (membership.state, membership.reason) == (state, "Not now.")


def test_unban_appoint_dismiss(client, people, group, url):
    browse(client, people, "coordinator")
    assert client.post(url("/members/{banned}/unban")).location == url("/members")
    assert queries.find_latest_membership(group, people["banned"]).state is MembershipState.REMOVED
    assert client.post(url("/members/{member}/appoint")).location == url("/members")
    assert queries.find_latest_membership(group, people["member"]).is_coordinator
    assert client.post(url("/members/{member}/dismiss")).location == url("/members")
    assert not queries.find_latest_membership(group, people["member"]).is_coordinator


# Invitations


def test_invitations_are_made_shown_and_revoked(client, people, url, group):
    browse(client, people, "coordinator")
    page = client.post(url("/invitations"), {"days": "3", "max_uses": "5", "note": "For the choir"}, follow=True)
    assert "For the choir" in page.text
    links = [field["value"] for field in page.select("input[readonly]")]
    assert len(links) == 2
    assert all(link.startswith("http://localhost/en/groups/invitations/") for link in links)
    client.post(url("/invitations/{invitation}/revoke"))
    page = client.get(url("/invitations"))
    assert "Taken back" in page.text
    assert len(page.select("input[readonly]")) == 1


def test_invitations_of_nobody_says_so(client, people):
    MembershipFactory(group=GroupFactory(slug="new"), member=people["coordinator"], coordinator=True)
    assert client.login(people["coordinator"]).get("/en/groups/new/invitations").has(".empty")


@pytest.mark.parametrize(
    "wrong",
    [{"days": "31"}, {"days": "x"}, {"max_uses": "0"}, {"max_uses": "101"}, {"max_uses": ""}, {"note": "a" * 201}],
)
def test_invitations_refuse_beside_the_field(client, people, url, wrong):
    browse(client, people, "coordinator")
    before = db.session.query(Invitation).count()
    page = client.post(url("/invitations"), {"days": "7", "max_uses": "1", "note": ""} | wrong)
    assert page.status == 422
    assert len(page.errors) == 1
    assert db.session.query(Invitation).count() == before


@pytest.fixture
def link(group, people):
    group.visibility = Visibility.HIDDEN
    invitation = InvitationFactory(group=group, created_by=people["coordinator"])
    return f"/en/groups/invitations/{queries.invitation_token(invitation)}"


def test_invitation_leads_a_visitor_to_an_account_and_back(client, people, link):
    page = client.get(link)
    assert page.one("h1").text == "Film nights"
    assert people["coordinator"].handle not in page.text
    assert "Invited by A coordinator" in page.text
    for path in ("signup", "login"):
        assert page.has(f'main a[href="/en/{path}?next={quote(link, safe="/")}"]')
    assert not page.has("main form")


def test_invitation_lets_in_by_one_button(client, people, link, url):
    client.login(people["stranger"])
    page = client.get(link)
    assert page.one("main form")["action"] == f"{link}/accept"
    page = client.post(f"{link}/accept", follow=True)
    assert "Welcome to the group." in page.text
    client.login(people["moderator"])
    page = client.get(link)
    assert page.status == 409
    assert "not valid any more" in page.text
    assert client.post(f"{link}/accept").status == 409


def test_invitation_of_somebody_inside_says_so(client, people, link):
    assert not client.login(people["member"]).get(link).has("main form")


def test_invitation_does_not_let_in_who_is_kept_out(client, people, link):
    page = client.login(people["banned"]).post(f"{link}/accept")
    assert page.status == 409
    assert "cannot take you in" in page.text


def test_invitation_that_ended_is_told_as_one_that_never_was(client, group, people):
    ended = InvitationFactory(group=group, created_by=people["coordinator"], expires_at=now() - timedelta(days=1))
    pages = [client.get(f"/en/groups/invitations/{token}") for token in ("forged", queries.invitation_token(ended))]
    assert [page.status for page in pages] == [409, 409]
    assert pages[0].one("main").text == pages[1].one("main").text


def test_accept_invitation_needs_an_account(client, link):
    assert client.post(f"{link}/accept").location == "/en/login"
