"""What the laws' small world has of libraries."""

import hashlib

from community.accounts.models import Member
from community.groups.models import Group
from community.library.files import Kept
from community.library.operations import share_file
from tests.library.factories import LinkFactory


def build(group: Group, members: dict[str, Member]) -> dict[str, str]:
    """A file of the coordinator, and a link of a member."""
    data = b"Bring tea.\n"
    digest = hashlib.sha256(data).hexdigest()
    kept = Kept("차.txt", data, digest, digest)
    item = share_file(actor=members["coordinator"], group=group, kept=kept, title="Tea", note="", language="en")
    LinkFactory(group=group, author=members["group_member"])
    return {"shared_file": str(item.id)}
