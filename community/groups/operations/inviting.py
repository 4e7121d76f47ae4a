"""Inviting: by a link that admits whoever opens it, by a mail to one address, by name.

Whoever invites learns nothing by it: an invitation to an address that has an account, and to a handle that nobody has,
or somebody who has blocked them, is made and listed alike. What depends on it is done by the worker.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa

from community import audit
from community.accounts.addresses import normalize
from community.accounts.models import Member
from community.crypto import blind_mark
from community.db import atomic, db, lock, now
from community.errands import defer
from community.groups import queries
from community.groups.models import Group, GroupRole, Invitation, InvitationWay, Membership
from community.groups.operations.guarding import ensure_active
from community.groups.operations.refusals import (
    MailsStopped,
    NoCoordinator,
    TooManyMails,
)

LONGEST_DAYS = 30
MOST_USES = 100
# By mail and by name: how long they wait for an answer.
WAITS = timedelta(days=30)
MAILS_A_DAY = 10
# Whose mails were reported so often in so long invites nobody by mail any more.
REPORTS_BEAR = 3
REPORTS_COUNT = timedelta(days=180)


def mark_of(address: str) -> bytes:
    """By what invitations to one address are found, however it is written."""
    return blind_mark("invitation", normalize(address))


def mark_of_handle(handle: str) -> bytes:
    """By what invitations to one handle are found, as it was typed, whether there is anybody of that name or not."""
    return blind_mark("invitation by name", handle)


@atomic
def create_invitation(*, actor: Member, group: Group, days: int, max_uses: int, note: str = "") -> Invitation:
    """Make a link that admits up to `max_uses` people (1 to 100) within `days` (1 to 30).

    note: what coordinators write to remember whom it is for. Raises ValueError for numbers out of bounds; refuses with
    NoCoordinator, GroupAtRest.
    """
    if not (1 <= days <= LONGEST_DAYS and 1 <= max_uses <= MOST_USES):
        raise ValueError("An invitation lasts 1 to 30 days and admits 1 to 100 people.")
    invitation = _make(actor, group, InvitationWay.LINK, max_uses=max_uses, expires_at=now() + timedelta(days=days))
    invitation.note = note or None
    audit.record(actor, "groups.create_invitation", group, place=group, days=days, max_uses=max_uses)
    return invitation


@atomic
def invite_by_mail(*, actor: Member, group: Group, address: str, language: str) -> Invitation:
    """Have a mail sent to one address; only the account of that address comes in by its link, and once.

    The mail is ours in every word: nobody writes to strangers through it. language: that it is written in.
    Refuses with NoCoordinator, GroupAtRest, TooManyMails, MailsStopped.
    """
    lock(actor)  # who sends two at once has sent two
    mails = sa.select(sa.func.count()).where(Invitation.created_by_id == actor.id, Invitation.way == InvitationWay.MAIL)
    if db.session.scalars(mails.where(Invitation.reported_at > now() - REPORTS_COUNT)).one() >= REPORTS_BEAR:
        raise MailsStopped
    if db.session.scalars(mails.where(Invitation.created_at > now() - timedelta(days=1))).one() >= MAILS_A_DAY:
        raise TooManyMails
    invitation = _make(actor, group, InvitationWay.MAIL)
    invitation.recipient, invitation.address_mark, invitation.language = address, mark_of(address), language
    audit.record(actor, "groups.create_invitation", group, place=group, way="mail")
    defer("groups.mail_invitation", invitation_id=str(invitation.id))
    return invitation


@atomic
def invite_by_handle(*, actor: Member, group: Group, handle: str, role: GroupRole = GroupRole.MEMBER) -> Invitation:
    """Invite the member of this handle, if there is one who takes it; a request of theirs that waits is granted.

    role: what they will be; a coordinator is only invited by name. Refuses with NoCoordinator, GroupAtRest.
    """
    invitation = _make(actor, group, InvitationWay.HANDLE, role=role)
    invitation.recipient = handle.strip().removeprefix("@").lower()
    invitation.address_mark = mark_of_handle(invitation.recipient)
    # Not who: the trail would tell whether there is anybody of the name.
    audit.record(actor, "groups.create_invitation", group, place=group, way="handle", role_there=role.value)
    defer("groups.bring_invitation", invitation_id=str(invitation.id))
    return invitation


@atomic
def revoke_invitation(*, actor: Member, invitation: Invitation) -> None:
    """Close an invitation; closing a closed one changes nothing."""
    lock(invitation)
    if invitation.is_open:
        invitation.revoked_at = now()
        group = db.session.get_one(Group, invitation.group_id)
        audit.record(actor, "groups.revoke_invitation", group, place=group)


@atomic
def forget_invitations() -> None:
    """Destroy whom invitations were sent to and what was noted of them, 30 days after they ended.

    Those by which nobody came in go wholly; but of one that was reported stays that its address is not to be written
    to. The others stay, as they tell who brought whom.
    """
    ended = _ended_before(now() - timedelta(days=30))
    unused = sa.delete(Invitation).where(ended, Invitation.uses == 0, Invitation.reported_at.is_(None))
    told = sa.or_(Invitation.recipient_sealed.is_not(None), Invitation.note_sealed.is_not(None))
    forgotten = sa.update(Invitation).where(ended, told).values(recipient_sealed=None, note_sealed=None)
    for statement in (unused, forgotten):
        db.session.execute(statement, execution_options={"synchronize_session": False})


def _ended_before(moment: datetime) -> sa.ColumnElement[bool]:
    came_since = sa.exists().where(Membership.invitation_id == Invitation.id, Membership.joined_at >= moment)
    return sa.or_(
        Invitation.expires_at < moment,
        Invitation.revoked_at < moment,
        Invitation.declined_at < moment,
        sa.and_(Invitation.uses >= Invitation.max_uses, sa.not_(came_since)),  # the last who came in ended it
    )


def _make(actor: Member, group: Group, way: InvitationWay, **values: object) -> Invitation:
    ensure_active(group)
    # Held: who loses the powers, or is taken out with a whole branch, at this moment has invited before or not at all.
    mine = queries.find_live_membership(group.id, actor.id)
    if mine is None or not mine.has_powers:
        raise NoCoordinator
    invitation = Invitation(
        group_id=group.id,
        created_by_id=actor.id,
        parent_id=mine.invitation_id,
        way=way,
        **{"max_uses": 1, "expires_at": now() + WAITS, **values},
    )
    db.session.add(invitation)
    return invitation
