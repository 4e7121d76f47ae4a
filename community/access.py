"""Access: load, then check, then act. Views carry `@guard`; templates ask `can`."""

import functools
import inspect
from collections.abc import Callable
from typing import Any, Protocol, TypeVar, cast

from flask import Flask, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from community.policy import DEVELOPMENT_POLICY, NEEDS_FRESH_PROOF, POLICY, POWERS, Relation

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
Loader = Callable[..., Any]

ALL_POLICY = POLICY | DEVELOPMENT_POLICY


class Viewer(Protocol):
    """What access needs to know of a member."""

    powers_locked: bool

    def standing(self) -> set[Relation]:
        """What this member is to the whole site."""


def current_session() -> Any | None:
    """The session in which somebody is logged in, or None for a visitor."""
    # Pages ask many times: the proxy is gone through once.
    session = current_user._get_current_object()
    return session if session and session.is_authenticated else None


def viewer() -> Any | None:
    """The logged-in member who is looking, or None for a visitor."""
    session = current_session()
    return session.member if session else None


def actor() -> Any:
    """The logged-in member who acts, in a view that the policy closes to visitors."""
    member = viewer()
    if member is None:
        abort(403)
    return member


def relations(thing: Any = None) -> set[Relation]:
    """Everything that the one who is looking is, to the site and to `thing`; their powers as far as they are awake."""
    member = viewer()
    found = _all_relations(member, thing)
    return found - POWERS if member and member.powers_locked else found


def _all_relations(member: Any | None, thing: Any) -> set[Relation]:
    found = {Relation.ANYONE} | (member.standing() if member else {Relation.VISITOR})
    if member and hasattr(thing, "relations_to"):
        # One page asks this many times of the same thing; the answer is read from the database once.
        known = g.setdefault("relations", {})
        key = (id(thing), member.id)
        if key not in known:
            known[key] = (thing, thing.relations_to(member))
        found |= known[key][1]
    return found


def could(action: str, thing: Any = None) -> bool:
    """Whether the one who is looking may do `action`, or might if they proved a second factor."""
    return not ALL_POLICY[action].isdisjoint(_all_relations(viewer(), thing))


def can(action: str, thing: Any = None) -> bool:
    """Whether the one who is looking may do `action` (a row of the policy) to `thing`."""
    return not ALL_POLICY[action].isdisjoint(relations(thing))


def guard(action: str, loader: Loader | None = None) -> Callable[[View], View]:
    """Let a view run only where the policy allows `action`.

    action: the row of the policy, equal to the view's endpoint.
    loader: takes the viewer and URL values by their names; gives the thing that the view acts on, which is handed in
        as the first argument, or None where the viewer may not even know of it (404).
    """

    def decorate(view: View) -> View:
        takes = list(inspect.signature(loader).parameters)[1:] if loader else []

        @functools.wraps(view)
        def guarded(**values: Any) -> ResponseReturnValue:
            things = []
            if loader:
                thing = loader(viewer(), **{name: values.pop(name) for name in takes})
                if thing is None:
                    abort(404)
                things.append(thing)
            # What is open to anybody asks nobody who they are: answers to other sites must not depend on it.
            if Relation.ANYONE not in ALL_POLICY[action] and not can(action, *things):
                return _ask_second_factor() if could(action, *things) else _deny()
            asked = ask_proof() if action in NEEDS_FRESH_PROOF else None
            return view(*things, **values) if asked is None else asked

        guarded.guards = action  # type: ignore[attr-defined]
        return cast(View, guarded)

    return decorate


def actor_session() -> Any:
    """The session of the one who acts, in a view that the policy closes to visitors."""
    session = current_session()
    if session is None:
        abort(403)
    return session


def _ask_second_factor() -> ResponseReturnValue:
    # Where a button was pressed, one comes back to the page that it stands on.
    return redirect(url_for("accounts.choose_factor", next=_this_page() or _page_before()), 303)


def ask_proof() -> ResponseReturnValue | None:
    """Where somebody goes to prove who they are before they go on, or None if they have done so a short while ago.

    The guard asks for what stands in NEEDS_FRESH_PROOF; a view, where it depends on what it acts on.
    """
    session = current_session()
    if session is None or session.is_fresh:
        return None
    # 307 carries a form along: nothing typed is lost while somebody proves who they are.
    return redirect(url_for("accounts.prove", next=request.full_path.rstrip("?")), 307)


def _this_page() -> str | None:
    return request.full_path.rstrip("?") if request.method == "GET" else None


def _page_before() -> str | None:
    before = request.referrer or ""
    return before.removeprefix(request.host_url.rstrip("/")) if before.startswith(request.host_url) else None


def _deny() -> ResponseReturnValue:
    if viewer():
        if request.endpoint and Relation.VISITOR in ALL_POLICY[request.endpoint]:
            return redirect(url_for("home.index"), 303)
        abort(403)
    return redirect(url_for("accounts.login", next=_this_page()), 303)


class UnguardedEndpoint(Exception):
    """An endpoint that the policy does not name, or a row of the policy without its endpoint."""


def require_complete_policy(app: Flask) -> None:
    """Keep the application from starting where an endpoint and the policy disagree."""
    endpoints = set(app.view_functions)
    policy = set(ALL_POLICY if app.config["DEVELOPMENT_PAGES"] else POLICY)
    if endpoints != policy:
        raise UnguardedEndpoint(f"Not in both the policy and the application: {sorted(endpoints ^ policy)}")
    for endpoint, view in app.view_functions.items():
        if endpoint != "static" and getattr(view, "guards", None) != endpoint:
            raise UnguardedEndpoint(f"The view of {endpoint} does not carry @guard({endpoint!r}).")
