"""Whom a member may block, or report: it is not only those who show themselves."""

import sqlalchemy as sa

from community.accounts.models import Member
from community.db import db
from community.members.acquaintance import Known, find_met
from community.members.fellowship import are_fellows
from community.members.queries.profiles import find_shown


def find_known(viewer: Member | None, handle: str) -> Known | None:
    """Somebody other than the viewer who shows them a name, shares a working group with them or has met them.

    Whoever shows no name is found by the handle that the viewer knows: the one of today only where a roster shows it.
    To find them by a new one would tell whoever guesses that the guess is right.
    """
    found = find_shown(viewer, handle)
    if found is not None:
        profile, shown = found
        is_oneself = viewer is not None and profile.member_id == viewer.id
        return None if is_oneself else Known(profile.member, profile.member.handle, shown)
    if viewer is None:
        return None
    handle = handle.lower()
    member = db.session.scalar(sa.select(Member).where(Member.handle == handle, Member.is_active))
    if member is None or not are_fellows(viewer.id, member.id):
        member = find_met(viewer, handle)
    return Known(member, handle, {}) if member is not None else None
