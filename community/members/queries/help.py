"""Reading the kinds of help."""

import sqlalchemy as sa

from community.db import db
from community.members.models import HelpKind


def help_kinds() -> list[HelpKind]:
    """Every kind of help, retired ones too, by its code."""
    return list(db.session.scalars(sa.select(HelpKind).order_by(HelpKind.code)))
