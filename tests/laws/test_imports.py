"""Law: who may import whom (the table stands in pyproject.toml), and no import hides inside a function unexplained."""

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")

STATED_CAUSE = "# noqa: PLC0415  (large, and "  # then follows who does without it

LAWFUL = {
    "community/__init__.py": "",
    "community/access.py": "",
    "community/app.py": "import community.groups.views",
    "community/db.py": "",
    "community/forms.py": "import wtforms",
    "community/accounts/__init__.py": "",
    "community/accounts/models.py": "import community.db",
    "community/groups/__init__.py": "",
    "community/groups/models.py": "import community.accounts.models",
    "community/groups/operations.py": "import community.groups.models",
    "community/groups/forms.py": "import community.forms",
    "community/groups/views.py": "import flask\nimport community.groups.forms\nimport community.groups.operations",
}
# The contract that is broken, and what breaks it.
UNLAWFUL = [
    ("A feature imports only", {"community/accounts/models.py": "import community.groups"}),
    ("A feature imports only", {"community/db.py": "import community.accounts.models"}),
    ("A feature imports only", {"community/helpers.py": ""}),  # it has no place in the order
    ("Inside a feature", {"community/groups/operations.py": "import community.groups.forms"}),
    ("The domain knows nothing", {"community/groups/models.py": "from flask import request"}),
    (
        "The modules of the kernel",
        {"community/mail.py": "import community.jobs", "community/jobs.py": "import community.mail"},
    ),
]


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT_IMPORTS, "--no-cache", "--no-logo"], cwd=folder, capture_output=True, text=True, check=False
    )


def lint_package(folder: Path, files: dict[str, str]) -> subprocess.CompletedProcess[str]:
    shutil.copy(ROOT / "pyproject.toml", folder)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return lint_imports(folder)


def imports_inside_functions(source: str) -> Iterator[int]:
    """The lines of a module on which an import stands inside a function and does not say for what cause."""
    functions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
    lines = source.splitlines()
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, functions):
            imports = (n.lineno for n in ast.walk(function) if isinstance(n, ast.Import | ast.ImportFrom))
            yield from (number for number in imports if STATED_CAUSE not in lines[number - 1])


def test_community_keeps_the_order_of_imports():
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_control_a_lawful_package_passes(tmp_path):
    done = lint_package(tmp_path, LAWFUL)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("contract", "planted"), UNLAWFUL)
def test_control_a_planted_violation_is_reported(tmp_path, contract, planted):
    done = lint_package(tmp_path, LAWFUL | planted)
    assert done.returncode == 1
    assert any(line.startswith(contract) and line.endswith("BROKEN") for line in done.stdout.splitlines()), done.stdout


def test_no_import_stands_inside_a_function_but_for_a_stated_cause():
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sorted((ROOT / "community").rglob("*.py"))
        for line in imports_inside_functions(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_control_an_import_inside_a_function_is_found():
    source = "import os\n\n\nclass Group:\n    def join(self):\n        if os:\n            from flask import request\n"
    assert list(imports_inside_functions(source)) == [7]
    explained = source.replace("import request", f"import request  {STATED_CAUSE}few ask)")
    assert list(imports_inside_functions(explained)) == []
