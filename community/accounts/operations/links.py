"""Handing out links that change something, and taking them back: a token is kept as a digest and works once."""

from datetime import timedelta

import sqlalchemy as sa

from community.accounts.models import LinkPurpose, MailedLink, Member
from community.accounts.models.links import digest_of
from community.accounts.operations.refusals import LinkNotValid
from community.accounts.queries import find_link
from community.db import atomic, db, now


def hand_out(
    member: Member, purpose: LinkPurpose, lasts: timedelta, payload: str | None = None, *, beside_others: bool = False
) -> str:
    """Make a link for one purpose; every earlier one of the member for it is worth nothing any more.

    beside_others: the earlier ones keep their worth.
    Part of an operation. Returns the token, which is kept nowhere.
    """
    if not beside_others:
        take_back(member, purpose)
    link = MailedLink(member_id=member.id, purpose=purpose, expires_at=now() + lasts)
    link.payload = payload
    db.session.add(link)
    return link.token


def look_up(token: str, purpose: LinkPurpose, *, shut_out: bool = False) -> MailedLink:
    """The link behind a token, its member beside it; raises LinkNotValid where it is forged, used or too old.

    shut_out: it also works for a member who cannot act now.
    """
    link = find_link(digest_of(token), purpose)
    if link is None or link.expires_at <= now() or not (shut_out or link.member.is_active):
        raise LinkNotValid
    return link


def use_up(token: str, purpose: LinkPurpose, *, shut_out: bool = False) -> MailedLink:
    """Use a link: of two who come with it at the same moment one gets it. Part of an operation; raises LinkNotValid.

    shut_out: it also works for a member who cannot act now.
    """
    link = look_up(token, purpose, shut_out=shut_out)
    db.session.expunge(link)  # what it carries is still to be read when its row has gone
    gone = db.session.execute(sa.delete(MailedLink).where(MailedLink.id == link.id).returning(MailedLink.id))
    if gone.scalar() is None:
        raise LinkNotValid
    return link


def take_back(member: Member, purpose: LinkPurpose) -> None:
    """Make the member's links for a purpose worth nothing; part of an operation."""
    db.session.execute(sa.delete(MailedLink).where(MailedLink.member_id == member.id, MailedLink.purpose == purpose))


@atomic
def forget_links() -> None:
    """Delete the links that have run out."""
    db.session.execute(sa.delete(MailedLink).where(MailedLink.expires_at < now()))
