"""Reading the kinds of help."""

from dataclasses import dataclass

import sqlalchemy as sa

from community.accounts.models import Member
from community.db import db
from community.members.models import HelpKind, Profile


@dataclass(frozen=True)
class HelpCount:
    """A kind of help, and how many members offer it and look for it; nobody is told who."""

    kind: HelpKind
    offer: int
    look_for: int


def help_kinds() -> list[HelpKind]:
    """Every kind of help, retired ones too, by its code."""
    return list(db.session.scalars(sa.select(HelpKind).order_by(HelpKind.code)))


def find_help_kind(viewer: Member | None, code: str) -> HelpKind | None:
    """The kind of help with this code."""
    return db.session.get(HelpKind, code)


def count_help() -> list[HelpCount]:
    """Every kind of help with how many active members offer it and look for it, in one pass over the profiles."""
    kinds = help_kinds()
    if not kinds:
        return []
    counts = [
        sa.func.count(sa.case((names_help(column, kind.code), 1)))
        for kind in kinds
        for column in (Profile.offers, Profile.looks_for)
    ]
    row = db.session.execute(sa.select(*counts).join(Profile.member).where(Member.is_active)).one()
    return [HelpCount(kind, row[2 * place], row[2 * place + 1]) for place, kind in enumerate(kinds)]


def names_help(column: sa.orm.InstrumentedAttribute[list[str]], code: str) -> sa.ColumnElement[bool]:
    """Whether a list of codes contains this one. A code is letters and hyphens, so that its JSON is found as text."""
    return sa.cast(column, sa.Text).contains(f'"{code}"', autoescape=True)
