"""What notices answer to features below them."""

import uuid
from collections.abc import Collection

from community.accounts import waiting
from community.accounts.models import Member
from community.accounts.signals import member_data
from community.groups.models import Group, Membership
from community.groups.signals import group_told, membership_ended
from community.notifications import operations, own_data, queries

member_data.connect(own_data.tell_notices)
waiting.register_count(queries.count_unread)


@group_told.connect
def tell(
    group: Group,
    *,
    kind: str,
    subject_id: uuid.UUID,
    actor: Member | None,
    concerns: Collection[uuid.UUID] = (),
    only: Collection[uuid.UUID] | None = None,
) -> None:
    """What groups themselves tell goes the way of everything that is told in them."""
    operations.notify(kind, subject_id, group.id, actor=actor, concerns=concerns, only=only)


@membership_ended.connect
def forget(membership: Membership) -> None:
    """Whoever leaves a group keeps nothing that they were told of it."""
    operations.forget_group(member_id=membership.member_id, group_id=membership.group_id)
