"""What libraries answer to features below them."""

import uuid
from collections.abc import Collection, Mapping

from community.accounts.models import Member
from community.accounts.signals import member_data, member_deleted
from community.groups.works import Kind, Work, register
from community.i18n import lazy
from community.library import operations, own_data, queries
from community.library.models import Item

member_data.connect(own_data.tell_library)


@member_deleted.connect
def release(member: Member) -> None:
    """What the member shared loses its author."""
    operations.release(member)


def _load(ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Work]:
    return {
        identity: Work(
            group_id=row.group_id,
            title=row.title,
            language=row.language,
            at=row.created_at,
            values={"item_id": identity},
            text=f"{row.title}\n{row.note}\n{row.place}",
        )
        for identity, row in queries.load_items(ids).items()
    }


register(Kind("item", lazy("Library"), "library.item", _load, Item))
