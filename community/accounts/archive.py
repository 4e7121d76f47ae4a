"""The archive of everything that is kept of a member: JSON for machines and one readable page, in a ZIP."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask import render_template

from community.db import now
from community.i18n import Words
from community.web.templating import day


@dataclass(frozen=True)
class Fact:
    """One thing that is kept: its name for machines, its name for people, and what it is.

    value: text, a number, a moment, a list or named parts of these, or None. shown: how people read it, where that
    differs.
    """

    key: str
    label: Words
    value: Any
    shown: Any = None


@dataclass(frozen=True)
class Part:
    """What one feature keeps of one kind: a file of this name, and a section of the readable page.

    files: what is no text, by the names under which it lies beside them.
    """

    name: str
    title: Words
    records: Sequence[Sequence[Fact]]
    files: Mapping[str, bytes] = field(default_factory=dict)


def make_archive(parts: Sequence[Part]) -> bytes:
    """The ZIP: one JSON file for each part, and a page that needs nothing else to be read."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        page = render_template("accounts/_my_data.html", parts=parts, made_at=now(), shown=_shown)
        archive.writestr("my-data.html", page)
        for part in parts:
            records = [{fact.key: _plain(fact.value) for fact in record} for record in part.records]
            archive.writestr(f"{part.name}.json", json.dumps(records, ensure_ascii=False, indent=2) + "\n")
            for name, content in part.files.items():
                archive.writestr(name, content)
    return packed.getvalue()


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int) else str(value)


def _shown(fact: Fact) -> list[str]:
    """What people read of a fact, line by line; empty where there is nothing."""
    value = fact.value if fact.shown is None else fact.shown
    lines = value if isinstance(value, list | tuple) else [value]
    return [day(line) if isinstance(line, date) else str(line) for line in lines if line is not None and line != ""]
