"""What a member chose to be told."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from community.accounts.models import Member
from community.db import db
from community.groups.models import Group, Membership, MembershipState
from community.groups.works import Kind, list_kinds
from community.notifications.levels import default_level
from community.notifications.models import Level, NoticePreference, NoticeSettings
from community.notifications.queries.readers import find_settings
from community.policy import POLICY, Relation


@dataclass(frozen=True)
class Choices:
    """Everything that a member chose: by group and kind, where the group is None for all others; and for all."""

    chosen: Mapping[tuple[uuid.UUID | None, str], Level]
    settings: NoticeSettings

    def level(self, group_id: uuid.UUID | None, kind: str) -> Level:
        """What holds for a kind of thing in a group; None for all groups for which nothing else was chosen."""
        return self.chosen.get((group_id, kind)) or self.chosen.get((None, kind)) or default_level(kind)

    def exceptions(self) -> set[uuid.UUID]:
        """The groups for which something else was chosen."""
        return {group_id for group_id, _ in self.chosen if group_id is not None}


def find_choices(member: Member) -> Choices:
    """Everything that a member chose, and what holds where they chose nothing."""
    rows = list_preferences(member)
    return Choices({(row.group_id, row.kind): row.level for row in rows}, get_settings(member))


def list_preferences(member: Member) -> Sequence[NoticePreference]:
    """What a member chose for kinds of things, in one order."""
    mine = sa.select(NoticePreference).where(NoticePreference.member_id == member.id)
    return db.session.scalars(mine.order_by(NoticePreference.kind, NoticePreference.id)).all()


def get_settings(member: Member) -> NoticeSettings:
    """What a member chose for all their notices, or what holds where they chose nothing: then a row not kept yet."""
    return find_settings([member.id])[member.id]


def list_kinds_for(member: Member, group: Group | None = None) -> list[Kind]:
    """The kinds of things of which somebody may be told: in a group, or in any of theirs."""
    mine = sa.select(Membership).where(Membership.member_id == member.id, Membership.state == MembershipState.ACTIVE)
    if group is not None:
        mine = mine.where(Membership.group_id == group.id)
    # Whoever is a newcomer somewhere will not always be one.
    relations = {Relation.ANYONE, Relation.NEWCOMER, Relation.GROUP_MEMBER}
    for membership in db.session.scalars(mine):
        relations |= membership.relations()
    return [kind for kind in list_kinds() if not POLICY[kind.action].isdisjoint(relations)]
