"""The units of deploy/, as systemd reads them. It need not run here, but where its tools are, they agree."""

import subprocess
import sys

import pytest

from community.config import load_config
from community.settings import ConfigurationError
from tests.deploy.running import DEPLOY, substituted
from tests.servers import find_program

UNITS = [path.name for path in sorted(DEPLOY.glob("ripples-*"))]


@pytest.mark.skipif(find_program("systemd-analyze") is None, reason="this machine has no systemd")
def test_systemd_understands_the_units(tmp_path):
    for name in UNITS:
        text = (DEPLOY / name).read_text()
        python = {"/opt/ripples/.venv/bin/python": sys.executable} if name.endswith(".service") else {}
        (tmp_path / name).write_text(substituted(text, python))

    def verify() -> str:
        command = ["systemd-analyze", "verify", *(str(tmp_path / name) for name in UNITS)]
        return subprocess.run(command, capture_output=True, text=True, check=False).stderr

    assert verify() == ""
    # Control: a word that systemd does not know.
    worker = tmp_path / "ripples-worker.service"
    worker.write_text(worker.read_text().replace("NoNewPrivileges", "NoOldPrivileges"))
    assert "NoOldPrivileges" in verify()


def test_the_settings_are_those_of_a_production_site():
    lines = (DEPLOY / "settings.env").read_text().splitlines()
    settings = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    with pytest.raises(ConfigurationError, match="SECRET_KEY"):  # which is for you to make
        load_config(settings)
    config = load_config(settings | {"COMMUNITY_SECRET_KEY": "s" * 64})
    assert (config.production, config.proxies, config.bind) == (True, 1, "unix:/run/ripples/web.sock")
    every = dict(
        line.removeprefix("#").split("=", 1) for line in lines if line.startswith(("COMMUNITY_", "#COMMUNITY_"))
    )
    assert load_config(settings | every | {"COMMUNITY_SECRET_KEY": "s" * 64}).replica_url
