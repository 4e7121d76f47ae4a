"""What a moderator decides about one endorsement: let it in, set it aside, feature it."""

import sqlalchemy as sa

from community import audit
from community.accounts.models import Member
from community.db import atomic, db, lock, now
from community.endorsements.models import Arrival, Endorsement, EndorsementState, Shown
from community.endorsements.operations.counting import count_in, count_out
from community.endorsements.refusals import AlreadyDecided, NotFeaturable, TooManyFeatured

MOST_FEATURED = 12


@atomic
def let_in(*, actor: Member, endorsement: Endorsement) -> None:
    """Count an endorsement that was held back or set aside; it is not held back again. Refuses with AlreadyDecided."""
    lock(endorsement)
    if endorsement.state not in (EndorsementState.QUARANTINED, EndorsementState.SET_ASIDE):
        raise AlreadyDecided
    count_in(endorsement)
    endorsement.flood_id = endorsement.held_reason = endorsement.moved_by = endorsement.moved_from = None
    db.session.execute(sa.delete(Arrival).where(Arrival.endorsement_id == endorsement.id))
    audit.record(actor, "endorsements.let_in", endorsement)


@atomic
def set_aside(*, actor: Member, endorsement: Endorsement, reason: str) -> None:
    """Take an endorsement out of the count until a moderator lets it in; it stays its owner's, to see and withdraw.

    Refuses with AlreadyDecided.
    """
    lock(endorsement)
    if endorsement.state not in (EndorsementState.COUNTED, EndorsementState.QUARANTINED):
        raise AlreadyDecided
    count_out(endorsement, EndorsementState.SET_ASIDE)
    endorsement.featured_at = endorsement.moved_by = endorsement.moved_from = None
    audit.record(actor, "endorsements.set_aside", endorsement, reason=reason)


@atomic
def feature(*, actor: Member, endorsement: Endorsement) -> None:
    """Have an endorsement that shows its name stand first in the public list.

    Refuses with NotFeaturable, TooManyFeatured. It ends when its owner changes, hides or withdraws it.
    """
    lock(endorsement)
    if endorsement.state is not EndorsementState.COUNTED or endorsement.shown is not Shown.NAMED:
        raise NotFeaturable
    if endorsement.featured_at is not None:
        return
    featured = sa.select(Endorsement.id).where(
        Endorsement.state == sa.literal_column("'counted'"),
        Endorsement.shown == sa.literal_column("'named'"),
        Endorsement.featured_at.is_not(None),
    )
    if len(db.session.scalars(featured.limit(MOST_FEATURED)).all()) >= MOST_FEATURED:
        raise TooManyFeatured
    endorsement.featured_at = now()
    audit.record(actor, "endorsements.feature", endorsement)


@atomic
def unfeature(*, actor: Member, endorsement: Endorsement) -> None:
    """Have an endorsement stand among the others again."""
    lock(endorsement)
    if endorsement.featured_at is not None:
        endorsement.featured_at = None
        audit.record(actor, "endorsements.unfeature", endorsement)
