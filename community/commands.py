"""The table of the commands, each loaded when it is asked for: a web server does without Alembic, rich and Faker."""

import click
from flask.cli import AppGroup
from werkzeug.utils import import_string

COMMANDS = {
    "accounts": "community.accounts.cli:accounts",
    "backup": "community.backups.cli:backup",
    "db": "community.migrating:commands",
    "declaration": "community.declaration.cli:declaration",
    "demo": "community.demo.cli:demo",
    "doctor": "community.watching.cli:doctor",
    "exports": "community.exports.cli:exports",
    "finding": "community.finding.cli:finding",
    "keys": "community.cli:keys",
    "ledger": "community.endorsements.cli:ledger",
    "prepare": "community.cli:prepare",
    "restore": "community.backups.cli:restore",
    "serve": "community.cli:serve",
    "web": "community.cli:web",
    "worker": "community.cli:worker",
}


class Commands(AppGroup):
    """The commands of the table (Click's documentation, Lazily Loading Subcommands)."""

    def list_commands(self, context: click.Context) -> list[str]:
        """The names of all commands."""
        return sorted([*super().list_commands(context), *COMMANDS])

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The command with this name, or None."""
        command: click.Command | None = super().get_command(context, name)
        return command if command or name not in COMMANDS else import_string(COMMANDS[name])
