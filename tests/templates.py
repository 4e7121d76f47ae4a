"""Templates that a test gives to the application in place of its own."""

import pytest
from flask import Flask
from jinja2 import DictLoader


def give_templates(app: Flask, monkeypatch: pytest.MonkeyPatch, parts: dict[str, str]) -> None:
    """Give the application these templates, by their names, and no others."""
    forget_templates(app, monkeypatch)
    monkeypatch.setattr(app.jinja_env, "loader", DictLoader(parts))


def forget_templates(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the application compile its templates anew, until the test has ended."""
    monkeypatch.setattr(app.jinja_env, "spoken", {})
    monkeypatch.setattr(app.jinja_env, "cache", {})
