"""What tests of the kernel share."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from community.crypto import key_ring
from community.db import db
from community.keys import DataKey


@pytest.fixture
def keys_as_before(app: Flask) -> Iterator[None]:
    """Whatever a test does with the keys, the next one begins with those that derive from the secret."""
    yield
    db.session.rollback()
    db.session.execute(sa.delete(DataKey))
    db.session.commit()
    key_ring().reload()
