"""Law: every change needs a token that only our own page, in the same session, can have carried.

That a form with its token is accepted, and changes something, is in test_samples.
"""

import pytest

from tests.laws.samples import POSTS, sample_form, sample_of, sample_url
from tests.laws.world import digest, send


@pytest.mark.parametrize("endpoint", POSTS)
def test_a_form_without_a_token_is_refused(world, client, endpoint):
    world.enter(client, sample_of(endpoint).by)
    before = digest()
    page = client.post(sample_url(endpoint, world), sample_form(endpoint, world), csrf=False)
    assert page.status == 400
    assert digest() == before


@pytest.mark.parametrize("endpoint", POSTS)
def test_a_form_with_the_token_of_another_session_is_refused(world, new_client, endpoint):
    by = sample_of(endpoint).by
    client, another = world.enter(new_client(), by), world.enter(new_client(), by)
    client._csrf_token()
    before = digest()
    form = sample_form(endpoint, world) | {"csrf_token": another._csrf_token()}
    page = client.post(sample_url(endpoint, world), form, csrf=False)
    assert page.status == 400
    assert digest() == before


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("endpoint", POSTS)
def test_no_other_method_changes_anything(world, client, endpoint, method):
    world.enter(client, sample_of(endpoint).by)
    before = digest()
    response = send(client, method, sample_url(endpoint, world), data=sample_form(endpoint, world))
    assert response.status_code in (400, 405)
    assert digest() == before
