"""What groups tell the features below them: who shares a group with whom."""

from community.groups.queries import find_fellows
from community.members import fellowship

fellowship.register(find_fellows)
