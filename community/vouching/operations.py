"""Writing vouches: giving one, taking it back, declining it."""

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from community.accounts.models import Member
from community.db import atomic, db, lock
from community.members.models.blocks import has_blocked
from community.members.queries import find_profile
from community.vouching import emails, queries
from community.vouching.models import Vouch
from community.vouching.refusals import AlreadyVouched, BlockedByYou, NameHidden, NotForOneself, NotVouchable


@atomic
def vouch(*, actor: Member, member: Member, note: str = "", tell: bool = True) -> Vouch:
    """Say of a member: I know this person.

    note: what only moderators read. tell: whether the member gets a mail, which names nobody; they see it on their page
    in any case. Refuses with NotForOneself, AlreadyVouched, BlockedByYou, NameHidden,
    NotVouchable.
    """
    if actor.id == member.id:
        raise NotForOneself
    for one in sorted((actor, member), key=lambda one: one.id):
        lock(one)  # whoever blocks the other at this moment waits, and then ends this vouch, or is seen here
    _ensure_wanted(actor, member)
    given = Vouch(voucher_id=actor.id, member_id=member.id)
    given.note = note or None
    db.session.add(given)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise AlreadyVouched from error
    if tell:
        emails.send_vouched(member)
    return given


def _ensure_wanted(actor: Member, member: Member) -> None:
    if has_blocked(actor.id, member.id):
        raise BlockedByYou
    if find_profile(actor, member.handle) is None:
        raise NotVouchable
    if find_profile(member, actor.handle) is None:
        raise NameHidden
    # After all that does not depend on it, so that whoever is blocked reads the same as whoever was declined.
    before = queries.find_vouch(actor.id, member.id)
    if has_blocked(member.id, actor.id) or (before is not None and before.declined_on is not None):
        raise NotVouchable
    if before is not None:
        raise AlreadyVouched


@atomic
def take_back(*, actor: Member, vouch: Vouch) -> None:
    """Take one's vouch back, with its note; nothing of it is left. One that was declined meanwhile stays declined."""
    lock(vouch)
    if vouch.declined_on is None:
        db.session.delete(vouch)


@atomic
def decline(*, actor: Member, vouch: Vouch) -> None:
    """Refuse a vouch for oneself: it counts no more, its note is gone, and it cannot be given again. Nobody is told."""
    lock(vouch)
    if vouch.declined_on is None:
        vouch.decline()


@atomic
def allow(*, actor: Member, vouch: Vouch) -> None:
    """Let somebody vouch for oneself again whose vouch one declined; they have to do it anew."""
    lock(vouch)
    if vouch.declined_on is not None:
        db.session.delete(vouch)


def untie(one: Member, other: Member) -> None:
    """End what two members say of each other; what one of them declined stays declined. Part of the blocking."""
    both = (one.id, other.id)
    between = sa.and_(Vouch.voucher_id.in_(both), Vouch.member_id.in_(both))
    db.session.execute(sa.delete(Vouch).where(between, Vouch.declined_on.is_(None)))
