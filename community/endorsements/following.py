"""An endorsement goes where its member goes: to another address, out of sight, or away."""

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from community.accounts.addresses import FORM, address_index, address_marks
from community.accounts.models import Member
from community.db import db
from community.endorsements.models import Endorsement, EndorsementState, RefusedAddress, Shown
from community.endorsements.operations import end, link_to_member, recounted
from community.endorsements.queries import hold_endorsement_from, hold_endorsement_of, hold_my_endorsement


def follow_address(member: Member) -> None:
    """Bind a member's endorsement to the address that they have from now on; part of the change.

    One person counts once: another endorsement from the new address, which its owner has just proved to be theirs, is
    withdrawn in favour of the one that the member sees in the account; where there is none, it becomes the member's.
    """
    mine = hold_my_endorsement(member)
    if mine is None:
        link_to_member(member)
        return
    with recounted(mine):
        _move(mine, member.email)


def hide_member(member: Member) -> None:
    """Count a member's endorsement without a name from now on; the name is not kept. Part of the hiding."""
    endorsement = hold_endorsement_of(member)
    if endorsement is not None:
        endorsement.shown = Shown.COUNTED
        endorsement.name = endorsement.affiliation = None


def forget_member(member: Member) -> None:
    """Withdraw a member's endorsement, and forget what else is known of the address; part of the deletion."""
    for endorsement in (hold_my_endorsement(member), hold_endorsement_from(member.email)):
        if endorsement is not None and endorsement.is_live:
            _end(endorsement)
    marks = RefusedAddress.email_index.in_(address_marks(member.email))
    db.session.execute(sa.delete(RefusedAddress).where(marks))


def _move(mine: Endorsement, address: str) -> None:
    _make_room(mine, address)
    mine.email, mine.email_index, mine.address_form = address, address_index(address), FORM
    try:
        with db.session.begin_nested():
            db.session.flush()
    except IntegrityError:  # somebody endorsed with the new address at this moment: that one waits to be confirmed
        db.session.refresh(mine)
        _make_room(mine, address)
        mine.email, mine.email_index, mine.address_form = address, address_index(address), FORM


def _make_room(mine: Endorsement, address: str) -> None:
    other = hold_endorsement_from(address)
    if other is not None and other is not mine:
        _end(other)
        db.session.flush()


def _end(endorsement: Endorsement) -> None:
    """Withdraw what counted; what nobody had confirmed goes without a trace."""
    if endorsement.state is EndorsementState.PENDING:
        db.session.delete(endorsement)
        return
    end(endorsement, EndorsementState.WITHDRAWN)
