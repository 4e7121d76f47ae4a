"""What notices answer to features below them."""

import uuid
from collections.abc import Collection

from community.accounts.models import Member
from community.groups.models import Group
from community.groups.signals import group_told
from community.notifications import operations


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
