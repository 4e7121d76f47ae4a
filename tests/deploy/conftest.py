"""One prepared instance and a certificate for all servers of these tests."""

import ssl
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from community.db import now
from tests.deploy.running import FLASK, HOUSE, NAME, Running, environment, web


class Certificate(NamedTuple):
    """A certificate for the name of the site, and who trusts it."""

    chain: Path
    key: Path
    trusting: ssl.SSLContext


@pytest.fixture(scope="session")
def instance(tmp_path_factory) -> Path:
    """The folder of an instance for which everything is prepared."""
    folder: Path = tmp_path_factory.mktemp("site") / "instance"
    subprocess.run([*FLASK, "prepare"], cwd=HOUSE, env=environment(folder), check=True, capture_output=True)
    return folder


@pytest.fixture(scope="session")
def certificate(tmp_path_factory) -> Certificate:
    """A certificate of this run."""
    folder: Path = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - timedelta(hours=1))
        .not_valid_after(now() + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    chain, secret = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    secret.write_bytes(key.private_bytes(pem, pkcs8, serialization.NoEncryption()))
    return Certificate(chain, secret, ssl.create_default_context(cafile=str(chain)))


@pytest.fixture(scope="session")
def serving(instance, tmp_path_factory) -> Iterator[Callable[..., Running]]:
    """Make a server of this instance (`tests.deploy.running.web`), which ends with the run."""
    made: list[Running] = []

    def make(*about: Any, **more: Any) -> Running:
        made.append(web(tmp_path_factory.mktemp("web"), instance, *about, **more))
        return made[-1]

    yield make
    for server in made:
        server.end()


@pytest.fixture(scope="session")
def behind(serving, tmp_path_factory) -> Running:
    """The application as a proxy asks it: through a socket, and told of the visitor by the proxy."""
    path = tmp_path_factory.mktemp("socket") / "web.sock"
    server: Running = serving(path, URL=f"https://{NAME}", PROXIES="1", THREADS="4")
    server.start()
    return server
