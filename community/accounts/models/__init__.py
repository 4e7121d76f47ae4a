"""The tables of accounts."""

from community.accounts.models.events import EventKind, SecurityEvent
from community.accounts.models.links import LinkPurpose, MailedLink
from community.accounts.models.member import FirstAdministrator, Member, MemberState, Role
from community.accounts.models.sessions import MemberSession

__all__ = [
    "EventKind",
    "FirstAdministrator",
    "LinkPurpose",
    "MailedLink",
    "Member",
    "MemberSession",
    "MemberState",
    "Role",
    "SecurityEvent",
]
