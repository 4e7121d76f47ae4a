"""Access: load, then check, then act."""

import pytest
from flask import Flask, Response

from community.access import ALL_POLICY, UnguardedEndpoint, can, guard, relations, require_complete_policy
from community.policy import Relation
from tests.apps import another_app
from tests.factories import MemberFactory
from tests.pages import PageClient


class Thing:
    """Something that a member can own."""

    asked = 0

    def __init__(self, owner):
        self.owner = owner

    def relations_to(self, member):
        self.asked += 1
        return {Relation.SELF} if member.id == self.owner.id else set()


@pytest.fixture
def seen(app: Flask, monkeypatch):
    """What the guarded view was given; it stands at /en/thing/<number> and is the owner's alone."""
    given = []
    owner = MemberFactory()
    thing = Thing(owner)

    def find_thing(viewer, number):
        return thing if number == 7 else None

    @guard("thing", find_thing)
    def view(thing, **rest):
        given.append((thing, rest))
        return Response("the thing", mimetype="text/plain")

    with another_app(app) as other:
        monkeypatch.setattr("community.access.ALL_POLICY", ALL_POLICY | {"thing": frozenset({Relation.SELF})})
        other.add_url_rule("/en/thing/<int:number>/<word>", "thing", view, methods=["GET", "POST"])
        yield other, owner, given


def test_the_owner_gets_the_thing_in_place_of_its_number(seen):
    app, owner, given = seen
    assert PageClient(app).login(owner).get("/en/thing/7/hello").response.text == "the thing"
    (((thing, rest)),) = given
    assert (thing.owner.id, rest) == (owner.id, {"word": "hello"})


def test_what_is_not_there_is_404_before_anybody_is_asked_who_they_are(seen):
    app, owner, given = seen
    assert PageClient(app).get("/en/thing/8/hello").status == 404
    assert PageClient(app).login(owner).get("/en/thing/8/hello").status == 404
    assert given == []


def test_another_member_is_denied(seen):
    app, _, given = seen
    assert PageClient(app).login(MemberFactory()).get("/en/thing/7/hello").status == 403
    assert given == []


def test_a_visitor_is_led_to_the_login_and_back(seen):
    app, _, given = seen
    page = PageClient(app).get("/en/thing/7/하루?a=1&b=2")
    assert page.location == "/en/login?next=/en/thing/7/%ED%95%98%EB%A3%A8?a%3D1%26b%3D2"
    assert PageClient(app).post("/en/thing/7/hello").location == "/en/login"
    assert given == []


def test_a_member_has_no_use_for_the_pages_of_visitors(client):
    page = client.login(MemberFactory()).get("/ko/login")
    assert (page.status, page.location) == (303, "/ko/")


def test_relations_are_asked_once_for_each_thing(app: Flask, monkeypatch):
    member = MemberFactory()
    monkeypatch.setattr("community.access.viewer", lambda: member)
    mine, other = Thing(member), Thing(MemberFactory())
    with app.test_request_context("/en/"):
        assert [can("members.index", mine), can("members.index", mine)] == [True, True]
        assert Relation.SELF in relations(mine)
        assert Relation.SELF not in relations(other)
    assert (mine.asked, other.asked) == (1, 1)


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (None, {Relation.ANYONE, Relation.VISITOR}),
        ("member", {Relation.ANYONE, Relation.MEMBER}),
        ("moderator", {Relation.ANYONE, Relation.MEMBER, Relation.MODERATOR}),
        ("administrator", {Relation.ANYONE, Relation.MEMBER, Relation.MODERATOR, Relation.ADMINISTRATOR}),
    ],
)
def test_what_everybody_is_to_the_site(app: Flask, monkeypatch, role, expected):
    member = MemberFactory.build(**({role: True} if role not in (None, "member") else {})) if role else None
    monkeypatch.setattr("community.access.viewer", lambda: member)
    with app.test_request_context("/en/"):
        assert relations() == expected


def test_an_action_that_the_policy_does_not_name_is_an_error(app: Flask):
    with app.test_request_context("/en/"), pytest.raises(KeyError):
        can("groups.dissolve")


def test_the_site_does_not_start_with_an_endpoint_that_the_policy_does_not_name(app: Flask):
    with another_app(app) as other:
        require_complete_policy(other)
        other.add_url_rule("/en/secret", "secret", lambda: "secret")
        with pytest.raises(UnguardedEndpoint, match="secret"):
            require_complete_policy(other)


def test_the_site_does_not_start_with_an_unguarded_view(app: Flask):
    with another_app(app) as other:
        other.view_functions["members.index"] = lambda: "everybody"
        with pytest.raises(UnguardedEndpoint, match=r"members\.index"):
            require_complete_policy(other)


def test_the_site_does_not_start_with_a_row_of_the_policy_without_its_page(app: Flask):
    with another_app(app) as other:
        del other.view_functions["members.index"]
        with pytest.raises(UnguardedEndpoint, match=r"members\.index"):
            require_complete_policy(other)
