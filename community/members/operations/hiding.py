"""Being seen by nobody, at once."""

from community.accounts.models import EventKind, Member, MemberSession
from community.accounts.operations import end_sessions, note
from community.accounts.signals import member_hiding
from community.db import atomic, lock
from community.members.queries import get_profile


@atomic
def hide(*, actor: Member, session: MemberSession) -> None:
    """Show a member to nobody, at once: the profile, what other features show of them, and their other devices.

    session: the one that goes on.
    """
    profile = get_profile(actor)
    lock(profile)
    profile.hide()
    end_sessions(actor, but=session)
    member_hiding.send(actor)
    note(actor, EventKind.HIDDEN, session.device)
