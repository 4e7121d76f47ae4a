"""The commands of accounts."""

import click
from flask.cli import AppGroup

from community.accounts.models import Role
from community.accounts.operations import UnknownAddress, appoint_by_address

accounts = AppGroup("accounts", help="Members and their roles.")


@accounts.command("create-admin")
@click.argument("address")
def create_admin(address: str) -> None:
    """Make the member who confirmed ADDRESS an administrator."""
    try:
        member = appoint_by_address(address=address, role=Role.ADMINISTRATOR)
    except UnknownAddress as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(f"{member.display_name} ({member.handle}) is an administrator now.")
