"""Law: a question to the database that is built once and kept is about nobody and about no moment.

Whoever asks, and when, is given each time. Else one member would be told what another may know, or what was true when
the process began.
"""

import importlib
import inspect
import itertools
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from typing import Any, get_origin
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from community.accounts.models import Member
from community.db import db, now
from community.endorsements.models import TallyKind
from community.groups.queries.groups import visible_to
from community.web.pagination import Listing
from tests.factories import MemberFactory
from tests.laws.test_tree import ROOT, modules

KEPT = type(cache(lambda: None))
# What kept functions are asked with, by the kind of what they take.
VALUES: dict[Any, tuple[Any, ...]] = {bool: (False, True), int: (24,), tuple[TallyKind, ...]: (tuple(TallyKind),)}


def answers(function: Any) -> Iterator[Any]:
    """Everything that a kept function gives."""
    taken = inspect.signature(function.__wrapped__).parameters.values()
    for values in itertools.product(*(VALUES[one.annotation] for one in taken)):
        yield function(**{one.name: value for one, value in zip(taken, values, strict=True)})


def is_kept_question(thing: Any, module: str) -> bool:
    # By its type: what stands for the request that is answered (a proxy) may not be asked for more.
    if type(thing) is not KEPT or thing.__module__ != module:
        return False
    given = inspect.signature(thing.__wrapped__).return_annotation
    return (get_origin(given) or given) in (sa.Select, Listing)


def questions() -> Iterator[tuple[str, sa.Select[Any]]]:
    """Every question that is kept: at the head of a module, or by a function that remembers it."""
    for path in modules():
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for called, thing in list(vars(importlib.import_module(name)).items()):
            for one in answers(thing) if is_kept_question(thing, name) else (thing,):
                statement = one._first if type(one) is Listing else one
                if issubclass(type(statement), sa.Select):
                    yield f"{name}.{called}", statement


def what_it_is_about(statement: sa.Select[Any]) -> list[Any]:
    """The people, things and moments that stand in a question."""
    values = statement.compile(db.engine).params.values()
    return [value for value in values if isinstance(value, date | datetime | UUID)]


def test_no_kept_question_is_about_somebody_or_a_moment(app):
    found = list(questions())
    assert {
        "community.accounts.queries._select_session",
        "community.groups.queries.groups._public_listing",
        "community.members.queries.directory._select_anybody",
        "community.keys._HOLD_CURRENT",
    } <= {name for name, _question in found}
    assert [(name, about) for name, question in found if (about := what_it_is_about(question))] == []


@pytest.mark.parametrize("about", [lambda: Member.closes_at <= now(), lambda: Member.id == uuid4()])
def test_control_a_question_about_a_moment_or_somebody_is_found(app, about):
    assert what_it_is_about(sa.select(Member.handle).where(about()))


def test_control_what_one_viewer_may_know_of_is_found(app):
    assert what_it_is_about(sa.select(Member.handle).where(visible_to(MemberFactory())))
