"""Writing from the desk: suspending, restoring, handing out roles."""

import community.groups.operations
from community import audit
from community.accounts.models import EventKind, Member, MemberState, Role
from community.accounts.operations import LastAdministrator as LastAdministrator
from community.accounts.operations import end_sessions, hold_with_administrators, keep_an_administrator, note
from community.db import atomic
from community.i18n import lazy
from community.moderation import emails
from community.refusals import Refusal


class NotOneself(Refusal):
    """A moderator aims at their own account."""

    sentence = lazy("You cannot suspend yourself. Another moderator can.")


class NotYours(Refusal):
    """The actor has not, or not any more, the right to decide over this member."""

    sentence = lazy("Only an administrator can do this to a moderator or an administrator.")


class RightsLost(Refusal):
    """The actor's own rights were taken while the page was open."""

    sentence = lazy("Your own rights have changed in the meantime.")


class AlreadySuspended(Refusal):
    """The member is suspended."""

    sentence = lazy("This member is already suspended.")


class NotSuspended(Refusal):
    """The member is not suspended."""

    sentence = lazy("This member is not suspended.")


class SameRole(Refusal):
    """The member has this role."""

    sentence = lazy("This member already has this role.")
    field = "role"


class RestoreFirst(Refusal):
    """A suspended member is offered rights."""

    sentence = lazy("This member is suspended. Restore them before you give them rights.")
    field = "role"


@atomic
def suspend(*, actor: Member, member: Member, reason: str) -> None:
    """Shut a member out from now on; every session ends and the reason is mailed to them.

    Refuses with LastAdministrator, NotOneself, NotYours, RightsLost, AlreadySuspended, and as groups refuse to lose
    their last coordinator.
    """
    if member.id == actor.id:
        raise NotOneself
    community.groups.operations.ensure_replaceable(member)  # groups are held before members, everywhere
    hold_with_administrators(actor, member)
    keep_an_administrator(without=member)
    require_rank(actor, member)
    if member.state is not MemberState.ACTIVE:
        raise AlreadySuspended
    member.state = MemberState.SUSPENDED
    member.suspended_reason = reason
    end_sessions(member)
    audit.record(actor, "moderation.suspend", member, reason=reason)
    emails.send_suspended(member)


@atomic
def restore(*, actor: Member, member: Member) -> None:
    """Let a suspended member in again and tell them. Refuses with NotYours, RightsLost, NotSuspended."""
    hold_with_administrators(actor, member)
    require_rank(actor, member)
    if member.state is not MemberState.SUSPENDED:
        raise NotSuspended
    member.state = MemberState.ACTIVE
    member.suspended_reason = None
    audit.record(actor, "moderation.restore", member)
    emails.send_restored(member)


@atomic
def set_role(*, actor: Member, member: Member, role: Role) -> None:
    """Make a member a moderator or an administrator, or an ordinary member again, and tell them.

    Refuses with SameRole, LastAdministrator, RightsLost, RestoreFirst.
    """
    hold_with_administrators(actor, member)
    if member.role is role:
        raise SameRole
    keep_an_administrator(without=member)
    if actor.role is not Role.ADMINISTRATOR or not actor.is_active:
        raise RightsLost
    if role is not Role.MEMBER and not member.is_active:
        raise RestoreFirst
    audit.record(actor, "moderation.set_role", member, role=role.value, before=member.role.value)
    member.role = role
    note(member, EventKind.ROLE_CHANGED)
    emails.send_role(member)


def require_rank(actor: Member, member: Member) -> None:
    """Refuse an actor who has not, or not any more, the right to decide over this member: RightsLost, NotYours."""
    if not actor.is_active or actor.role is Role.MEMBER:
        raise RightsLost
    if member.role is not Role.MEMBER and actor.role is not Role.ADMINISTRATOR:
        raise NotYours
