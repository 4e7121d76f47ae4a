"""What the tests of kept pages share."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from community.web import versions
from tests.apps import another_app
from tests.web.visits import Visits


@pytest.fixture(scope="module")
def the_site(the_app: Flask) -> Iterator[Visits]:
    with another_app(the_app, CACHE_URL="memory://") as other:
        yield Visits(other)


@pytest.fixture
def own_writes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A server looks changed when this test has written, and not when a test beside it has, into another database."""
    commits: list[object] = []
    looked: dict[tuple[str, int], str | None] = {}
    ask = versions.Versions._ask_server

    def ask_after_writes(self: versions.Versions) -> str | None:
        key = (str(self._engine.url), len(commits))
        if key not in looked:
            looked[key] = ask(self)
        return looked[key]

    monkeypatch.setattr(versions.Versions, "_ask_server", ask_after_writes)
    count = commits.append
    sa.event.listen(sa.Engine, "commit", count)
    yield
    sa.event.remove(sa.Engine, "commit", count)


@pytest.fixture
def site(the_site: Visits, own_writes: None, monkeypatch: pytest.MonkeyPatch) -> Visits:
    """A site that has kept nothing, and looks at the database each time."""
    monkeypatch.setattr(versions, "LOOKED_AT_EVERY", -1.0)
    the_site.kept.clear()
    return the_site
