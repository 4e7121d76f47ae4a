"""Writing the declaration: bringing the text of `content/` into the database."""

import sqlalchemy as sa

from community import audit
from community.db import atomic, db
from community.declaration.models import DeclarationVersion
from community.declaration.texts import canonical, current_digest


@atomic
def sync() -> bool:
    """Make the text in `content/` the version in force; returns whether it was new."""
    known = sa.select(DeclarationVersion.id).where(DeclarationVersion.digest == current_digest())
    if db.session.scalar(known) is not None:
        return False
    version = DeclarationVersion(digest=current_digest(), content=canonical())
    db.session.add(version)
    audit.record(None, "declaration.publish", version, digest=version.digest)
    return True
