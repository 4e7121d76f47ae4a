"""Deleting an account: seven days to change one's mind, or at once; then nothing of the person is left."""

import logging
import uuid
from datetime import timedelta

import sqlalchemy as sa

from community import audit, mail
from community.accounts import emails
from community.accounts.addresses import normalize
from community.accounts.models import EventKind, FirstAdministrator, LinkPurpose, MailedLink, Member, MemberState
from community.accounts.operations.administering import hold_with_administrators, keep_an_administrator
from community.accounts.operations.events import note
from community.accounts.operations.links import hand_out, take_back
from community.accounts.operations.refusals import AddressChangedLately
from community.accounts.operations.sessions import end_sessions
from community.accounts.queries import has_way_back, hold_closed, list_closed
from community.accounts.signals import member_closing, member_deleted
from community.db import atomic, db, now

log = logging.getLogger(__name__)

TIME_TO_THINK = timedelta(days=7)


@atomic
def close(*, actor: Member, device: str, at_once: bool = False) -> None:
    """Begin to delete an account: from now on nobody is shown its member, who is logged out everywhere.

    The member has seven days to call it off, or none where they want it `at_once`: then `delete_closed` may follow.
    Refuses with LastAdministrator, AddressChangedLately, and as groups refuse to lose their last coordinator.
    """
    member_closing.send(actor)  # groups are held before members, everywhere
    hold_with_administrators(actor)
    keep_an_administrator(without=actor)
    if at_once and has_way_back(actor):
        raise AddressChangedLately
    actor.closes_at = now() if at_once else now() + TIME_TO_THINK
    end_sessions(actor)
    for purpose in LinkPurpose:
        if purpose is not LinkPurpose.RESTORE_EMAIL:
            take_back(actor, purpose)
    note(actor, EventKind.CLOSING_ASKED, device)
    if not at_once:
        emails.send_closing(actor, hand_out(actor, LinkPurpose.CANCEL_CLOSING, TIME_TO_THINK))


def delete_closed() -> None:
    """Delete every account whose time to think is over; one that cannot be deleted does not hold up the others."""
    due = list_closed()
    db.session.rollback()
    for member_id in due:
        try:
            _delete(member_id)
        except Exception as failure:  # it is tried again within the hour
            log.exception("An account could not be deleted (%s)", type(failure).__name__)


@atomic
def _delete(member_id: uuid.UUID) -> None:
    member = hold_closed(member_id)
    if member is None:  # called off, or deleted, at this moment
        return
    member_deleted.send(member)
    audit.forget(member)
    _forget_mails(member)
    emails.send_closed(member)
    db.session.execute(
        sa.delete(Member).where(Member.has_address(member.email), Member.state == MemberState.UNCONFIRMED)
    )
    claimed = sa.update(FirstAdministrator).where(FirstAdministrator.member_id == member.id)
    db.session.execute(claimed.values(member_id=None))
    db.session.flush()
    db.session.expunge(member)
    db.session.execute(sa.delete(Member).where(Member.id == member_id))


def _forget_mails(member: Member) -> None:
    """Destroy what waits to be mailed to the member, at this address or at one before it."""
    ways_back = sa.select(MailedLink).where(
        MailedLink.member_id == member.id, MailedLink.purpose == LinkPurpose.RESTORE_EMAIL
    )
    addresses = {normalize(member.email)} | {normalize(str(link.payload)) for link in db.session.scalars(ways_back)}
    mail.forget(lambda recipient: normalize(recipient) in addresses)
