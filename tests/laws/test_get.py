"""Law: looking changes nothing. Scanners, prefetching browsers and search engines follow every link."""

import pytest

from tests.laws.samples import GETS, sample_form, sample_of, sample_url
from tests.laws.world import VIEWERS, digest, send


@pytest.mark.parametrize("endpoint", GETS)
def test_looking_changes_nothing(world, new_client, endpoint):
    before = digest()
    for viewer in VIEWERS:
        client = world.enter(new_client(), viewer)
        url = sample_url(endpoint, world)
        page, head = client.get(url, buffered=True), send(client, "HEAD", url)
        assert page.status < 500
        assert head.status_code == page.status
        assert head.data == b""
        head.close()
    assert digest() == before


@pytest.mark.parametrize("endpoint", ["groups.leave", "endorsements.withdraw"])
def test_control_a_change_is_noticed(world, client, endpoint):
    before = digest()
    world.enter(client, sample_of(endpoint).by)
    client.post(sample_url(endpoint, world), sample_form(endpoint, world))
    changed = {table for table, known in digest().items() if known != before[table]}
    assert changed >= {"membership" if endpoint == "groups.leave" else "endorsement"}
