"""Bringing the blind indexes of addresses up to date, when their rules have changed since the rows were written."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from community.accounts.addresses import FORM, FoundByAddress
from community.db import atomic, db

BATCH = 100


def renew_indexes(model: type[FoundByAddress]) -> int:
    """Index anew whatever was indexed by earlier rules, the older rows first; returns how many.

    Of two rows that may not have one address, the one that comes too late is found by exactly its own spelling.
    """
    renewed = 0
    while some := _renew_some(model):
        renewed += some
    return renewed


@atomic
def _renew_some(model: Any) -> int:
    outdated = sa.select(model).where(model.address_form < FORM).order_by(model.created_at, model.id).limit(BATCH)
    rows = db.session.scalars(outdated.with_for_update(), execution_options={"populate_existing": True}).all()
    for row in rows:
        row.address_form = FORM
        db.session.flush()
        try:
            with db.session.begin_nested():
                row.reindex()
        except IntegrityError:
            row.reindex_exactly()
    return len(rows)
