"""What search does when groups, which stand below it, tell what happened in them."""

import uuid

from community.finding import operations
from community.finding.queries import searched_kinds
from community.groups.models import Group
from community.groups.signals import group_told


@group_told.connect
def renew(group: Group, *, kind: str, subject_id: uuid.UUID, **told: object) -> None:
    """Have the entry made anew of what groups have changed themselves, such as a charter."""
    if kind in {one.name for one in searched_kinds()}:
        operations.renew(kind, subject_id)
