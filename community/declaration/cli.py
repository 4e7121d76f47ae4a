"""The commands of the declaration."""

import click
from flask.cli import AppGroup

from community.declaration import operations

declaration = AppGroup("declaration", help="The text of the declaration.")


@declaration.command("sync")
def sync() -> None:
    """Bring the text that ships with this release into the database."""
    click.echo("A new version is in force." if operations.sync() else "The text is up to date.")
