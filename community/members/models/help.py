"""The kinds of help that members offer each other and look for: one list in both languages."""

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from community.db import Model


class HelpKind(Model):
    """One kind of help, as in “mentoring”. A retired one stays with those who chose it, and is offered to nobody."""

    __tablename__ = "help_kind"

    code: Mapped[str] = mapped_column(sa.String(30), primary_key=True)
    name_en: Mapped[str] = mapped_column(sa.String(60), unique=True)
    name_ko: Mapped[str] = mapped_column(sa.String(60), unique=True)
    is_retired: Mapped[bool] = mapped_column(default=False)

    @property
    def id(self) -> uuid.UUID:
        """What the trail calls it by."""
        return uuid.uuid5(uuid.NAMESPACE_OID, f"help_kind.{self.code}")

    @property
    def slug(self) -> str:
        """How it is named in the trail."""
        return self.code

    def name(self, language: str) -> str:
        """The name in a language of the site."""
        return str(getattr(self, f"name_{language}"))
