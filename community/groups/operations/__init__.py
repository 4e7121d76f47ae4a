"""Writing working groups. Where a group and a membership are both held, the group is held first."""

from community.groups.operations.describing import announce, create_group, edit_group, found_groups
from community.groups.operations.guarding import ensure_may_go, ensure_not_last_coordinator, ensure_replaceable
from community.groups.operations.inviting import MOST_USES, accept_invitation, create_invitation, revoke_invitation
from community.groups.operations.joining import approve, cancel_request, decline, join
from community.groups.operations.keeping import appoint, ban, dismiss, leave, remove, unban
from community.groups.operations.refusals import (
    AlreadyCoordinator,
    AlreadyMember,
    InvitationNeeded,
    InvitationNotValid,
    LastCoordinator,
    NameMissing,
    NoCoordinator,
    NotAdmitted,
    NotInGroup,
    NotKeptOut,
    NotOneself,
    OnlyCoordinator,
    RequestAlreadyDecided,
    RequestWaiting,
    SlugNotUsable,
    SlugTaken,
)
from community.groups.operations.releasing import release_member

__all__ = [
    "MOST_USES",
    "AlreadyCoordinator",
    "AlreadyMember",
    "InvitationNeeded",
    "InvitationNotValid",
    "LastCoordinator",
    "NameMissing",
    "NoCoordinator",
    "NotAdmitted",
    "NotInGroup",
    "NotKeptOut",
    "NotOneself",
    "OnlyCoordinator",
    "RequestAlreadyDecided",
    "RequestWaiting",
    "SlugNotUsable",
    "SlugTaken",
    "accept_invitation",
    "announce",
    "appoint",
    "approve",
    "ban",
    "cancel_request",
    "create_group",
    "create_invitation",
    "decline",
    "dismiss",
    "edit_group",
    "ensure_may_go",
    "ensure_not_last_coordinator",
    "ensure_replaceable",
    "found_groups",
    "join",
    "leave",
    "release_member",
    "remove",
    "revoke_invitation",
    "unban",
]
