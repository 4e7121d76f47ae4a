"""A site that is killed in the midst of it loses no endorsement that it acknowledged, and makes none two."""

import pytest

from tests.conftest import new_database_url
from tests.killing import (
    EVERY_TENTH,
    Crowd,
    MortalSite,
    endorsement_of,
    read_links,
    require_one_each,
    require_true_counts,
    wait_for_worker,
)

VISITORS = 100
BROWSERS = 8


@pytest.fixture
def site(tmp_path):
    site = MortalSite(tmp_path, new_database_url(tmp_path))
    yield site
    site.kill()


def test_what_was_acknowledged_is_kept_once_and_counts_once(site):
    addresses = [f"visitor{number}@example.org" for number in range(VISITORS)]
    forms = [endorsement_of(address, number) for number, address in enumerate(addresses)]
    with site.application():
        site.start()
        arriving = Crowd(site, BROWSERS, deaths=1)
        arriving.send(forms + forms[::EVERY_TENTH])
        assert {name for _at, name in arriving.acknowledged} == set(addresses)
        wait_for_worker()
        require_one_each(addresses)
        links = read_links(site.mailbox)
        confirming = Crowd(site, BROWSERS, deaths=1)
        confirming.send([(address, links[address][0], []) for address in addresses])
        assert {name for _at, name in confirming.acknowledged} | set(confirming.refused) == set(addresses)
        wait_for_worker()
        require_true_counts(addresses)
