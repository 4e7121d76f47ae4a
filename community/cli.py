"""Commands that belong to no feature: preparing an installation, serving it, being its worker."""

import os
import signal
import subprocess
import sys
from types import FrameType

import click
from flask import current_app
from flask.cli import AppGroup

from community import jobs, rotation, serving
from community.accounts.models import Member
from community.accounts.operations import administrator_token, renew_indexes
from community.accounts.queries import is_administrator_claimed
from community.config import Config
from community.declaration.operations import sync
from community.endorsements.models import Endorsement
from community.endorsements.operations import enter_missing
from community.finding.operations import complete
from community.groups.operations import found_groups
from community.mail import link
from community.members.operations import complete_directory
from community.migrating import one_after_the_other, upgrade
from community.web import statics

keys = AppGroup("keys", help="The keys of what is sealed.")


@click.command("prepare")
def prepare() -> None:
    """Make or update everything that the site needs before it serves; changes nothing the second time."""
    with one_after_the_other():
        upgrade()
        sync()
        found_groups()
        _renew_indexes()
        complete_directory()
        complete()
        enter_missing()
    statics.build(*statics.places(current_app))


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


@click.command("web")
def web() -> None:
    """Serve the web, without the worker, until SIGTERM; SIGHUP has it begin anew with the code as it is now."""
    command = serving.command(current_app.config["COMMUNITY"])
    os.execve(command[0], command, serving.environment())  # noqa: S606  (our own command; whoever started us goes on with the same process)


@click.command("serve")
@click.pass_context
def serve(context: click.Context) -> None:
    """Prepare, then serve with the worker beside it, until Ctrl-C or SIGTERM ends both; SIGHUP has both begin anew."""
    context.invoke(prepare)
    config: Config = current_app.config["COMMUNITY"]
    _greet(config)
    sys.exit(_accompany(*server_commands(config)))


def server_commands(config: Config) -> tuple[list[str], list[str]]:
    """What is started to serve: the web server, and the worker."""
    return serving.command(config), [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]


def _greet(config: Config) -> None:
    click.echo(f"Ripples is at {config.public_url}")
    if not config.mail_url:
        click.echo(f"Mail that it sends is shown at {config.public_url}/_mailbox")
    if not is_administrator_claimed():
        click.echo("Open this link once, logged in, to become the administrator:")
        click.echo("  " + link("moderation.claim", "en", token=administrator_token()))
    sys.stdout.flush()


def _accompany(web_command: list[str], worker_command: list[str]) -> int:
    """Start both, wait until one ends or a signal comes, then end both; returns the exit code."""
    asked_to_end = renewing = False

    def end(number: int, frame: FrameType | None) -> None:
        nonlocal asked_to_end
        asked_to_end = True
        for process in (web_server, its_worker):
            process.terminate()

    def renew(number: int, frame: FrameType | None) -> None:
        nonlocal renewing
        renewing = True
        web_server.send_signal(signal.SIGHUP)
        its_worker.terminate()

    web_server = subprocess.Popen(web_command, env=serving.environment())  # noqa: S603  (our own command, as below)
    its_worker = subprocess.Popen(worker_command)  # noqa: S603
    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGHUP, renew)
    while os.wait()[0] == its_worker.pid and renewing and not asked_to_end:
        renewing = False
        its_worker = subprocess.Popen(worker_command)  # noqa: S603
    for process in (web_server, its_worker):
        process.terminate()
    for process in (web_server, its_worker):
        process.wait()
    return 0 if asked_to_end else 1
