"""Showing a face, and taking it back."""

import sqlalchemy as sa

from community.accounts.models import Member
from community.db import atomic, db, lock
from community.members.models import FIELDS, Audience, Picture, new_mark
from community.members.operations.editing import opens
from community.members.operations.refusals import PictureClosed
from community.members.pictures import NothingChosen, Portrait
from community.members.queries import find_own_picture, get_profile


@atomic
def set_picture(
    *, actor: Member, portrait: Portrait | None, audience: Audience, seen: dict[str, Audience] | None = None
) -> None:
    """Put a picture in the place of the one before, if one is given, and choose who sees it. It gets a new address.

    seen: who saw which field on the page on which this was asked for; None where it was asked for without a page.
    Raises NothingChosen where there is no picture yet either, PictureClosed.
    """
    profile = get_profile(actor)
    lock(profile)  # of two at once, the later one stays
    now_seen = {field: profile.audience(field) for field in FIELDS}
    if seen is not None and seen != now_seen and opens(audience, now_seen["picture"]):
        raise PictureClosed
    picture = find_own_picture(actor)
    if portrait is None and picture is None:
        raise NothingChosen
    if portrait is not None:
        picture = picture or Picture(member_id=actor.id)
        picture.keep(portrait.small, portrait.large)
        db.session.add(picture)
        profile.picture = new_mark()
    profile.open_to(now_seen | {"picture": audience})


@atomic
def remove_picture(*, actor: Member) -> None:
    """Show no picture any more, and keep none."""
    profile = get_profile(actor)
    lock(profile)
    db.session.execute(sa.delete(Picture).where(Picture.member_id == actor.id))
    profile.picture = ""
