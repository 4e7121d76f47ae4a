"""From the session cookie to the member; a suspended member or a changed password ends it at the next request."""

import hmac
import uuid

from community.accounts.models import Member
from community.accounts.queries import find_member


def load_member(session_id: str) -> Member | None:
    """The active member whose session this is, or None."""
    identity, _, key = session_id.partition(".")
    try:
        member = find_member(uuid.UUID(hex=identity))
    except ValueError:
        return None
    if member is None or not member.is_active:
        return None
    return member if hmac.compare_digest(member.session_key.encode(), key.encode()) else None
