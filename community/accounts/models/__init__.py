"""The tables of accounts."""

from community.accounts.models.copies import DataCopy
from community.accounts.models.events import EventKind, SecurityEvent
from community.accounts.models.factors import RecoveryCode, Totp
from community.accounts.models.links import LinkPurpose, MailedLink
from community.accounts.models.member import ExitTo, FirstAdministrator, Member, MemberState, Role
from community.accounts.models.passkeys import Passkey, UsedChallenge
from community.accounts.models.sessions import MemberSession

__all__ = [
    "DataCopy",
    "EventKind",
    "ExitTo",
    "FirstAdministrator",
    "LinkPurpose",
    "MailedLink",
    "Member",
    "MemberSession",
    "MemberState",
    "Passkey",
    "RecoveryCode",
    "Role",
    "SecurityEvent",
    "Totp",
    "UsedChallenge",
]
