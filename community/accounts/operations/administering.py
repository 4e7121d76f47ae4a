"""Who may run the site: the first administrator, and roles given from the command line."""

import secrets

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from community import audit
from community.accounts.models import EventKind, FirstAdministrator, Member, Role
from community.accounts.operations.events import note
from community.accounts.operations.refusals import (
    AdministratorClaimed,
    LastAdministrator,
    LinkNotValid,
    UnknownAddress,
)
from community.accounts.queries import find_confirmed_by_address, is_administrator_claimed
from community.crypto import blind_index
from community.db import atomic, db


def administrator_token() -> str:
    """The secret of the link that makes its opener the first administrator; the same at every start."""
    return blind_index("administrator-link", "first").hex()


@atomic
def claim_administration(*, actor: Member, token: str) -> None:
    """Make the opener of the first start's link an administrator, once. Raises LinkNotValid, AdministratorClaimed."""
    if not secrets.compare_digest(token.encode(), administrator_token().encode()):
        raise LinkNotValid
    if is_administrator_claimed():
        raise AdministratorClaimed
    db.session.add(FirstAdministrator(member_id=actor.id))
    try:
        db.session.flush()
    except IntegrityError as error:  # somebody else opened the same link at the same moment
        raise AdministratorClaimed from error
    actor.role = Role.ADMINISTRATOR
    note(actor, EventKind.ROLE_CHANGED)
    audit.record(actor, "accounts.claim_administration", actor)


@atomic
def appoint_by_address(*, address: str, role: Role) -> Member:
    """Give a member a role from the command line of the server. Raises UnknownAddress."""
    member = find_confirmed_by_address(address)
    if member is None or not member.is_active:
        raise UnknownAddress
    member.role = role
    note(member, EventKind.ROLE_CHANGED)
    audit.record(None, "accounts.appoint", member, role=role)
    return member


def hold_with_administrators(*members: Member) -> None:
    """Hold these members and every administrator until the end, always in the same order; part of an operation.

    So two administrators who end each other at the same moment come one after the other.
    """
    involved = sa.or_(Member.role == Role.ADMINISTRATOR, Member.id.in_([member.id for member in members]))
    statement = sa.select(Member).where(involved).order_by(Member.id).with_for_update(key_share=True)
    db.session.scalars(statement.execution_options(populate_existing=True)).all()


def keep_an_administrator(*, without: Member) -> None:
    """Refuse (LastAdministrator) to go on without the last administrator who can act; part of an operation."""
    if without.role is not Role.ADMINISTRATOR or not without.is_active:
        return
    others = sa.select(Member.id).where(Member.role == Role.ADMINISTRATOR, Member.is_active, Member.id != without.id)
    if db.session.scalar(others.limit(1)) is None:
        raise LastAdministrator
