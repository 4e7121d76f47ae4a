"""What groups tell the features below them: who shares a group with whom."""

from community.groups.queries import share_a_group
from community.members import fellowship

fellowship.register(share_a_group)
