"""Reading the declaration."""

import uuid

import sqlalchemy as sa

from community.db import db
from community.declaration.models import DeclarationVersion
from community.declaration.texts import COMMITMENTS, current_digest


def get_current_version_id() -> uuid.UUID:
    """The id of the version in force, which `flask declaration sync` has put into the database."""
    statement = sa.select(DeclarationVersion.id).where(DeclarationVersion.digest == current_digest())
    return db.session.scalars(statement).one()


def find_commitment(viewer: object, number: int) -> int | None:
    """The number itself where it is that of a commitment."""
    return number if number in COMMITMENTS else None
