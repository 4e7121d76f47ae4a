"""Law: the house stays one that can be walked through: short modules, short functions, names that say something."""

import ast
import fnmatch
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LONGEST_MODULE = 300
LONGEST_FUNCTION = 50
EMPTY_NAMES = re.compile(r"(^|_)(utils?|helpers?|managers?|services?|base|common|misc)(_|$)")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK|TEMPORARY)\b")

ALLOWED = {
    "README.md",
    "LICENSE",
    "SECURITY.md",
    "CONTRIBUTING.md",
    "Makefile",
    "pyproject.toml",
    "requirements.lock",
    "requirements-dev.lock",
    "wsgi.py",
    "community",
    "templates",
    "static",
    "migrations",
    "tests",
    "docs",
    "deploy",
    ".ci",
    ".github",
    ".editorconfig",
    ".gitignore",
    ".gitattributes",
}
# What tools and running sites leave behind; .gitignore has it too.
MADE = {".git", ".venv", ".hypothesis", "__pycache__", ".*_cache", "instance", "instance-*", "build", "*.egg-info"}


def strangers(names: Iterable[str]) -> list[str]:
    """The names at the top that nobody expects there."""
    return sorted(n for n in names if n not in ALLOWED and not any(fnmatch.fnmatch(n, pattern) for pattern in MADE))


def long_functions(source: str) -> Iterator[tuple[str, int]]:
    """Functions over the limit, with their lines."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > LONGEST_FUNCTION:
                yield node.name, lines


def modules() -> list[Path]:
    return sorted((ROOT / "community").rglob("*.py"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_modules_are_short():
    lines = {name(path): len(path.read_text("utf-8").splitlines()) for path in modules()}
    assert len(lines) > 50
    assert {path: count for path, count in lines.items() if count > LONGEST_MODULE} == {}


def test_functions_are_short():
    found = {name(path): list(long_functions(path.read_text("utf-8"))) for path in modules()}
    assert {path: functions for path, functions in found.items() if functions} == {}


def test_control_a_long_function_is_found():
    body = "    x = 1\n" * LONGEST_FUNCTION
    assert list(long_functions(f"class A:\n  def short(self):\n    pass\n\n\ndef long():\n{body}")) == [("long", 51)]


def test_names_of_modules_say_something():
    parts = {part for path in modules() for part in path.relative_to(ROOT).with_suffix("").parts}
    assert [part for part in sorted(parts) if EMPTY_NAMES.search(part)] == []


def test_control_empty_names_are_found():
    names = ["utils", "form_helpers", "base", "common", "mail_service", "database", "helpfulness", "commonwealth"]
    assert [name for name in names if EMPTY_NAMES.search(name)] == names[:5]


def test_nothing_is_left_unfinished():
    folders = ("community/**/*.py", "templates/**/*.html", "templates/**/*.txt", "static/**/*.css", "static/**/*.js")
    paths = [path for pattern in folders for path in ROOT.glob(pattern)]
    paths += [ROOT / "wsgi.py", ROOT / "Makefile", *ROOT.glob("migrations/**/*.py"), *ROOT.glob("tests/*.py")]
    assert [name(path) for path in paths if UNFINISHED.search(path.read_text("utf-8"))] == []


def test_control_what_is_unfinished_is_found():
    assert UNFINISHED.search("# " + "TO" + "DO: later")
    assert not UNFINISHED.search("mastodon")


def test_every_module_and_public_function_says_what_it_is():
    found = []
    for path in modules():
        tree = ast.parse(path.read_text("utf-8"))
        public = [n for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef) and not n.name.startswith("_")]
        found += [f"{name(path)}: {getattr(n, 'name', '')}" for n in (tree, *public) if not ast.get_docstring(n)]
    assert found == []


def test_the_top_holds_only_what_belongs_there():
    assert strangers(path.name for path in ROOT.iterdir()) == []


def test_control_a_stranger_at_the_top_is_found():
    assert strangers(["wsgi.py", "notes.txt", "instance-demo", "utils.py", ".ruff_cache"]) == ["notes.txt", "utils.py"]
