"""The commands are all there, and the web server carries none of what only they need."""

import subprocess
import sys

import click
import pytest

from community.commands import COMMANDS, Commands

# Each is large, and no page needs it.
ONLY_FOR_COMMANDS = {"alembic", "faker", "flask_migrate", "mako", "rich"}
LOADED = """
import sys
if "a command" in sys.argv:
    import community.demo.cli
from community.app import create_app
create_app()
print(*{name.partition(".")[0] for name in sys.modules})
"""


def modules_of_a_web_server(tmp_path, *arguments):
    environment = {"COMMUNITY_INSTANCE": str(tmp_path), "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments], env=environment, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_table_is_there_under_its_name(app, name):
    command = app.cli.get_command(click.Context(app.cli), name)
    assert isinstance(command, click.Command)
    assert command.name == name


def test_the_commands_are_listed_and_others_are_unknown(app):
    context = click.Context(app.cli)
    assert set(app.cli.list_commands(context)) == set(COMMANDS)
    assert Commands().get_command(context, "nothing") is None


def test_a_web_server_loads_nothing_that_only_commands_need(tmp_path):
    assert not modules_of_a_web_server(tmp_path) & ONLY_FOR_COMMANDS


def test_control_a_command_that_the_application_imported_would_be_noticed(tmp_path):
    assert modules_of_a_web_server(tmp_path, "a command") & ONLY_FOR_COMMANDS


@pytest.mark.parametrize("command", ["flask --app wsgi doctor", "gunicorn --no-control-socket -b 127.0.0.1:0 wsgi:app"])
def test_settings_that_make_no_start_are_told_in_a_sentence(tmp_path, command):
    environment = {"COMMUNITY_ENV": "production", "COMMUNITY_INSTANCE": str(tmp_path), "PATH": ""}
    command = [sys.executable, "-m", *command.split()]
    started = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert started.returncode == 3
    assert "Ripples does not start: COMMUNITY_SECRET_KEY must be set" in started.stderr
    assert "Traceback" not in started.stderr
