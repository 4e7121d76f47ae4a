"""The commands that make a backup and bring one back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from community.backups import operations
from community.backups.refusals import Refused


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write everything that the site keeps into FILE while it serves, encrypted to COMMUNITY_BACKUP_RECIPIENT."""
    with _failures_told():
        operations.back_up(file, current_app.config["COMMUNITY"], click.echo)


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--identity",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The file of age-keygen with the secret key.",
)
def restore(file: Path, identity: Path) -> None:
    """Fill the empty database of this installation with the backup FILE, and verify that all of it is there."""
    with _failures_told():
        operations.restore(file, identity, current_app.config["COMMUNITY"], click.echo)


@contextmanager
def _failures_told() -> Iterator[None]:
    try:
        yield
    except (Refused, OSError) as failure:
        raise click.ClickException(str(failure)) from failure
    except SQLAlchemyError as failure:
        reason = type(getattr(failure, "orig", None) or failure).__name__
        raise click.ClickException(f"The database did not answer as it should ({reason}).") from failure
