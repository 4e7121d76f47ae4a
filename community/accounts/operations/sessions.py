"""Sessions: where somebody is logged in, and how that ends."""

from datetime import timedelta

import sqlalchemy as sa

from community.accounts import emails
from community.accounts.models import EventKind, Member, MemberSession
from community.accounts.models.sessions import LONGEST_REMEMBERED, SEEN_STEP
from community.accounts.operations.events import note
from community.accounts.operations.staying import call_off_closing
from community.accounts.queries import has_logged_in
from community.accounts.signals import member_seen, sessions_ended
from community.db import atomic, db, now


@atomic
def open_session(
    *, member: Member, device: str, remembered: bool = False, second_factor: bool = False, known: bool = True
) -> MemberSession:
    """Log a member in: a new session with an id and a secret of its own. Its secret is known to the caller only.

    device: the coarse name of the browser, from `devices`. second_factor: whether more than a password was proved.
    known: whether the member has logged in on this browser before; where not, they are told by mail.
    Whoever logs in wants to stay: a deletion of the account is called off.
    """
    session = MemberSession(
        member_id=member.id, member=member, device=device, remembered=remembered, second_factor=second_factor
    )
    db.session.add(session)
    call_off_closing(member, device)
    if known or not has_logged_in(member):
        note(member, EventKind.LOGGED_IN, device)
    else:
        note(member, EventKind.NEW_DEVICE, device)
        emails.send_new_device(member, device)
    member_seen.send(member)
    return session


@atomic
def mark_seen(*, session: MemberSession) -> None:
    """Note that a session is in use, if that was not noted a short while ago."""
    db.session.execute(
        sa.update(MemberSession)
        .where(MemberSession.id == session.id, MemberSession.seen_at < now() - SEEN_STEP)
        .values(seen_at=now())
    )
    member_seen.send(session.member)


@atomic
def mark_proved(*, session: MemberSession, second_factor: bool = False) -> None:
    """Note that the member has just proved who they are; with `second_factor`, by more than a password."""
    session.proved_at = now()
    session.second_factor = session.second_factor or second_factor
    db.session.execute(
        sa.update(MemberSession)
        .where(MemberSession.id == session.id)
        .values(proved_at=session.proved_at, second_factor=session.second_factor)
    )


@atomic
def end_session(*, session: MemberSession) -> None:
    """End one session: its next request is a visitor's."""
    db.session.execute(sa.delete(MemberSession).where(MemberSession.id == session.id))


@atomic
def end_session_from(*, session: MemberSession, ended: MemberSession) -> None:
    """End another session of the same member, from this one."""
    end_session(session=ended)
    note(session.member, EventKind.SESSION_ENDED, session.device)


@atomic
def end_other_sessions(*, session: MemberSession) -> None:
    """End every session of a member but this one."""
    end_sessions(session.member, but=session)
    note(session.member, EventKind.SESSIONS_ENDED, session.device)


def end_sessions(member: Member, but: MemberSession | None = None) -> None:
    """End every session of a member, or every other, and whatever else one reads by; part of an operation."""
    theirs = sa.delete(MemberSession).where(MemberSession.member_id == member.id)
    db.session.execute(theirs.where(MemberSession.id != but.id) if but else theirs)
    sessions_ended.send(member)


@atomic
def forget_sessions() -> None:
    """Delete the sessions that have run out."""
    old = sa.or_(
        MemberSession.opened_at < now() - LONGEST_REMEMBERED,
        MemberSession.seen_at < now() - timedelta(days=14),
        sa.and_(MemberSession.remembered.is_(False), MemberSession.seen_at < now() - timedelta(days=1)),
    )
    db.session.execute(sa.delete(MemberSession).where(old))
