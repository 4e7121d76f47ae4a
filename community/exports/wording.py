"""The words of exports."""

from community.exports.models import ExportContent, ExportFormat
from community.i18n import Words, lazy
from community.releases import STATES, TONES

__all__ = ["CONTENTS", "FORMATS", "STATES", "TONES"]

CONTENTS: dict[ExportContent, Words] = {
    ExportContent.NAMES: lazy("Endorsements with a name, as everybody can read them"),
    ExportContent.COUNTS: lazy("Counts, as everybody can read them"),
}
FORMATS: dict[ExportFormat, Words] = {
    ExportFormat.CSV: lazy("CSV, for spreadsheets"),
    ExportFormat.JSON: lazy("JSON, for programs"),
}
