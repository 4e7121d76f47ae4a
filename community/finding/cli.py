"""The commands of finding."""

import click
from flask.cli import AppGroup

from community.finding.operations import complete

finding = AppGroup("finding", help="The index of search within groups.")


@finding.command("renew")
def renew() -> None:
    """Make the whole index of search anew, from what stands in the database."""
    click.echo(f"{complete(everything=True)} things can be found.")
