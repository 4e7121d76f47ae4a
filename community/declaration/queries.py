"""Reading the declaration."""

import uuid
from collections.abc import Sequence

import sqlalchemy as sa

from community.db import db
from community.declaration.models import DeclarationVersion
from community.declaration.texts import COMMITMENTS, Version, current_digest

_seen: dict[uuid.UUID, Version] = {}
# Whoever endorses asks for it: put together once.
_ID_OF_DIGEST = sa.select(DeclarationVersion.id).where(DeclarationVersion.digest == sa.bindparam("digest"))


def get_current_version_id() -> uuid.UUID:
    """The id of the version in force, which `flask declaration sync` has put into the database."""
    return get_version_id(current_digest())


def get_version_id(digest: str) -> uuid.UUID:
    """The id of the version with this digest."""
    return db.session.scalars(_ID_OF_DIGEST, {"digest": digest}).one()


def list_versions() -> Sequence[DeclarationVersion]:
    """Every version of the text that has been in force, the newest first."""
    statement = sa.select(DeclarationVersion).order_by(DeclarationVersion.published_at.desc(), DeclarationVersion.id)
    return db.session.scalars(statement).all()


def get_version(version_id: uuid.UUID) -> DeclarationVersion:
    """The version with this id."""
    return db.session.get_one(DeclarationVersion, version_id)


def find_version(viewer: object, digest: str) -> DeclarationVersion | None:
    """The version with this digest."""
    return db.session.scalar(sa.select(DeclarationVersion).where(DeclarationVersion.digest == digest))


def describe_version(version_id: uuid.UUID) -> Version:
    """Which version this is. A version never changes, so that each is read from the database once."""
    version = _seen.get(version_id)
    if version is None:
        row = get_version(version_id)
        version = _seen[version_id] = Version(row.digest, row.published_at)
    return version


def find_commitment(viewer: object, number: int) -> int | None:
    """The number itself where it is that of a commitment."""
    return number if number in COMMITMENTS else None
