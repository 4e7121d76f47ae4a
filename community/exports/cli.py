"""The commands of exports."""

from pathlib import Path

import click
from flask.cli import AppGroup

from community.exports.queries import list_all_exports
from community.exports.watermark import find_source
from community.exports.writing import key_of

exports = AppGroup("exports", help="Files of public endorsements that administrators downloaded.")


@exports.command("trace")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def trace(file: Path) -> None:
    """Tell which export FILE, or what is left of one, came from, by its watermark."""
    found_exports = {export.number: export for export in list_all_exports()}
    keys = {number: key_of(export) for number, export in found_exports.items()}
    traces = find_source(file.read_text("utf-8-sig", errors="replace"), keys)
    for found in traces:
        export = found_exports[found.number]
        asker = f"@{export.asker.handle}" if export.asker else "a deleted member"
        click.echo(
            f"Export {found.number}, asked for by {asker} on {export.asked_at:%Y-%m-%d} ({found.strength:.0f}σ)."
        )
    if not traces:
        raise click.ClickException("No export is known that left its marks in this file.")
