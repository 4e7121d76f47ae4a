"""A sealer that dies as the kernel kills, on order: `python -m tests.ledger.mortal_sealer`, settings as everywhere.

It reads orders from its input. "die 7" seals and signs until its seventh call to the database, before which or after
which it is killed by SIGKILL; "live" seals until nothing waits, or until whoever gave the order kills the process whose
number it prints. After each it prints how many are left to be sealed, or "killed".
"""

import os
import signal
import sys
from itertools import count

import sqlalchemy as sa
from flask import Flask

from community.app import create_app
from community.config import load_config
from community.db import db
from community.ledger import operations

BATCH = 3


def seal_and_sign(app: Flask, calls: int | None) -> None:
    """Seal in small batches and sign after each; die at the call to the database with this number."""
    operations.BATCH = BATCH
    with app.app_context():
        if calls is not None:
            _die_at(calls)
        while operations.seal():
            operations.sign_checkpoint()


def _die_at(calls: int) -> None:
    made = count(1)

    def live_or_die(*_arguments: object) -> None:
        if next(made) == calls:
            os.kill(os.getpid(), signal.SIGKILL)

    # Before and after each statement, and when everything is written but not yet committed.
    for moment in ("before_cursor_execute", "after_cursor_execute", "commit"):
        sa.event.listen(db.engine, moment, live_or_die)


def main() -> None:
    """Do the orders, each in a process of its own, so that the application is loaded once."""
    app = create_app(load_config())
    for order in sys.stdin:
        _word, *more = order.split()
        child = os.fork()
        if not child:
            seal_and_sign(app, int(more[0]) if more else None)
            os._exit(0)
        print(child, flush=True)
        _child, status = os.waitpid(child, 0)
        print("killed" if os.WIFSIGNALED(status) else f"ended {os.WEXITSTATUS(status)}", flush=True)


if __name__ == "__main__":
    main()
