"""The worker and its schedule: what happens after the answer has been given.

Nothing is lost with the queue: it only says that there is something to do; what there is to do stands in the database.
"""

import logging
import threading
from collections.abc import Callable, Sequence

from flask import Flask, current_app
from huey import SqliteHuey, crontab

log = logging.getLogger(__name__)

WAKE = "wake"
MOST_UNHEARD = 10  # of what waits in the queue, how much is looked at

Job = Callable[[], object]


class Lane:
    """Jobs that are done one after the other, by one thread of this process at a time, as long as they find something.

    Whoever asks while they are being done has them done once more after that, and does not wait for it.
    """

    def __init__(self, app: Flask, jobs: Sequence[Job]) -> None:
        self._app = app
        self._jobs = jobs
        self._asked = threading.Event()
        self._busy = threading.Lock()

    def run(self) -> None:
        """Do the jobs until none of them finds anything more to do, unless another thread is at it."""
        self._asked.set()
        while self._asked.is_set() and self._busy.acquire(blocking=False):
            try:
                self._asked.clear()
                while self._do_each():
                    pass
            finally:
                self._busy.release()

    def _do_each(self) -> bool:
        found = [_attempt(self._app, job) for job in self._jobs]
        return any(found)


def init_app(app: Flask, on_demand: Sequence[Sequence[Job]], every_minute: list[Job], every_hour: list[Job]) -> None:
    """Give the application its queue.

    on_demand: what `wake` asks for, in lanes that do not wait for one another: jobs that tell how much they did, in
        their order. every_minute, every_hour: the schedule.
    """
    config = app.config["COMMUNITY"]
    config.instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    huey = SqliteHuey("ripples", filename=str(config.instance / "queue.sqlite"), fsync=False)
    lanes = [Lane(app, jobs) for jobs in on_demand]

    def run_lanes() -> None:
        for lane in lanes:
            lane.run()

    def inside(jobs: list[Job]) -> Callable[[], None]:
        def run() -> None:
            for job in jobs:
                _attempt(app, job)

        return run

    huey.periodic_task(crontab(minute="*"), name="every_minute_wake")(run_lanes)
    huey.periodic_task(crontab(minute="*"), name="every_minute")(inside(every_minute))
    huey.periodic_task(crontab(minute="7"), name="every_hour")(inside(every_hour))
    app.extensions["huey"] = huey
    # However many lanes and parts of the schedule are busy, one thread is left that hears who wakes.
    app.extensions["workers"] = len(lanes) + 3
    app.extensions["wake"] = huey.task(name=WAKE)(run_lanes)


def _attempt(app: Flask, job: Job) -> object:
    try:
        with app.app_context():
            return job()
    except Exception:  # the jobs after it have their turn all the same
        log.exception("A job failed: %s", getattr(job, "__name__", job))
        return None


def wake() -> None:
    """Tell the worker that something waits; a queue that cannot be told is no failure, the schedule comes round.

    Call it when what waits is committed. Whoever finds somebody else's call unheard need not call, too: the worker
    begins to look after it has heard.
    """
    huey, task = current_app.extensions["huey"], current_app.extensions["wake"]
    try:
        if not any(waiting.name == WAKE for waiting in huey.pending(limit=MOST_UNHEARD)):
            task()
    except Exception:
        log.exception("The queue could not be told; the schedule will find what waits.")


def work(app: Flask) -> None:
    """Be the worker until a signal ends it, and begin with what was left lying by the one before."""
    with app.app_context():
        wake()
    workers = app.extensions["workers"]
    consumer = app.extensions["huey"].create_consumer(workers=workers, periodic=True, initial_delay=0.1, max_delay=1)
    consumer.run()
