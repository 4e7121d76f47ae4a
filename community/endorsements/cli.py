"""The command that checks the count and the ledger that it comes from."""

from itertools import chain
from pathlib import Path

import click
from flask.cli import AppGroup

from community.endorsements import verification
from community.ledger.keeping import read_kept
from community.ledger.queries import find_checkpoint, head_size
from community.ledger.verification import find_faults, snapshot

ledger = AppGroup("ledger", help="The ledger that proves the count.")


@ledger.command("verify")
@click.option(
    "--checkpoint",
    "exported",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A checkpoint that was kept elsewhere: the ledger must begin with it. Else the last that was signed here.",
)
def verify(exported: Path | None) -> None:
    """Compute everything anew from the database, and say what does not fit; code 1 where something does not."""
    kept = exported.read_text(encoding="utf-8", errors="replace") if exported else read_kept()
    faults = 0
    with snapshot():
        for fault in chain(find_faults(kept), verification.find_faults()):
            click.echo(fault, err=True)
            faults += 1
        size, last = head_size(), find_checkpoint()
    if faults:
        raise click.ClickException(f"{faults} faults were found.")
    signed = f"the last checkpoint has {last.size}" if last else "there is no checkpoint yet"
    click.echo(f"{size} entries, and {signed}: all is well.")
