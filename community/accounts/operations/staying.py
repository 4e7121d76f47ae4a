"""Calling off the deletion of an account: by logging in, or through the mailed link."""

from community.accounts.models import EventKind, LinkPurpose, MailedLink, Member
from community.accounts.operations.events import note
from community.accounts.operations.links import look_up, take_back, use_up
from community.db import atomic, lock


def find_cancelling(token: str) -> MailedLink:
    """The link that calls off the deletion of an account. Raises LinkNotValid."""
    return look_up(token, LinkPurpose.CANCEL_CLOSING, shut_out=True)


@atomic
def cancel_closing(*, token: str, device: str) -> None:
    """Call off the deletion of an account through the mailed link. Raises LinkNotValid."""
    member = use_up(token, LinkPurpose.CANCEL_CLOSING, shut_out=True).member
    lock(member)
    call_off_closing(member, device)


def call_off_closing(member: Member, device: str) -> None:
    """Keep an account that was to be deleted; part of an operation, as logging in is one."""
    if member.closes_at is None:
        return
    member.closes_at = None
    take_back(member, LinkPurpose.CANCEL_CLOSING)
    note(member, EventKind.CLOSING_CANCELLED, device)
