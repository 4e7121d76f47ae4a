"""What the laws share: the small world in which they hold."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.laws.world import World, the_world


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    """The small world, as new; what stays while other tests come and go is put back after it."""
    world = the_world(app)
    yield world
    world.put_back_kept()
