"""Static files under names that carry a digest of their content, with compressed copies beside them.

`flask prepare` makes them, in one folder for all releases: a name never stands for another content, so browsers keep
what they have for a year, a server in front may serve the folder itself, and pages of the release before find what
they refer to. Where nothing is prepared, or a file has changed since, pages refer to the file as it is in `static/`.
"""

import hashlib
import json
import os
import posixpath
import re
import tempfile
import time
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from flask import Flask, current_app
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

from community.config import Config
from community.web.headers import lasting_headers
from community.web.tracing import matched

NAMES = "names.json"
# What the release before used is kept so long: pages stay open in browsers.
DAYS_KEPT = 30
HASHED = re.compile(r"\.[0-9a-f]{16}\.[a-z0-9]+$")
_REFERENCE = re.compile(rb"url\((?!data:)[\"']?([^)\"'#?]+)[\"']?\)")


class Made(NamedTuple):
    """A file as it is served: from which state of the source (bytes, nanoseconds), under which name."""

    size: int
    changed: int
    name: str


class Statics(WhiteNoise):
    """The prepared files, answered before the application is asked: with ranges, 304 and the smallest encoding."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self._fixed = list(lasting_headers(app).items())
        self._rule = f"{app.static_url_path}/<path:filename>"
        # Looked up when first asked for: what another release adds to the folder meanwhile is found, too.
        super().__init__(
            app.wsgi_app,
            root=folder,
            prefix=app.static_url_path,
            autorefresh=True,
            allow_all_origins=False,
            add_headers_function=_mark,
            immutable_file_test=HASHED.pattern,
        )

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer one request."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self.application(environ, start_response)  # type: ignore[no-any-return]
        try:
            return super().__call__(environ, start_response)  # type: ignore[no-any-return]
        except FileNotFoundError:  # too old, and deleted since it was first asked for
            self.files.pop(environ["PATH_INFO"], None)
            return self.application(environ, start_response)  # type: ignore[no-any-return]

    def find_file(self, url: str) -> Any:
        """The file at an address, or None."""
        if url not in self.files and HASHED.search(url) and (found := super().find_file(url)):
            self.files[url] = found
        return self.files.get(url)

    def serve(self, static_file: Any, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Send a file with the headers that every answer carries, 304 and 416 too."""

        matched(self._rule)

        def start(status: str, headers: list[tuple[str, str]]) -> Any:
            return start_response(status, [*headers, *self._fixed])

        accepted = _encodings(environ.get("HTTP_ACCEPT_ENCODING", ""))
        return super().serve(static_file, environ | {"HTTP_ACCEPT_ENCODING": accepted}, start)  # type: ignore[no-any-return]


def init_app(app: Flask) -> None:
    """Serve what is prepared; a developer's server that reloads shows the files as they are."""
    source, folder = places(app)
    app.extensions["statics"] = {} if app.debug else _current_names(source, folder)
    app.wsgi_app = Statics(app, folder)  # type: ignore[method-assign]


def places(app: Flask) -> tuple[Path, Path]:
    """The folder of the static files, and that of the prepared ones."""
    config: Config = app.config["COMMUNITY"]
    return Path(app.static_folder or ""), config.static_folder


def asset(path: str) -> str:
    """The address of a static file (`path` below `static/`), with a digest of its content where it is prepared."""
    names: dict[str, str] = current_app.extensions["statics"]
    return f"{current_app.static_url_path}/{names.get(path, path)}"


def is_built(app: Flask) -> bool:
    """Whether every static file of this release is prepared as it is now."""
    source, folder = places(app)
    return _current_names(source, folder).keys() == _states(source).keys()


