"""The versions of the text that endorsements are pinned to."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from community.db import Identified, Model, now


class DeclarationVersion(Identified, Model):
    """The text in both languages as it was from one day on; never changed, only followed by another."""

    __tablename__ = "declaration_version"

    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    content: Mapped[str] = mapped_column(sa.Text)
    published_at: Mapped[datetime] = mapped_column(default=now)
