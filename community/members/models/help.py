"""The kinds of help that members offer each other and look for: one list in both languages."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from community.db import Model


class HelpKind(Model):
    """One kind of help, as in “mentoring”. A retired one stays with those who chose it, and is offered to nobody."""

    __tablename__ = "help_kind"

    code: Mapped[str] = mapped_column(sa.String(30), primary_key=True)
    name_en: Mapped[str] = mapped_column(sa.String(60))
    name_ko: Mapped[str] = mapped_column(sa.String(60))
    is_retired: Mapped[bool] = mapped_column(default=False)

    def name(self, language: str) -> str:
        """The name in a language of the site."""
        return str(getattr(self, f"name_{language}"))
