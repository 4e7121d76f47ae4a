"""A demonstration of small size."""

import dataclasses

import pytest
from flask import Flask

from community.demo.operations import Wish, load
from community.groups.operations import found_groups

PASSWORD = "a password for the demonstration"
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.fixture
def demo_app(app: Flask, tmp_path, monkeypatch) -> Flask:
    """The application as COMMUNITY_DEMO=1 sets it, its accounts written into a folder of its own."""
    settings = dataclasses.replace(app.config["COMMUNITY"], demo=True, instance=tmp_path)
    monkeypatch.setitem(app.config, "COMMUNITY", settings)
    return app


@pytest.fixture
def community(app: Flask) -> Wish:
    """The wish behind a community that has been loaded."""
    found_groups()
    wish = Wish(members=60, endorsements=300, groups=13, seed=7)
    load(wish, password=PASSWORD, secret=SECRET, advance=lambda: None)
    return wish
