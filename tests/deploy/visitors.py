"""Visitors who go on asking while a server is reloaded, ended or started anew, and must not notice."""

import http.client
import ssl
import threading
from pathlib import Path

from tests.deploy.running import Connection, wait_until

ENOUGH = 5  # answers to each visitor


class Visitors:
    """Some who ask all the time: with a connection for each page, and with one that is kept for as long as it lasts."""

    def __init__(self, place: int | Path, tls: ssl.SSLContext | None = None) -> None:
        self._place = place
        self._tls = tls
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(number, number % 2)) for number in range(4)]
        self.answered = [0] * len(self._threads)
        self.failures: list[BaseException] = []

    def __enter__(self) -> "Visitors":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def wait(self) -> None:
        """Wait until each of them has been answered several times more, or somebody has not."""
        goal = [number + ENOUGH for number in self.answered]
        wait_until(lambda: self.failures or all(map(int.__ge__, self.answered, goal)), "answers")

    def _ask(self, number: int, keeps: bool) -> None:
        connection = Connection(self._place, self._tls)
        headers = {} if keeps else {"Connection": "close"}
        while not self._over.is_set() and not self.failures:
            try:
                status = connection.ask("/healthz", headers=headers).status
                assert status == 200, status
            except (OSError, http.client.HTTPException, AssertionError) as failure:
                self.failures.append(failure)
            self.answered[number] += 1
        connection.close()
