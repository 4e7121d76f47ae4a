"""Files for spreadsheets: lines of CSV that no program takes for anything else."""

import csv
import io
from collections.abc import Iterable

# The mark by which spreadsheets know UTF-8, before the first line.
BEGINNING = "\ufeff"
# What could begin a formula in a spreadsheet (CWE-1236), also in the wide letters that Korean keyboards can write.
_FORMULAS = tuple("=+-@\t\r\n＝＋－＠")


def harmless(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(_FORMULAS) else text


def csv_line(cells: Iterable[str]) -> str:
    """One line of a CSV file (RFC 4180) with its end."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue()
