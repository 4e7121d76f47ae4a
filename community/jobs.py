"""The worker and its schedule: what happens after the answer has been given.

Nothing is lost with the queue: it only says that there is something to do; what there is to do stands in the database.
Several workers may be at it: each takes what no other has taken, and a turn of the schedule is taken by one of them.
While the queue is away, they look by themselves.
"""

import logging
import signal
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from queue import Empty, SimpleQueue
from types import FrameType
from typing import Any

import redis
from flask import Flask, current_app
from huey import Huey, RedisHuey, SqliteHuey
from huey.consumer import Consumer
from huey.serializer import SignedSerializer
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy.exc import OperationalError

from community import metrics, workers
from community.config import Config
from community.db import now

log = logging.getLogger(__name__)

WAKE = "wake"
MOST_UNHEARD = 10  # of what waits in the queue, how much is looked at
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
LOOK_EVERY = timedelta(seconds=5)  # whether a turn of the schedule has come
LEFT_ALONE = 10.0  # seconds in which a queue that failed is asked nothing: no request waits for it a second time
TIME_TO_END = 10.0  # seconds that whatever a worker has in hand is waited for

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
        while self._asked.is_set() and not _is_ending(self._app) and self._busy.acquire(blocking=False):
            try:
                self._asked.clear()
                while self._do_each():
                    pass
            finally:
                self._busy.release()

    def _do_each(self) -> bool:
        found = [_attempt(self._app, job) for job in _while_working(self._app, self._jobs)]
        return any(found)


class Schedule:
    """Jobs whose turn comes once in so long, and is taken by one of all workers."""

    def __init__(self, app: Flask, name: str, length: timedelta, jobs: Sequence[Job]) -> None:
        self._app = app
        self._name = name
        self._length = length
        self._jobs = jobs
        self._looked_at: datetime | None = None

    def look(self) -> None:
        """Do the jobs if their turn has come and no worker has taken it."""
        turn = now() - (now() - BEGINNING) % self._length
        if turn == self._looked_at:
            return
        is_ours = workers.take_turn(self._name, turn)
        self._looked_at = turn
        for job in _while_working(self._app, self._jobs if is_ours else ()):
            _attempt(self._app, job)


def init_app(app: Flask, on_demand: Sequence[Sequence[Job]], every_minute: list[Job], every_hour: list[Job]) -> None:
    """Give the application its queue.

    on_demand: what `wake` asks for, in lanes that do not wait for one another: jobs that tell how much they did, in
        their order. every_minute, every_hour: the schedule.
    """
    huey = _queue(app.config["COMMUNITY"])
    lanes = [Lane(app, jobs) for jobs in on_demand]

    def run_lanes() -> None:
        for lane in lanes:
            lane.run()

    app.extensions["huey"] = huey
    app.extensions["lanes"] = lanes
    app.extensions["schedules"] = [
        Schedule(app, "minute", MINUTE, every_minute),
        Schedule(app, "hour", HOUR, every_hour),
    ]
    app.extensions["wake"] = huey.task(name=WAKE)(run_lanes)
    app.extensions["worker_ends"] = threading.Event()
    app.extensions["queue_rests_until"] = 0.0


def _queue(config: Config) -> Huey:
    # What is in a queue is unpickled, so nothing counts that somebody else put there.
    serializer = SignedSerializer(secret=config.secret_key, salt="ripples queue")
    if config.queue_url:
        pool = redis.ConnectionPool.from_url(
            config.queue_url,
            socket_timeout=2,
            socket_connect_timeout=1,
            # A connection that Redis has closed is opened anew, once.
            retry=Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,)),
        )
        return RedisHuey("ripples", serializer=serializer, connection_pool=pool, read_timeout=1)
    config.instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    return SqliteHuey("ripples", serializer=serializer, filename=str(config.instance / "queue.sqlite"), fsync=False)


def _attempt(app: Flask, job: Job) -> object:
    name = _name_of(job)
    try:
        with app.app_context():
            found = job()
    except OperationalError as failure:  # a database that is away says so once a minute for each job
        log.warning("A job failed: %s (%s)", name, type(failure.orig).__name__)
    except Exception:  # the jobs after it have their turn all the same
        log.exception("A job failed: %s", name)
    else:
        metrics.count_job(name, done=True)
        return found
    metrics.count_job(name, done=False)
    return None


