"""Every act that the code records has a sentence in the trail."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from community.accounts.models import Role
from community.i18n import in_language
from community.moderation.wording import ACTS, ROLES

COMMUNITY = Path(__file__).resolve().parents[2] / "community"


def recorded_actions(source: str) -> Iterator[str]:
    """The actions that a module hands to `audit.record`, directly or through a function of its own."""
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and _name(call.func) in ("record", "_record") and len(call.args) >= 2:
            action = call.args[1]
            if isinstance(action, ast.Constant):
                yield str(action.value)


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def test_every_recorded_act_has_words_and_no_words_are_idle():
    recorded = {
        action for path in COMMUNITY.rglob("*.py") for action in recorded_actions(path.read_text(encoding="utf-8"))
    }
    assert recorded == set(ACTS)


def test_control_recorded_actions_are_found():
    assert list(recorded_actions('audit.record(None, "a.b", thing)\n_record(actor, "c.d", thing)')) == ["a.b", "c.d"]


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("action", ACTS)
def test_every_sentence_takes_its_names(app, language, action):
    with in_language(language):
        told = str(ACTS[action]) % {"actor": "Haru", "subject": "Bora", "group": "films"}
    assert "Haru" in told
    assert "%" not in told


def test_every_role_has_words():
    assert set(ROLES) == set(Role)
