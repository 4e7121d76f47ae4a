"""The figures that are looked up when somebody asks for them; what is counted meanwhile is in `community.metrics`."""

import shutil
from collections.abc import Iterator
from typing import cast

from flask import current_app
from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from redis import RedisError
from sqlalchemy.exc import SQLAlchemyError

from community import workers
from community.config import Config
from community.db import db, now
from community.watching.queries import Waiting, count_unsealed, waiting_errands, waiting_mails


class Figures(Collector):
    """Whatever the database, the queue, the replica and the disk say at this moment; what is away says nothing."""

    def collect(self) -> Iterator[Metric]:
        """All of them, in the form of prometheus_client."""
        yield from _of_disk()
        yield from _of_replica()
        yield from _of_queue()
        try:
            found = [*_of_mails(), *_of_errands(), *_of_workers()]
        except SQLAlchemyError:
            db.session.rollback()
            found = []
        yield GaugeMetricFamily("ripples_database_up", "Whether the database answers.", bool(found))
        yield from found


def _of_disk() -> Iterator[Metric]:
    config = cast(Config, current_app.config["COMMUNITY"])
    free = shutil.disk_usage(config.instance).free
    yield GaugeMetricFamily("ripples_disk_free_bytes", "Room where the instance lies.", free)


def _of_replica() -> Iterator[Metric]:
    if replica := current_app.extensions.get("replica"):
        what = "Whether this process reads from the replica what visitors read."
        yield GaugeMetricFamily("ripples_replica_up", what, replica.is_sound())


def _of_queue() -> Iterator[Metric]:
    try:
        length = current_app.extensions["huey"].pending_count()
    except RedisError:
        return
    yield GaugeMetricFamily("ripples_queue_length", "Calls that no worker has heard yet.", length)


def _of_mails() -> Iterator[Metric]:
    yield from _of_waiting("mails", "Mails in the outbox", waiting_mails())


def _of_errands() -> Iterator[Metric]:
    yield from _of_waiting("errands", "Errands of the worker", waiting_errands())
    yield GaugeMetricFamily("ripples_ledger_waiting", "Entries that are not sealed yet.", count_unsealed())


def _of_workers() -> Iterator[Metric]:
    if seen_at := workers.last_sign():
        silence = (now() - seen_at).total_seconds()
        yield GaugeMetricFamily("ripples_worker_silent_seconds", "Since the last sign of life of any worker.", silence)


def _of_waiting(name: str, what: str, waiting: Waiting) -> Iterator[Metric]:
    late = (now() - waiting.due_at).total_seconds() if waiting.due_at else 0
    yield GaugeMetricFamily(f"ripples_{name}_waiting", f"{what} that wait.", waiting.number)
    yield GaugeMetricFamily(f"ripples_{name}_late_seconds", f"{what}: how long the first is due.", max(0, late))
