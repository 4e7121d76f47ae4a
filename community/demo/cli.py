"""The commands of the demonstration."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

import community.declaration.operations
import community.groups.operations
import community.ledger.operations
from community.accounts.codes import new_secret
from community.config import Config
from community.demo.circles import CIRCLES
from community.demo.masses import count_endorsements, load_masses
from community.demo.operations import ACCOUNTS, Wish, code_for, is_inhabited, is_loaded, load, new_password
from community.demo.people import can_invent
from community.groups.founding import FOUNDING_GROUPS
from community.migrating import upgrade

SOME = 3000
MANY = 5000
FEWEST_GROUPS = len(FOUNDING_GROUPS)
MOST_GROUPS = FEWEST_GROUPS + len(CIRCLES)

demo = AppGroup("demo", help="A demonstration with invented people.")


@demo.command("load")
@click.option("--members", default=300, show_default=True, type=click.IntRange(20, 100_000))
@click.option(
    "--endorsements",
    type=click.IntRange(0, 100_000_000),
    help=f"{SOME} unless you say so. Beyond {MANY} they "
    "are made in bulk: ten million take half an hour. A run that was interrupted is continued by the next.",
)
@click.option("--groups", default=20, show_default=True, type=click.IntRange(FEWEST_GROUPS, MOST_GROUPS))
@click.option("--seed", default=7, show_default=True, help="The same number invents the same people.")
def load_community(members: int, endorsements: int | None, groups: int, seed: int) -> None:
    """Fill an empty installation with invented people; the second time, only add endorsements to the number wished."""
    config: Config = current_app.config["COMMUNITY"]
    if not config.demo:
        raise click.ClickException("Set COMMUNITY_DEMO=1 to say that this installation is a demonstration.")
    _prepare()
    leaflet = config.instance / "demo-accounts.txt"
    if is_loaded():
        click.echo("The demonstration is already loaded.")
        _add(endorsements or 0, seed)
    elif is_inhabited():
        raise click.ClickException("There are members here who were not invented. Use an instance of its own.")
    elif not can_invent():
        raise click.ClickException("The demonstration needs Faker: install the extra, as in pip install '.[demo]'.")
    else:
        wished = SOME if endorsements is None else endorsements
        _write(leaflet, *_invent(Wish(members, min(wished, MANY), groups - FEWEST_GROUPS, seed)))
        _add(wished, seed)
    if leaflet.exists():
        click.echo(leaflet.read_text(encoding="utf-8"), nl=False)


@demo.command("code")
@click.argument("address")
def say_code(address: str) -> None:
    """Say what the authenticator app of the account with ADDRESS shows: its next code."""
    config: Config = current_app.config["COMMUNITY"]
    code = code_for(address) if config.demo else None
    if code is None:
        raise click.ClickException("No account of a demonstration with this address needs a code.")
    click.echo(code)


def _prepare() -> None:
    upgrade()
    community.declaration.operations.sync()
    community.groups.operations.found_groups()


def _invent(wish: Wish) -> tuple[str, str]:
    """Invent a community; returns the password and the secret of its accounts."""
    password, secret = new_password(), new_secret()
    groups = FEWEST_GROUPS + wish.groups
    with Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()) as progress:
        task = progress.add_task(
            "Inventing a community", total=wish.members - len(ACCOUNTS) + wish.endorsements + groups
        )
        load(wish, password=password, secret=secret, advance=lambda: progress.advance(task))
    community.ledger.operations.seal_all()
    return password, secret


def _add(endorsements: int, seed: int) -> None:
    """Add endorsements until there are so many."""
    present = count_endorsements()
    if present >= endorsements:
        return
    left = TimeRemainingColumn(compact=True)
    with Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(), left) as progress:
        task = progress.add_task("Adding endorsements", total=endorsements, completed=present)
        load_masses(endorsements, seed, lambda number: progress.advance(task, number))


class _Rate(ProgressColumn):
    """How many there are in a second."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:,.0f} a second" if task.speed else "")


def _write(leaflet: Path, password: str, secret: str) -> None:
    """Keep the accounts beside the invented people, so that the next start can say them again."""
    lines = ["Log in with the password " + password + " as", ""]
    lines += [
        f"  {role:<24} {account.address:<30}{' *' if account.has_powers else ''}".rstrip()
        for role, account in ACCOUNTS.items()
    ]
    lines += [
        "",
        "Those with a * are then asked for a code of an authenticator app. This says the next one:",
        "",
        "  make demo-code ACCOUNT=administrator@example.org",
        "",
        f"Or give this secret to an app of your own: {secret}",
    ]
    leaflet.touch(mode=0o600)
    leaflet.write_text("\n".join([*lines, ""]), encoding="utf-8")
