"""Law: one table says who may do what; the application has exactly its endpoints, and every request obeys it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Blueprint

import community.app
from community import access
from community.app import create_app
from community.config import load_config
from community.policy import DEVELOPMENT_POLICY, POLICY, Relation
from tests.conftest import settings
from tests.laws.samples import methods_of, sample_form, sample_of, sample_url
from tests.laws.world import VIEWERS, relations_of

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "COMMUNITY_ENV": "production",
    "COMMUNITY_URL": "https://ripples.example",
    "COMMUNITY_MAIL_URL": "smtp://mail.example",
    "COMMUNITY_MAIL_FROM": "Ripples <ripples@ripples.example>",
}
# Where doing what one may do leads a visitor to the page for logging in.
ENDS_AT_LOGIN = {
    ("accounts.second_step", "POST"): "the password comes first",
    ("accounts.reset_password", "POST"): "with the new password",
    ("moderation.claim", "POST"): "the rights need somebody to have them",
}


def listed_by_flask_routes(folder, **more):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COMMUNITY_")}
    environment |= {"COMMUNITY_INSTANCE": str(folder), "COMMUNITY_DATABASE_URL": f"sqlite:///{folder / 'x.sqlite'}"}
    environment |= {"COMMUNITY_SECRET_KEY": "a secret of the tests, long enough to be one"} | more
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "routes"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    _head, _line, *rows = done.stdout.splitlines()
    return {row.split()[0] for row in rows if row}


def test_flask_routes_lists_exactly_the_policy_in_development(tmp_path):
    assert listed_by_flask_routes(tmp_path) == set(POLICY | DEVELOPMENT_POLICY)


def test_flask_routes_lists_exactly_the_policy_in_production(tmp_path):
    assert listed_by_flask_routes(tmp_path, **PRODUCTION) == set(POLICY)


def test_every_view_carries_the_guard_of_its_own_name(app):
    guards = {endpoint: getattr(view, "guards", None) for endpoint, view in app.view_functions.items()}
    assert guards.pop("static") is None
    assert guards == {endpoint: endpoint for endpoint in guards}


def application_with(monkeypatch, folder, view):
    extra = Blueprint("extra", __name__)
    extra.get("/extra")(view)
    monkeypatch.setattr(community.app, "MACHINES", (*community.app.MACHINES, extra))
    return create_app(load_config(settings(folder, COMMUNITY_DATABASE_URL="sqlite:///:memory:")))


def test_control_an_endpoint_that_the_policy_does_not_name_keeps_the_application_from_starting(monkeypatch, tmp_path):
    @access.guard("home.index")
    def secret():
        return "a secret"

    with pytest.raises(access.UnguardedEndpoint, match=r"extra\.secret"):
        application_with(monkeypatch, tmp_path, secret)


@pytest.mark.parametrize("guarded_as", [None, "home.about"])
def test_control_a_view_without_its_own_guard_keeps_the_application_from_starting(monkeypatch, tmp_path, guarded_as):
    def secret():
        return "a secret"

    monkeypatch.setitem(access.POLICY, "extra.secret", frozenset({Relation.ADMINISTRATOR}))
    monkeypatch.setattr(access, "ALL_POLICY", access.POLICY | access.DEVELOPMENT_POLICY)
    with pytest.raises(access.UnguardedEndpoint, match=r"extra\.secret"):
        application_with(monkeypatch, tmp_path, access.guard(guarded_as)(secret) if guarded_as else secret)


def test_control_a_row_of_the_policy_without_its_endpoint_keeps_the_application_from_starting(monkeypatch, tmp_path):
    monkeypatch.setattr(access, "ALL_POLICY", access.ALL_POLICY | {"home.nowhere": frozenset({Relation.ANYONE})})
    with pytest.raises(access.UnguardedEndpoint, match=r"home\.nowhere"):
        create_app(load_config(settings(tmp_path, COMMUNITY_DATABASE_URL="sqlite:///:memory:")))


def is_denied(page, action, method, viewer, policy):
    if page.status in (403, 404):
        return True
    if page.status not in (302, 303):
        return False
    path = page.location.split("?")[0]
    if viewer in ("visitor", "suspended"):
        return path == "/en/login" and (action, method) not in ENDS_AT_LOGIN
    return policy == {Relation.VISITOR} and path == "/en/"


def disagreements(world, new_client, action, policy):
    """Where the application treats a viewer other than the row of the policy says."""
    found = []
    for method in sorted(methods_of(action)):
        for viewer in VIEWERS:
            if method == "POST":
                world.restore()
            client = world.enter(new_client(), viewer)
            if method == "GET":
                page = client.get(sample_url(action, world), buffered=True)
            else:
                page = client.post(sample_url(action, world), sample_form(action, world))
            page.response.close()
            assert page.status < 500, f"{method} {action} by {viewer}: {page.status}"
            allowed = not is_denied(page, action, method, viewer, policy)
            if allowed is policy.isdisjoint(relations_of(viewer, sample_of(action).about)):
                found.append(f"{viewer} {'may' if allowed else 'may not'} {method}: {page.status}")
    return found


@pytest.mark.parametrize("action", POLICY | DEVELOPMENT_POLICY)
def test_every_viewer_may_do_what_the_table_says_and_nothing_else(world, new_client, action):
    assert disagreements(world, new_client, action, (POLICY | DEVELOPMENT_POLICY)[action]) == []


def test_control_a_page_that_is_open_to_the_wrong_people_is_found(world, new_client, monkeypatch):
    monkeypatch.setitem(access.ALL_POLICY, "groups.requests", frozenset({Relation.MEMBER}))
    found = disagreements(world, new_client, "groups.requests", POLICY["groups.requests"])
    assert "stranger may GET: 200" in found
    assert "group_member may GET: 200" in found


def test_control_a_form_that_is_closed_to_the_right_people_is_found(world, new_client, monkeypatch):
    monkeypatch.setitem(access.ALL_POLICY, "groups.decline", frozenset({Relation.MODERATOR}))
    found = disagreements(world, new_client, "groups.decline", POLICY["groups.decline"])
    assert found == ["coordinator may not GET: 403", "coordinator may not POST: 403"]


GROUP_ACTIONS = [action for action in POLICY if action.startswith("groups.") and sample_of(action).about == "group"]


@pytest.mark.parametrize("action", GROUP_ACTIONS)
def test_a_hidden_group_is_not_there_for_those_outside(world, new_client, action):
    for method in sorted(methods_of(action)):
        for viewer in ("visitor", "stranger", "coordinator"):
            client = world.enter(new_client(), viewer)
            hidden, nowhere = (
                client.get(url) if method == "GET" else client.post(url)
                for slug in (world.slugs["hidden"], "the-absent-one")
                for url in [sample_url(action, world).replace(world.slugs["main"], slug)]
            )
            assert (hidden.status, nowhere.status) == (404, 404), f"{method} by {viewer}"
            assert hidden.text == nowhere.text
