"""What is kept of a member about notices, told to that member."""

import uuid
from collections.abc import Mapping

from community.accounts.archive import Fact, Part
from community.accounts.models import Member
from community.groups.queries import find_groups_with_relations
from community.groups.works import list_kinds
from community.i18n import _, lazy
from community.notifications import queries
from community.notifications.models import Notice, NoticePreference
from community.notifications.wording import LEVELS


def tell_notices(member: Member) -> list[Part]:
    """What the member chose, and of what they were told; of a group that they have left, without its name."""
    settings, rows, notices = (
        queries.get_settings(member),
        queries.list_preferences(member),
        queries.list_all_notices(member),
    )
    ids = {row.group_id for row in rows if row.group_id} | {notice.group_id for notice in notices}
    groups = find_groups_with_relations(member, ids)
    slugs = {identity: group.slug for identity, (group, _relations) in groups.items()}
    choices = [
        Fact("morning", lazy("Hour of the mail that sums up"), settings.morning),
        Fact("digests", lazy("Mails that sum up"), settings.digests, _("yes") if settings.digests else _("no")),
        Fact("paused_until", lazy("No mails before"), settings.paused_until),
        Fact("time_zone", lazy("Time zone"), member.time_zone or "UTC"),
    ]
    kinds = {kind.name: str(kind.words) for kind in list_kinds()}
    return [
        Part("notice-settings", lazy("Mails about your groups"), [choices]),
        Part("notice-preferences", lazy("What you chose to be told"), [_choice(row, kinds, slugs) for row in rows]),
        Part("notices", lazy("Notices"), [_notice(notice, kinds, slugs) for notice in notices]),
    ]


def _choice(row: NoticePreference, kinds: Mapping[str, str], slugs: Mapping[uuid.UUID, str]) -> list[Fact]:
    slug = slugs.get(row.group_id) if row.group_id else None
    where = (slug or _("a group that you have left")) if row.group_id else _("all groups")
    return [
        Fact("group", lazy("Group"), slug, where),
        Fact("kind", lazy("About"), row.kind, kinds.get(row.kind, row.kind)),
        Fact("level", lazy("You are told"), row.level, str(LEVELS[row.level])),
    ]


def _notice(notice: Notice, kinds: Mapping[str, str], slugs: Mapping[uuid.UUID, str]) -> list[Fact]:
    return [
        Fact("group", lazy("Group"), slugs.get(notice.group_id)),
        Fact("kind", lazy("About"), notice.kind, kinds.get(notice.kind, notice.kind)),
        Fact("day", lazy("Day"), notice.at.date()),
        Fact("read", lazy("Read"), notice.read_at is not None, _("yes") if notice.read_at else _("no")),
    ]
