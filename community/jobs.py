"""The worker and its schedule: what happens after the answer has been given.

Nothing is lost with the queue: it only says that there is something to do; what there is to do stands in the database.
"""

import logging
from collections.abc import Callable
from typing import Any

from flask import Flask, current_app
from huey import SqliteHuey, crontab

log = logging.getLogger(__name__)

Job = Callable[[], object]


def init_app(app: Flask, on_demand: list[Job], every_minute: list[Job], every_hour: list[Job]) -> None:
    """Give the application its queue.

    on_demand: what `wake` asks for, in this order; every_minute, every_hour: the schedule.
    """
    config = app.config["COMMUNITY"]
    config.instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    huey = SqliteHuey("ripples", filename=str(config.instance / "queue.sqlite"), fsync=False)

    def inside(jobs: list[Job]) -> Callable[[], None]:
        def run() -> None:
            for job in jobs:
                with app.app_context():
                    _attempt(job)

        return run

    wake_task = huey.task(name="wake")(inside(on_demand))
    huey.periodic_task(crontab(minute="*"), name="every_minute")(inside([*on_demand, *every_minute]))
    huey.periodic_task(crontab(minute="7"), name="every_hour")(inside(every_hour))
    app.extensions["huey"] = huey
    app.extensions["wake"] = wake_task


def _attempt(job: Job) -> None:
    try:
        job()
    except Exception:  # the jobs after it have their turn all the same
        log.exception("A job failed: %s", getattr(job, "__name__", job))


def wake() -> None:
    """Tell the worker that something waits; a queue that cannot be told is no failure, the schedule comes round."""
    task: Any = current_app.extensions["wake"]
    try:
        task()
    except Exception:
        log.exception("The queue could not be told; the schedule will find what waits.")


def work(app: Flask) -> None:
    """Be the worker until a signal ends it."""
    consumer = app.extensions["huey"].create_consumer(workers=1, periodic=True, initial_delay=0.1, max_delay=1)
    consumer.run()
