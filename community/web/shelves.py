"""Where pages are kept for visitors: in the memory of the process, or in a Redis for all processes."""

import hashlib
import json
import logging
import time
from pathlib import Path
from typing import Any, NamedTuple

import redis
from cachelib import BaseCache, SimpleCache
from flask import Flask
from itsdangerous import BadSignature, Signer
from redis.backoff import NoBackoff
from redis.retry import Retry

from community.config import Config

log = logging.getLogger(__name__)

MOST_PAGES = 256  # in memory; with the largest page that is kept, this bounds it
SECONDS_KEPT = 60  # at most: some pages say what is so today
LONGEST_WAIT = 0.25  # seconds for an answer of Redis
LEFT_ALONE = 5.0  # seconds in which a Redis that failed is asked nothing, so that visitors do not wait for it in turn


class Kept(NamedTuple):
    """A page: the version of the database that it shows, its rule, its mark, its other headers, its text in gzip."""

    version: str
    rule: str
    etag: str
    headers: list[tuple[str, str]]
    packed: bytes


def _write(page: Kept) -> bytes:
    return json.dumps(page[:4]).encode() + b"\n" + page.packed


def _read(written: bytes) -> Kept:
    said, _, packed = written.partition(b"\n")
    version, rule, etag, headers = json.loads(said)
    return Kept(version, rule, etag, [(name, value) for name, value in headers], packed)


class SharedCache(BaseCache):
    """Pages in a Redis; while it is away, or holds what this site did not write under that name, there are none.

    They are signed, and JSON and bytes: what somebody else puts there is not shown, and reading it runs nothing.
    """

    def __init__(self, url: str, prefix: str, secret: str) -> None:
        super().__init__(SECONDS_KEPT)
        times: dict[str, Any] = {"socket_timeout": LONGEST_WAIT, "socket_connect_timeout": LONGEST_WAIT}
        self._client = redis.Redis.from_url(url, retry=Retry(NoBackoff(), 0), **times)
        self._prefix, self._secret = prefix, secret
        self._away_until = 0.0

    def get(self, key: str) -> Kept | None:
        """The page under a key, or None."""
        if time.monotonic() >= self._away_until:
            try:
                written: Any = self._client.get(self._prefix + key)
                return None if written is None else _read(self._signer(key).unsign(written))
            except BadSignature:
                log.warning("The cache holds a page that this site did not write")
            except redis.RedisError as failure:
                self._leave_alone(failure)
        return None

    def set(self, key: str, value: Any, timeout: Any = None) -> bool:
        """Keep a page; returns whether it is kept."""
        if time.monotonic() >= self._away_until:
            try:
                signed = self._signer(key).sign(_write(value))
                return bool(self._client.set(self._prefix + key, signed, ex=timeout or SECONDS_KEPT))
            except redis.RedisError as failure:
                self._leave_alone(failure)
        return False

    def _signer(self, key: str) -> Signer:
        # By its name, too: no page is shown in the place of another.
        return Signer(self._secret, f"ripples page {key}", key_derivation="hmac", digest_method=hashlib.sha256)

    def _leave_alone(self, failure: Exception) -> None:
        log.warning("The cache does not answer (%s)", type(failure).__name__)
        self._away_until = time.monotonic() + LEFT_ALONE


def open_cache(app: Flask, config: Config) -> BaseCache:
    """The cache that the settings name."""
    if not config.cache_url or config.cache_url == "memory://":
        return SimpleCache(MOST_PAGES, SECONDS_KEPT)
    return SharedCache(config.cache_url, f"page:{_site_and_release(app, config)}:", config.secret_key)


def _site_and_release(app: Flask, config: Config) -> str:
    """A name that processes share which would make the same pages: the same site, the same code."""
    made_by = (Path(app.root_path, place or ".") for place in (".", app.template_folder, app.static_folder))
    files = (path for folder in made_by for path in sorted(folder.rglob("*")) if path.suffix != ".pyc")
    states = [(path.name, state.st_size, state.st_mtime_ns) for path in files if (state := path.stat())]
    said = (config.secret_key, config.public_url, config.exit_url, config.demo, states)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]
