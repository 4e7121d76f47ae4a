"""The files: made line by line while they are downloaded, in bounded memory, and kept nowhere."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

import community.endorsements.queries as endorsements
from community.crypto import blind_mark
from community.declaration.texts import COMMITMENTS
from community.exports.models import Export, ExportContent, ExportFormat
from community.web.spreadsheets import BEGINNING, csv_line, harmless
from community.web.watermark import Watermark

NAME_COLUMNS = (
    *("name", "day", "country", "affiliation", "profession_group", "language", "commitments"),
    *(f"pledge_{number}" for number in COMMITMENTS),
)
COUNT_COLUMNS = ("kind", "key", "figure")

Row = dict[str, Any]


@dataclass(frozen=True)
class Origin:
    """What every file says of itself: which export it is, who asked for it, when it was made."""

    number: int
    asked_by: str
    made_at: datetime

    def __str__(self) -> str:
        return f"Export {self.number} / @{self.asked_by} / {self.made_at:%Y-%m-%dT%H:%MZ}"


def key_of(export: Export) -> bytes:
    """The key of an export's watermark; it need not be kept, and no rotation of keys changes it."""
    return blind_mark("export-watermark", export.id.hex)


def write(export: Export, origin: Origin) -> Iterator[str]:
    """The file of an export, piece by piece, of what is public at this moment."""
    if export.content is ExportContent.NAMES:
        rows, columns = _names(Watermark(key_of(export))), NAME_COLUMNS
    else:
        rows, columns = _counts(), COUNT_COLUMNS
    return _as_csv(rows, columns, origin) if export.form is ExportFormat.CSV else _as_json(rows, origin)


def _names(watermark: Watermark) -> Iterator[Row]:
    for batch in endorsements.stream_endorsements():
        for _day, of_a_day in groupby(batch, key=lambda row: row.confirmed_at.date()):
            for row in sorted(of_a_day, key=lambda row: watermark.place(row.name)):
                yield _name(row, watermark)


def _name(row: endorsements.PublicEndorsement, watermark: Watermark) -> Row:
    return {
        "name": watermark.mark(row.name),
        "day": row.confirmed_at.date().isoformat(),
        "country": row.country or "",
        "affiliation": row.affiliation or "",
        "profession_group": row.profession or "",
        "language": row.language,
        "commitments": " ".join(map(str, row.commitments)),
        **{f"pledge_{number}": row.commitments.get(number) or "" for number in COMMITMENTS},
    }


def _counts() -> Iterator[Row]:
    """The figures that everybody reads on the site, and no others."""
    told = endorsements.read_figures()
    yield {"kind": "all", "key": "", "figure": told.total}
    for number, figure in zip(COMMITMENTS, told.by_commitment, strict=True):
        yield {"kind": "commitment", "key": str(number), "figure": figure}
    for kind, figures in (
        ("country", told.countries),
        ("profession_group", told.professions),
        ("language", told.languages),
    ):
        for key, figure in figures:
            yield {"kind": kind, "key": key, "figure": figure}


def _as_csv(rows: Iterator[Row], columns: tuple[str, ...], origin: Origin) -> Iterator[str]:
    """RFC 4180, with the mark by which spreadsheets know UTF-8; every line says which export it is of."""
    yield BEGINNING + csv_line([*columns, "export"])
    for row in rows:
        yield csv_line([*(harmless(str(row[column])) for column in columns), str(origin)])


def _as_json(rows: Iterator[Row], origin: Origin) -> Iterator[str]:
    """One row on each line."""
    head = {"number": origin.number, "asked_by": origin.asked_by, "made_at": f"{origin.made_at:%Y-%m-%dT%H:%MZ}"}
    yield f'{{"export": {json.dumps(head)}, "rows": ['
    for number, row in enumerate(rows):
        yield ("," if number else "") + "\n" + json.dumps(row, ensure_ascii=False)
    yield "\n]}\n"