def _name_of(job: Any) -> str:
    function = job.func if isinstance(job, partial) else job
    name = getattr(function, "__qualname__", type(function).__qualname__)
    return f"{function.__module__.removeprefix('community.')}.{name}"


def while_working(things: Iterable[Any]) -> Iterator[Any]:
    """What a job is to do, one by one, and no more of it once this worker is to end."""
    return _while_working(current_app._get_current_object(), things)  # type: ignore[attr-defined]


def _while_working(app: Flask, things: Iterable[Any]) -> Iterator[Any]:
    for thing in things:
        if _is_ending(app):
            return
        yield thing


def _is_ending(app: Flask) -> bool:
    ends: threading.Event = app.extensions["worker_ends"]
    return ends.is_set()


def wake() -> None:
    """Tell the workers that something waits; a queue that cannot be told is no failure, the schedule comes round.

    Call it when what waits is committed. Whoever finds somebody else's call unheard need not call, too: the worker
    begins to look after it has heard.
    """
    extensions = current_app.extensions
    if time.monotonic() < extensions["queue_rests_until"]:
        return
    try:
        if not any(waiting.name == WAKE for waiting in extensions["huey"].pending(limit=MOST_UNHEARD)):
            extensions["wake"]()
    except Exception as failure:  # its text names machines
        extensions["queue_rests_until"] = time.monotonic() + LEFT_ALONE
        log.warning("The queue could not be told (%s); the workers look by themselves.", type(failure).__name__)


class _Consumer(Consumer):
    """Hears who wakes. When it starts and ends is for `work` to say."""

    def _set_signal_handlers(self) -> None:
        pass


def work(app: Flask) -> None:
    """Be a worker until a signal ends it, and begin with what was left lying by the one before.

    What it has in hand when it is told to end is finished, unless that takes longer than TIME_TO_END: then it is
    taken up again by others, as after a crash.
    """
    signals: SimpleQueue[int] = SimpleQueue()  # a handler may put something there whatever it interrupts

    def end(number: int, frame: FrameType | None) -> None:
        signals.put(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    identity = uuid.uuid4()
    consumer = _consumer(app)
    rounds = _rounds(app, identity)
    threads = [threading.Thread(target=_repeat, args=(app, *each), daemon=True) for each in rounds]
    for thread in threads:
        thread.start()
    consumer.start()
    while not _came(signals):
        consumer.check_worker_health()
    _end(app, consumer, threads)
    _attempt(app, partial(workers.leave, identity))


def _consumer(app: Flask) -> Consumer:
    for name in ("Worker", "Scheduler"):
        logging.getLogger(f"huey.consumer.{name}").addFilter(_without_traceback)
    # However many lanes are busy, one thread is left that hears who wakes.
    listeners = len(app.extensions["lanes"]) + 1
    huey = app.extensions["huey"]
    return _Consumer(
        huey,
        workers=listeners,
        periodic=False,
        initial_delay=0.1,
        max_delay=5 if huey.storage.blocking else 1,  # seconds until a queue that is away, or a file, is asked again
        scheduler_interval=60,
        shutdown_timeout=TIME_TO_END,
    )


def _without_traceback(record: logging.LogRecord) -> bool:
    # While the queue is away, each thread says so each second: in a line, and without the names of machines.
    record.exc_info = None
    return True


def _rounds(app: Flask, identity: uuid.UUID) -> list[tuple[timedelta, Job]]:
    """What a worker does of itself, each in a thread of its own, and how often it is looked at."""
    lanes = [(MINUTE, lane.run) for lane in app.extensions["lanes"]]
    turns = [(LOOK_EVERY, schedule.look) for schedule in app.extensions["schedules"]]
    return [(workers.SIGN_EVERY, partial(workers.sign, identity)), *lanes, *turns]


def _repeat(app: Flask, every: timedelta, job: Job) -> None:
    _attempt(app, job)
    while not app.extensions["worker_ends"].wait(every.total_seconds()):
        _attempt(app, job)


def _came(signals: SimpleQueue[int]) -> bool:
    try:
        signals.get(timeout=LOOK_EVERY.total_seconds())
    except Empty:
        return False
    return True


def _end(app: Flask, consumer: Consumer, threads: list[threading.Thread]) -> None:
    deadline = time.monotonic() + TIME_TO_END
    app.extensions["worker_ends"].set()
    consumer.stop(graceful=True)
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
