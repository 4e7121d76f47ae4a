"""An endorsement goes where its member goes: to another address, out of sight, or away."""

import sqlalchemy as sa

from community.accounts.addresses import FORM, address_index, address_marks
from community.accounts.models import Member
from community.db import db
from community.endorsements.models import Endorsement, EndorsementState, RefusedAddress, Shown
from community.endorsements.operations import end, link_to_member, recounted
from community.endorsements.queries import hold_household, hold_my_endorsement


def follow_address(member: Member) -> None:
    """Bind a member's endorsement to the address that they have from now on; part of the change.

    One person counts once: another endorsement from the new address that is theirs by its name, or without a name, is
    withdrawn in favour of the one that the member sees in the account; where there is none, it becomes the member's.
    A house-mate's stays as it is.
    """
    household = hold_household(member.email)
    mine = hold_my_endorsement(member)
    if mine is None:
        link_to_member(member)
        return
    for other in household.list_own(member, mine.mark):
        if other is not mine:
            _end(other)
    db.session.flush()
    with recounted(mine):
        mine.email, mine.email_index, mine.address_form = member.email, address_index(member.email), FORM


def hide_member(member: Member) -> None:
    """Count what was endorsed from a member's address without a name from now on; the name is not kept, and the page
    that shows it around ends. Part of the hiding.

    Whoever hides may be in danger, and may have endorsed under another name before they had an account: so a
    house-mate without an account, who cannot be told from them, is not shown either.
    """
    household = hold_household(member.email)
    for endorsement in {hold_my_endorsement(member), *household.live}:
        if endorsement is not None and endorsement.member_id in (None, member.id):
            endorsement.shown = Shown.COUNTED
            endorsement.name = endorsement.affiliation = endorsement.share_code = None


def forget_member(member: Member) -> None:
    """Withdraw a member's endorsement, and forget what else is known of the address; part of the deletion.

    What a house-mate endorsed with the same address under another name stays theirs.
    """
    household = hold_household(member.email)
    for endorsement in {hold_my_endorsement(member), *household.list_own(member)}:
        if endorsement is not None:
            _end(endorsement)
    marks = RefusedAddress.email_index.in_(address_marks(member.email))
    db.session.execute(sa.delete(RefusedAddress).where(marks))


def _end(endorsement: Endorsement) -> None:
    """Withdraw what counted; what nobody had confirmed goes without a trace."""
    if endorsement.state is EndorsementState.PENDING:
        db.session.delete(endorsement)
        return
    end(endorsement, EndorsementState.WITHDRAWN)
