"""Reading the pictures of members."""

import hmac

import sqlalchemy as sa
from sqlalchemy.orm import load_only

from community.accounts.models import Member
from community.db import db
from community.members.models import Picture
from community.members.pictures import LARGE, SMALL
from community.members.queries.profiles import find_shown


def find_picture(viewer: Member | None, handle: str, mark: str, size: int) -> bytes | None:
    """The picture at an address, where the viewer may see it now; whoever may not learns nothing, not even that it is
    there."""
    found = find_shown(viewer, handle)
    if found is None or size not in (SMALL, LARGE):
        return None
    profile, shown = found
    known = str(shown.get("picture", ""))
    if not known or not hmac.compare_digest(known.encode(), mark.encode()):
        return None
    column = Picture.small_sealed if size == SMALL else Picture.large_sealed
    picture = db.session.scalar(
        sa.select(Picture).where(Picture.member_id == profile.member_id).options(load_only(column))
    )
    if picture is None:
        return None
    return picture.in_small() if size == SMALL else picture.in_large()


def find_own_picture(member: Member) -> Picture | None:
    """What is kept of a member's picture."""
    return db.session.scalar(sa.select(Picture).where(Picture.member_id == member.id))
