"""Being in the directory, or not."""

from community.accounts.models import Member
from community.db import atomic, lock
from community.members.queries import get_profile


@atomic
def list_in_directory(*, actor: Member, listed: bool) -> None:
    """Let members find somebody in the directory, or not any more; at once."""
    profile = get_profile(actor)
    lock(profile)
    profile.listed = listed
