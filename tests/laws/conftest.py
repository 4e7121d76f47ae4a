"""What the laws share: the small world in which they hold."""

import pytest
from flask import Flask

from tests.laws.world import World, the_world


@pytest.fixture
def world(app: Flask) -> World:
    """The small world, as new."""
    return the_world(app)
