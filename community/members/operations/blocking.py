"""Wanting nothing to do with somebody, and taking that back."""

from community.accounts.models import Member
from community.db import atomic, db, lock
from community.members.models import Block
from community.members.operations.refusals import NotBlocked
from community.members.signals import member_blocked


@atomic
def block(*, actor: Member, member: Member, known_as: str = "") -> None:
    """Let a member see of oneself no more than a visitor sees, and reach one no more; nobody tells them.

    known_as: the handle under which the actor knows them, where that is not the one of today.
    Raises NotBlocked where one aims at oneself. Features above end what the two have with each other.
    """
    if actor.id == member.id:
        raise NotBlocked
    lock(actor)  # blocking twice at once is blocking once
    if db.session.get(Block, (actor.id, member.id)) is None:
        db.session.add(Block(blocker_id=actor.id, blocked_id=member.id, handle=known_as or member.handle))
    member_blocked.send(actor, blocked=member)


@atomic
def unblock(*, actor: Member, member: Member) -> None:
    """Take it back; what ended stays ended."""
    found = db.session.get(Block, (actor.id, member.id))
    if found is not None:
        db.session.delete(found)