def build(source: Path, folder: Path) -> None:
    """Prepare what has changed since the last time, and remove what no release has used for DAYS_KEPT days.

    source: the static files. folder: where they are put, readable for a server in front.
    """
    states, before = _states(source), _read_names(folder)
    if {path: (made.size, made.changed) for path, made in before.items()} == states:
        return
    folder.mkdir(parents=True, exist_ok=True)
    names: dict[str, str] = {}
    # Style sheets last: they refer to the others by their new names.
    for path in sorted(states, key=lambda path: (path.endswith(".css"), path)):
        content = (source / path).read_bytes()
        if path.endswith(".css"):
            content = _with_names(content, posixpath.dirname(path), names)
        names[path] = _hashed(path, content)
        if not (folder / names[path]).exists():
            _put(content, folder / names[path])
    _retire({made.name for made in before.values()}, set(names.values()), folder)
    made = {path: Made(*states[path], name) for path, name in names.items()}
    _write_whole(folder / NAMES, json.dumps(made).encode())


def _states(source: Path) -> dict[str, tuple[int, int]]:
    found = {path: path.stat() for path in source.rglob("*") if path.is_file()}
    return {path.relative_to(source).as_posix(): (state.st_size, state.st_mtime_ns) for path, state in found.items()}


def _read_names(folder: Path) -> dict[str, Made]:
    try:
        return {path: Made(*made) for path, made in json.loads((folder / NAMES).read_bytes()).items()}
    except FileNotFoundError:
        return {}


def _current_names(source: Path, folder: Path) -> dict[str, str]:
    """Under which name each file is prepared, but for those that have changed since or are not there."""
    states = _states(source)
    return {
        path: made.name
        for path, made in _read_names(folder).items()
        if states.get(path) == (made.size, made.changed) and (folder / made.name).exists()
    }


def _hashed(path: str, content: bytes) -> str:
    stem, suffix = posixpath.splitext(path)
    return f"{stem}.{hashlib.sha256(content).hexdigest()[:16]}{suffix}"


def _with_names(content: bytes, place: str, names: dict[str, str]) -> bytes:
    """A style sheet of the folder `place`, its references under their new names."""

    def renamed(match: re.Match[bytes]) -> bytes:
        target = posixpath.normpath(posixpath.join(place, match[1].decode()))
        return b"url(%s)" % posixpath.relpath(names[target], place).encode()

    return _REFERENCE.sub(renamed, content)


def _put(content: bytes, target: Path) -> None:
    """Write a file and its compressed copies, which are there before it is."""
    target.parent.mkdir(parents=True, exist_ok=True)
    compressor = Compressor(quiet=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".new-") as aside:
        written = Path(aside) / target.name
        written.write_bytes(content)
        copies = compressor.compress(str(written)) if compressor.should_compress(target.name) else []
        for file in (*map(Path, copies), written):
            file.chmod(0o644)
            file.replace(target.with_name(file.name))


def _write_whole(target: Path, content: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as file:
        file.write(content)
    Path(file.name).replace(target)


def _retire(before: set[str], now: set[str], folder: Path) -> None:
    """Count the days of what is used no more, and remove what has had its time."""
    moment = time.time()
    for path in [path for path in folder.rglob("*") if HASHED.search(path.name)]:
        name = path.relative_to(folder).as_posix()
        if name in before - now:
            os.utime(path)
        elif name not in now and path.stat().st_mtime < moment - DAYS_KEPT * 24 * 3600:
            for file in (path, path.with_name(f"{path.name}.gz"), path.with_name(f"{path.name}.br")):
                file.unlink(missing_ok=True)


def _mark(headers: Any, path: str, url: str) -> None:
    # The name says it all. Weak: the encodings are one file to whoever asks whether theirs still holds.
    headers["ETag"] = f'W/"{url.rsplit(".", 2)[1]}"'


@lru_cache(maxsize=256)
def _encodings(accepted: str) -> str:
    """Those of a header Accept-Encoding that there are copies in: who says q=0 wants none (RFC 9110, 12.5.3)."""
    parsed = parse_accept_header(accepted, Accept)
    return ", ".join(coding for coding in ("br", "gzip") if parsed.quality(coding) > 0)
