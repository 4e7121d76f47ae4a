"""Which groups may suit a member, and why.

A member's own closed fields speak here, since only that member is told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, selectinload

from community.accounts.models import Member
from community.db import db
from community.endorsements.queries import list_my_commitments
from community.groups.models import Group, GroupCommitment, GroupState, JoinPolicy, Membership, Visibility
from community.groups.queries.groups import as_cards, visible_to
from community.i18n import LANGUAGES
from community.members.models import Profile

SUGGESTED = 6
# Who knows a few words of a language does not work in it.
_TOO_LITTLE = "basic"


@dataclass(frozen=True)
class Wishes:
    """What of a member tells which groups may suit them: endorsed commitments, profession, languages."""

    commitments: frozenset[int] = frozenset()
    profession: str = ""
    languages: frozenset[str] = frozenset()

    @property
    def missing(self) -> list[str]:
        """What the member has not said."""
        return [name for name in ("profession", "languages", "commitments") if not getattr(self, name)]


@dataclass(frozen=True)
class Suggestion:
    """A group, and what it has in common with a member: each of the three is one reason, where it is not empty."""

    group: Group
    commitments: list[int]
    profession: str
    languages: list[str]

    @property
    def reasons(self) -> int:
        """How many reasons there are."""
        return sum(map(bool, (self.commitments, self.profession, self.languages)))


@dataclass(frozen=True)
class Suggestions:
    """Groups for a member, the most fitting first, and what they were found by."""

    wishes: Wishes
    found: list[Suggestion]


def suggest_groups(member: Member, most: int = SUGGESTED) -> Suggestions:
    """Groups that may suit a member."""
    wishes = find_wishes(member)
    return Suggestions(wishes, list_suggestions(member, wishes, most))


def compare(wishes: Wishes, group: Group) -> Suggestion:
    """What a group and a member have in common."""
    return Suggestion(
        group=group,
        commitments=[number for number in group.commitments if number in wishes.commitments],
        profession=wishes.profession if wishes.profession in group.professions else "",
        languages=[code for code in LANGUAGES if code in wishes.languages and getattr(group, f"name_{code}")],
    )


def find_wishes(member: Member) -> Wishes:
    """What a member's own profile and endorsement say."""
    profile = db.session.get(Profile, member.id)
    commitments = frozenset(list_my_commitments(member))
    if profile is None:
        return Wishes(commitments)
    spoken = {spoken.code for spoken in profile.languages if spoken.level != _TOO_LITTLE}
    return Wishes(commitments, profile.profession_group, frozenset(spoken & set(LANGUAGES)))


def list_suggestions(member: Member, wishes: Wishes, most: int = SUGGESTED) -> list[Suggestion]:
    """The groups with most reasons that a member could come into and has never had to do with.

    Among equals those come first that serve fewer commitments, so that nobody gains by ticking all; then the newest.
    The database ranks, whatever the number of groups; only `most` of them are loaded.
    """
    if wishes == Wishes():
        return []
    ranked = _rank(member, wishes).limit(most).subquery()
    statement = as_cards(sa.select(Group).join(ranked, ranked.c.id == Group.id))
    statement = statement.options(selectinload(Group.served))
    groups = db.session.scalars(statement.order_by(ranked.c.reasons.desc(), *_among_equals(ranked.c.served)))
    return [compare(wishes, group) for group in groups]


def _rank(member: Member, wishes: Wishes) -> sa.Select[Any]:
    own = aliased(Membership)
    known = sa.exists().where(own.group_id == Group.id, own.member_id == member.id)
    served = (
        sa.select(
            GroupCommitment.group_id,
            sa.func.count().label("all"),
            sa.func.max(sa.case((GroupCommitment.number.in_(wishes.commitments), 1), else_=0)).label("endorsed"),
        )
        .group_by(GroupCommitment.group_id)
        .subquery()
    )
    reasons = (sa.func.coalesce(served.c.endorsed, 0) + sum(_ones(wishes), sa.literal(0))).label("reasons")
    breadth = sa.func.coalesce(served.c.all, 0).label("served")
    return (
        sa.select(Group.id, reasons, breadth)
        .outerjoin(served, served.c.group_id == Group.id)
        .where(visible_to(member), Group.visibility != Visibility.HIDDEN)
        .where(Group.state == GroupState.ACTIVE, Group.parent_id.is_(None))
        .where(Group.join_policy != JoinPolicy.BY_INVITATION, ~known, reasons > 0)
        .order_by(reasons.desc(), *_among_equals(breadth))
    )


def _among_equals(served: Any) -> tuple[Any, ...]:
    return served, Group.created_at.desc(), Group.id


def _ones(wishes: Wishes) -> Sequence[sa.ColumnElement[int]]:
    """For the profession and for the languages: 1 where the group has it, else 0."""
    profession = sa.type_coerce(Group.professions, sa.Text).contains(f'"{wishes.profession}"')
    languages = sa.or_(sa.false(), *(getattr(Group, f"name_{code}") != "" for code in sorted(wishes.languages)))
    return [sa.case((condition, 1), else_=0) for condition in (profession, languages)]
