"""Law: one place commits, `db.atomic`; what an operation does is all or nothing."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# `with engine.begin()` commits at its end.
COMMITS = {"commit", "begin"}


def places_that_commit(source: str) -> Iterator[tuple[str, int]]:
    """The outermost function (or "") and the line of each call that commits."""
    for part in ast.parse(source).body:
        name = part.name if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) else ""
        for node in ast.walk(part):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in COMMITS:
                yield name, node.lineno


# One statement, in a transaction of its own: what must hold whether or not the request succeeds.
ALONE = ("community/db.py", "at_once")


def test_only_atomic_commits():
    found = [
        (path.relative_to(ROOT).as_posix(), name)
        for path in sorted((ROOT / "community").rglob("*.py"))
        for name, _line in places_that_commit(path.read_text(encoding="utf-8"))
    ]
    assert found == [("community/db.py", "atomic"), ALONE]


def test_control_a_commit_elsewhere_is_found():
    source = (
        "def approve():\n    if 1:\n        db.session.commit()\n\n\nwith engine.begin() as connection:\n    pass\n"
    )
    assert list(places_that_commit(source)) == [("approve", 3), ("", 6)]
