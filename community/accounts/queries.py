"""Reading accounts."""

import uuid

import sqlalchemy as sa

from community.accounts.addresses import address_index
from community.accounts.models import FirstAdministrator, Member, MemberState
from community.db import db


def find_member(member_id: uuid.UUID) -> Member | None:
    """The member with this id."""
    return db.session.get(Member, member_id)


def find_confirmed_by_address(address: str) -> Member | None:
    """The one member, active or suspended, whose confirmed address this is."""
    return db.session.scalar(
        sa.select(Member).where(Member.email_index == address_index(address), Member.state != MemberState.UNCONFIRMED)
    )


def count_unconfirmed(address: str) -> int:
    """How many sign-ups with this address wait for its owner."""
    waiting = sa.select(sa.func.count()).select_from(Member)
    return db.session.scalars(
        waiting.where(Member.email_index == address_index(address), Member.state == MemberState.UNCONFIRMED)
    ).one()


def find_active_by_handle(handle: str) -> Member | None:
    """The active member with this handle, however it is capitalised."""
    return db.session.scalar(
        sa.select(Member).where(
            Member.handle == handle.strip().removeprefix("@").lower(), Member.state == MemberState.ACTIVE
        )
    )


def is_administrator_claimed() -> bool:
    """Whether somebody has opened the administrator's link of the first start."""
    return db.session.scalar(sa.select(FirstAdministrator)) is not None
