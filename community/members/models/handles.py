"""Handles that somebody gave up: for a year nobody else can stand under that name."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from community.db import Model


class RetiredHandle(Model):
    """A handle that rests, so that nobody is mistaken for who had it before.

    Neither the handle nor its owner can be read here: both stand as keyed marks, which are only compared.
    """

    __tablename__ = "retired_handle"

    handle_mark: Mapped[bytes] = mapped_column(primary_key=True)
    # Who may take it back; None once that account is deleted.
    owner_mark: Mapped[bytes | None] = mapped_column(index=True)
    free_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (sa.CheckConstraint("length(handle_mark) = 32", name="a_mark"),)
