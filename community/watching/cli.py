"""The command that says what is wrong with an installation."""

import click
from flask.cli import with_appcontext

from community.watching.examining import examine


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Say what is wrong with this installation, and how to mend it; code 1 where anything is."""
    number = 0
    for name, faults in examine():
        number += len(faults or ())
        if faults is None:
            click.echo(f"?      {name}: to be looked at when the above is mended")
        elif not faults:
            click.echo(f"ok     {name}")
        for fault in faults or ():
            click.echo(f"WRONG  {name}: {fault.what}\n       {fault.mend}")
    if number:
        raise click.ClickException(f"{number} {'thing is' if number == 1 else 'things are'} wrong.")
    click.echo("All is well.")
