"""The commands of exports."""

from pathlib import Path

import click
from flask.cli import AppGroup

import community.groups.queries as groups
from community.exports.models import Export
from community.exports.queries import list_all_exports
from community.exports.writing import key_of
from community.groups.models import RosterExport
from community.web.watermark import find_source

exports = AppGroup("exports", help="Files of public endorsements and of rosters that somebody downloaded.")


@exports.command("trace")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def trace(file: Path) -> None:
    """Tell which export FILE, or what is left of one, came from, by its watermark."""
    sources: dict[str, tuple[Export | RosterExport, bytes]] = {
        f"Export {export.number}": (export, key_of(export)) for export in list_all_exports()
    }
    sources |= {
        f"Roster {roster.number} of {roster.group.slug}": (roster, groups.key_of(roster))
        for roster in groups.list_all_roster_exports()
    }
    keys = {name: key for name, (_export, key) in sources.items()}
    traces = find_source(file.read_text("utf-8-sig", errors="replace"), keys)
    for found in traces:
        export, _key = sources[found.source]
        asker = f"@{export.asker.handle}" if export.asker else "a deleted member"
        click.echo(f"{found.source}, asked for by {asker} on {export.asked_at:%Y-%m-%d} ({found.strength:.0f}σ).")
    if not traces:
        raise click.ClickException("No export is known that left its marks in this file.")
