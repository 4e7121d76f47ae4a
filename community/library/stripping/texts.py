"""Plain texts and tables of comma-separated values: what they are is all that stands in them, so nothing is changed."""

import csv
import io
import re

from community.library.stripping import Fault, NotTaken

# UTF-8 first; files of Korean spreadsheets are often written in the other one.
_CODINGS = ("utf-8-sig", "cp949")
_MARKUP = re.compile(
    r"<(?:!doctype|html|head|body|script|svg|iframe|object|embed|link|meta|style|\?php|\?xml)\b|\{\\rtf|%pdf-|^mz\S?\x90",
    re.IGNORECASE,
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
# What spreadsheets pass over to find one. An apostrophe is not passed over: it makes a text of what follows.
_BEFORE = ' \t\r\n"\u00a0'
# What a spreadsheet would compute; numbers with a sign are none, nor is a dash alone.
_FORMULA = re.compile(r"[=@\uff1d\uff20]|[+\-\uff0b\uff0d](?![\d.,\s\u20a9$€£]|$|-)")


def strip(data: bytes, kind: str) -> bytes:
    """The same bytes, where they are text and nothing that a browser, a shell or a spreadsheet would run.

    Raises NotTaken.
    """
    text = _read(data)
    if _CONTROL.search(text) or _MARKUP.search(text):
        raise NotTaken(Fault.HIDDEN)
    if kind == "csv":
        _ensure_no_formulas(text)
    return data


def _read(data: bytes) -> str:
    for coding in _CODINGS:
        try:
            return data.decode(coding)
        except UnicodeDecodeError:
            continue
    raise NotTaken(Fault.WRONG_KIND)


def _ensure_no_formulas(text: str) -> None:
    # Spreadsheets guess the sign between the cells, so each that they guess is tried.
    for sign in ",;\t|":
        try:
            for row in csv.reader(io.StringIO(text), delimiter=sign):
                if any(_FORMULA.match(cell.strip(_BEFORE)) for cell in row):
                    raise NotTaken(Fault.FORMULA)
        except csv.Error as error:
            raise NotTaken(Fault.BROKEN) from error
