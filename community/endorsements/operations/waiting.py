"""What the schedule does with endorsements that wait for their confirmation: remind once, then forget."""

from datetime import timedelta

import sqlalchemy as sa

from community.db import atomic, db, now
from community.endorsements import emails
from community.endorsements.models import Endorsement
from community.endorsements.operations.confirming import CONFIRMATION_LASTS
from community.endorsements.operations.endorsing import MOST_MAILS
from community.endorsements.operations.household import has_room
from community.endorsements.queries import find_household, is_refused

REMINDED_AFTER = timedelta(days=5)
# After that a reminder would come too late to be of use.
REMINDED_UNTIL = CONFIRMATION_LASTS - timedelta(days=2)
BATCH = 200


@atomic
def remind_waiting() -> None:
    """Write once more to whoever has not confirmed for some days; never a second time."""
    moment = now()
    waiting = (
        sa.select(Endorsement)
        .where(
            Endorsement.state == sa.literal_column("'pending'"),
            Endorsement.created_at.between(moment - REMINDED_UNTIL, moment - REMINDED_AFTER),
            Endorsement.reminded_at.is_(None),
        )
        .order_by(Endorsement.created_at, Endorsement.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    for endorsement in db.session.scalars(waiting, execution_options={"populate_existing": True}).all():
        endorsement.reminded_at = moment
        if _may_remind(endorsement):
            endorsement.mails_sent += 1
            emails.send_reminder(endorsement)


@atomic
def forget_unconfirmed() -> None:
    """Delete endorsements that nobody confirmed in time."""
    old = sa.delete(Endorsement).where(
        Endorsement.state == sa.literal_column("'pending'"), Endorsement.created_at < now() - CONFIRMATION_LASTS
    )
    db.session.execute(old)


def _may_remind(endorsement: Endorsement) -> bool:
    """Whether a mail is left, nobody said that it was not them, and there is still room at the address."""
    if endorsement.mails_sent >= MOST_MAILS or is_refused(endorsement.email):
        return False
    return has_room(find_household(endorsement.email), endorsement)
