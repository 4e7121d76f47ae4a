"""What machines ask: whether the process lives, whether it can serve, and how the site is doing."""

import hmac
import ipaddress
from collections.abc import Iterator

from flask import Blueprint, Response, abort, current_app, request
from flask.typing import ResponseReturnValue

from community import metrics as counted
from community.access import guard
from community.config import Config
from community.watching.checks import essentials
from community.watching.checks.faults import Check
from community.watching.figures import Figures
from community.web.errors import SECONDS_AWAY
from community.web.headers import never_store

blueprint = Blueprint("machines", __name__)

# What a proxy adds: whoever asks through one is not on this machine, though the proxy is.
FORWARDED = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP")


@blueprint.get("/healthz")
@guard("machines.healthz")
def healthz() -> ResponseReturnValue:
    """Whether the process answers; it asks nobody else."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
@guard("machines.readyz")
def readyz() -> ResponseReturnValue:
    """Whether the site can serve: its database, its tables, a worker, its disk. 503 says in a line each what lacks."""
    reasons = list(_reasons_against_serving())
    later = {"Retry-After": str(SECONDS_AWAY)} if reasons else {}
    text = "\n".join(reasons or ["ready"])
    return Response(f"{text}\n", status=503 if reasons else 200, headers=later, mimetype="text/plain")


def _reasons_against_serving() -> Iterator[str]:
    away = [fault.what for fault in essentials.database()]
    of_database: tuple[Check, ...] = () if away else (essentials.migrations,)
    missing = [fault.what for check in of_database for fault in check()]
    of_tables: tuple[Check, ...] = () if away or missing else (essentials.worker,)
    yield from (*away, *missing)
    yield from (fault.what for check in (*of_tables, essentials.disk) for fault in check())


@blueprint.get("/metrics")
@guard("machines.metrics")
def metrics() -> ResponseReturnValue:
    """The figures for Prometheus, for this machine or with the token of the settings; for others there is nothing."""
    if not _may_know_figures():
        abort(404)
    never_store()
    return Response(counted.exposition(Figures()), content_type="text/plain; version=0.0.4; charset=utf-8")


def _may_know_figures() -> bool:
    config: Config = current_app.config["COMMUNITY"]
    if config.metrics_token is None:
        # Where the address is https, something stands in front, whatever it tells of itself: all ask from here.
        return not config.proxies and not config.secure and _asks_from_here()
    asked = request.headers.get("Authorization", "")
    return hmac.compare_digest(asked.encode(), f"Bearer {config.metrics_token}".encode())


def _asks_from_here() -> bool:
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
