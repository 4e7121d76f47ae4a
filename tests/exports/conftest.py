"""Fixtures of these tests."""

import pytest
import time_machine


@pytest.fixture
def time_machine_to():
    """Travel to another moment; the test's end leads back."""
    travels = []

    def travel(moment):
        traveller = time_machine.travel(moment)
        traveller.start()
        travels.append(traveller)

    yield travel
    for traveller in reversed(travels):
        traveller.stop()
