"""Every component on one page."""

import pytest

from tests.factories import MemberFactory


@pytest.mark.parametrize("language", ["en", "ko"])
def test_index_shows_the_components(client, language):
    assert client.get(f"/{language}/styleguide").status == 200


def test_index_shows_what_errors_look_like(client):
    page = client.login(MemberFactory()).post("/en/styleguide", {"text": ""})
    assert page.status == 422
    assert page.errors
