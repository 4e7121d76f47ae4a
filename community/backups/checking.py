"""What must be true of a database that was brought back."""

from itertools import chain

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag

import community.endorsements.verification
import community.ledger.verification
from community.backups.counting import look_at
from community.backups.refusals import Refused
from community.backups.statement import Statement
from community.db import db
from community.ledger.keeping import read_kept
from community.ledger.queries import head_size
from community.ledger.verification import snapshot
from community.rotation import sealed_models

SAMPLE = 100  # rows of each kind; their ids are random


def check_rows(statement: Statement) -> None:
    """Compare revision and rows with what the statement says. Raises Refused where they differ."""
    with db.engine.connect() as connection:
        revision, rows = look_at(connection)
    differing = {name for name, _count in rows.items() ^ statement.rows.items()}
    if revision != statement.revision or differing:
        raise Refused(f"The database was filled, but not with what was copied: {', '.join(sorted(differing))}.")


def open_sealed() -> int:
    """Open sealed fields of every kind; returns how many. Raises Refused where one does not open."""
    opened = 0
    with snapshot():
        for model, fields in sealed_models().items():
            (identity,) = sa.inspect(model).primary_key
            for row in db.session.scalars(sa.select(model).order_by(identity).limit(SAMPLE)):
                try:
                    opened += sum(getattr(row, field.name) is not None for field in fields)
                except InvalidTag as failure:
                    raise Refused(f"Rows of {model.__tablename__} do not open with this secret.") from failure
    return opened


def check_ledger() -> int:
    """Compute the ledger and the count anew; returns how many entries there are. Raises Refused with what is wrong.

    They must begin with the last checkpoint that was kept here: the backup's own, or a later one.
    """
    with snapshot():
        of_ledger = community.ledger.verification.find_faults(read_kept())
        faults = list(chain(of_ledger, community.endorsements.verification.find_faults()))
        size = head_size()
    if faults:
        raise Refused("\n".join(["The database was filled, but what is in it does not fit:", *faults]))
    return size
