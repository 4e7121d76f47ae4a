"""Looking through the roster of a group: by what its own rows say, and by what its people show to the one who looks.

What somebody keeps closed is never looked at: a filter by it finds nobody, so that nothing is told by who is found.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from community.accounts.models import Member
from community.db import now
from community.groups.models import Group, GroupRole, MemberNote, Membership, MembershipState
from community.groups.queries.memberships import select_with_members
from community.members.queries import list_shown
from community.searching import Sought, sought_in, spell, words_of
from community.web.pagination import Page, paginate, paginate_kept

SIZE = 50
# So many people of the roster are looked at for one page.
MOST_LOOKED_AT = 500


class RosterOrder(StrEnum):
    """In which order the roster stands."""

    ROLE = "role"
    NEWEST = "newest"
    OLDEST = "oldest"
    HANDLE = "handle"


@dataclass(frozen=True)
class RosterWish:
    """Whom of a roster somebody looks for; what is empty asks nothing.

    words: as they were typed; all of them must be found in the name that is shown, and with `by_handle` in the handle.
    since, before: the day on which somebody came in, the second one not included. newcomers: only those on probation.
    noted: only those about whom there is a note. language: a code. profession: a major group of ISCO-08.
    """

    words: str = ""
    by_handle: bool = True
    role: str = ""
    since: date | None = None
    before: date | None = None
    newcomers: bool = False
    noted: bool = False
    language: str = ""
    profession: str = ""
    order: RosterOrder = RosterOrder.ROLE

    @property
    def looks_at_profiles(self) -> bool:
        """Whether what people show decides about who is found."""
        return bool(self.words.strip() or self.language or self.profession)


def search_roster(viewer: Member, group: Group, wish: RosterWish, after: str | None = None) -> Page[Membership]:
    """A page of those in a group whom `viewer` looks for; members whose account is shut are left out."""
    statement, by = select_with_members(group, MembershipState.ACTIVE).where(*_conditions(wish)), _order(wish.order)
    if not wish.looks_at_profiles:
        return paginate(statement, by=by, after=after, size=SIZE)
    return paginate_kept(statement, _filter(viewer, wish), by=by, after=after, size=SIZE, most=MOST_LOOKED_AT)


def _conditions(wish: RosterWish) -> list[sa.ColumnElement[bool]]:
    conditions = []
    if wish.role:
        conditions.append(Membership.role == GroupRole(wish.role))
    if wish.since:
        conditions.append(Membership.joined_at >= _midnight(wish.since))
    if wish.before:
        conditions.append(Membership.joined_at < _midnight(wish.before))
    if wish.newcomers:
        conditions.append(Membership.settles_at > now())
    if wish.noted:
        noted = sa.exists().where(
            MemberNote.group_id == Membership.group_id, MemberNote.member_id == Membership.member_id
        )
        conditions.append(noted)
    return conditions


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _order(order: RosterOrder) -> tuple[Any, ...]:
    joined, identity = Membership.joined_at, Membership.id
    if order is RosterOrder.NEWEST:
        return joined.desc(), identity.desc()
    if order is RosterOrder.OLDEST:
        return joined.asc(), identity.asc()
    if order is RosterOrder.HANDLE:
        owner = aliased(Member)
        handle = sa.select(owner.handle).where(owner.id == Membership.member_id).correlate(Membership).scalar_subquery()
        return sa.asc(handle), identity.asc()
    return Membership.role.asc(), joined.asc(), identity.asc()


def _filter(viewer: Member, wish: RosterWish) -> Callable[[Sequence[Membership]], Sequence[Membership]]:
    sought = sought_in(wish.words)

    def keep(rows: Sequence[Membership]) -> Sequence[Membership]:
        if wish.words.strip() and not sought:
            return []
        shown = list_shown(viewer, [row.member for row in rows])
        return [row for row in rows if _is_meant(row.member, shown.get(row.member_id, {}), wish, sought)]

    return keep


def _is_meant(member: Member, shown: dict[str, Any], wish: RosterWish, sought: list[Sought]) -> bool:
    """Whether somebody of whom this is shown is looked for."""
    words = words_of(f"{shown.get('display_name', '')} {member.handle if wish.by_handle else ''}")
    spelled = spell(words, by_initials=True)
    if not all(_is_had(one, words, spelled) for one in sought):
        return False
    if wish.language and wish.language not in {spoken.code for spoken in shown.get("languages", ())}:
        return False
    profession = shown.get("profession")
    return not wish.profession or (profession is not None and profession.group == wish.profession)


def _is_had(sought: Sought, words: list[str], spelled: str) -> bool:
    if sought.pattern is None:  # one or two letters: the beginning of a word
        return any(word.startswith(sought.marks[0].removeprefix("p")) for word in words)
    return sought.is_in(spelled)
