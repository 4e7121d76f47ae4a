"""Commands that belong to no feature: preparing an installation, serving it, being its worker."""

import os
import signal
import subprocess
import sys
from types import FrameType

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from flask_migrate import upgrade

from community import jobs, rotation
from community.accounts.cli import accounts
from community.accounts.models import Member
from community.accounts.operations import administrator_token, renew_indexes
from community.accounts.queries import is_administrator_claimed
from community.config import Config
from community.declaration.cli import declaration
from community.declaration.operations import sync
from community.demo.cli import demo
from community.endorsements.cli import ledger
from community.endorsements.models import Endorsement
from community.endorsements.operations import enter_missing
from community.exports.cli import exports
from community.finding.cli import finding
from community.finding.operations import complete
from community.groups.operations import found_groups
from community.mail import link
from community.members.operations import complete_directory

keys = AppGroup("keys", help="The keys of what is sealed.")


def init_app(app: Flask) -> None:
    """Give the application its commands."""
    for command in (accounts, declaration, demo, exports, finding, keys, ledger, prepare, serve, worker):
        app.cli.add_command(command)


@click.command("prepare")
def prepare() -> None:
    """Make or update everything that the site needs before it serves; changes nothing the second time."""
    upgrade()
    sync()
    found_groups()
    _renew_indexes()
    complete_directory()
    complete()
    enter_missing()


def _renew_indexes() -> None:
    for model in (Member, Endorsement):
        renew_indexes(model)


@keys.command("rotate")
def rotate() -> None:
    """Exchange the keys while the site serves: everything is sealed anew, and the old keys are deleted.

    A rotation that was interrupted is finished by the next. With COMMUNITY_OLD_SECRET_KEY set, every process must have
    been started with it before; afterwards that secret is not needed any more.
    """
    _renew_indexes()
    try:
        rotation.rotate(click.echo)
    except rotation.AlreadyRotating as refusal:
        raise click.ClickException("The keys are being rotated already.") from refusal
    except rotation.Unreadable as failure:
        raise click.ClickException(str(failure)) from failure
    click.echo("The old keys are deleted.")


@click.command("worker")
def worker() -> None:
    """Deliver mail and do what is scheduled, until told to end."""
    jobs.work(current_app._get_current_object())  # type: ignore[attr-defined]


@click.command("serve")
@click.pass_context
def serve(context: click.Context) -> None:
    """Prepare, then serve with the worker beside it, until Ctrl-C or SIGTERM ends both."""
    context.invoke(prepare)
    config: Config = current_app.config["COMMUNITY"]
    port = os.environ.get("PORT", "").strip() or "8000"
    _greet(config, port)
    processes = [subprocess.Popen(command) for command in server_commands(port)]  # noqa: S603  (our own commands)
    sys.exit(_accompany(processes))


def server_commands(port: str) -> list[list[str]]:
    """What is started to serve: the web server, and the worker."""
    flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
    gunicorn = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread"]
    quiet = ["--threads", "8", "--log-level", "warning", "--no-control-socket"]
    return [[*gunicorn, *quiet, "wsgi:app"], [*flask, "worker"]]


def _greet(config: Config, port: str) -> None:
    click.echo(f"Ripples is at http://127.0.0.1:{port}")
    if not config.mail_url:
        click.echo(f"Mail that it sends is shown at http://127.0.0.1:{port}/_mailbox")
    if not is_administrator_claimed():
        click.echo("Open this link once, logged in, to become the administrator:")
        click.echo("  " + link("moderation.claim", "en", token=administrator_token()))
    sys.stdout.flush()


def _accompany(processes: list[subprocess.Popen[bytes]]) -> int:
    """Wait until one process ends or a signal comes, then end them all; returns the exit code."""
    asked_to_end = False

    def end(number: int, frame: FrameType | None) -> None:
        nonlocal asked_to_end
        asked_to_end = True
        for process in processes:
            process.terminate()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    os.wait()
    for process in processes:
        process.terminate()
    for process in processes:
        process.wait()
    return 0 if asked_to_end else 1
