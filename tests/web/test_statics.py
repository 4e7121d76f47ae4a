"""Static files under names with a digest: what is built, how it is answered, and that nothing breaks without it."""

import gzip
import os
import posixpath
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from community.web import statics
from tests.apps import another_app
from tests.web.test_headers import EVERYWHERE

FOR_EVER = "max-age=315360000, public, immutable"


@pytest.fixture(scope="module")
def folder(the_app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site's own files, built once."""
    made = tmp_path_factory.mktemp("built") / "static"
    statics.build(Path(the_app.static_folder), made)
    return made


@pytest.fixture(scope="module")
def built(the_app: Flask, folder: Path) -> Iterator[Flask]:
    """The application that serves what is built."""
    with another_app(the_app, STATIC_FOLDER=str(folder)) as other:
        yield other


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A small site: a style sheet, and a font that it refers to."""
    (tmp_path / "source" / "css").mkdir(parents=True)
    (tmp_path / "source" / "font.woff2").write_bytes(b"a font")
    (tmp_path / "source" / "css" / "site.css").write_text("@font-face{src:url(../font.woff2)}" + "p{order:1}" * 99)
    return tmp_path / "source"


def address(app: Flask, path: str) -> str:
    with app.test_request_context("/en/"):
        return statics.asset(path)


def ask(app: Flask, path: str, method: str = "GET", **options: object) -> TestResponse:
    """One answer, read to its end."""
    return app.test_client().open(path, method=method, buffered=True, **options)


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {statics.NAMES}


def test_every_file_of_the_site_is_built_and_its_pages_refer_to_it(built, folder):
    assert statics.is_built(built)
    page = ask(built, "/en/").text
    linked = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert len(linked) >= 4
    for found in linked:
        assert re.search(r"\.[0-9a-f]{16}\.\w+$", found), found
        response = ask(built, found)
        assert (response.status_code, response.headers["Cache-Control"]) == (200, FOR_EVER)


def test_style_sheets_refer_to_files_by_their_new_names(built):
    sheet = address(built, "css/fonts.css")
    referred = set(re.findall(r"url\(([^)]+)\)", ask(built, sheet).text))
    assert len(referred) > 100
    for one in referred:
        assert ask(built, posixpath.normpath(f"/static/css/{one}"), "HEAD").headers["Cache-Control"] == FOR_EVER, one


@pytest.mark.parametrize(
    ("accepted", "encoding", "unpack"),
    [
        ("br, gzip", "br", brotli.decompress),
        ("gzip, deflate", "gzip", gzip.decompress),
        ("gzip;q=1, br;q=0", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=0", None, bytes),
        ("identity", None, bytes),
        ("brx", None, bytes),
        ("", None, bytes),
    ],
)
def test_each_browser_gets_the_encoding_that_it_takes(built, accepted, encoding, unpack):
    path = Path(built.static_folder) / "css" / "site.css"
    response = ask(built, address(built, "css/site.css"), headers={"Accept-Encoding": accepted})
    assert response.headers.get("Content-Encoding") == encoding
    assert response.headers["Vary"] == "Accept-Encoding"
    assert unpack(response.data) == path.read_bytes()


def test_every_answer_carries_the_headers_and_none_a_cookie(built):
    path = address(built, "css/site.css")
    mark = ask(built, path).headers["ETag"]
    asked = {
        200: {},
        206: {"Range": "bytes=0-9"},
        304: {"If-None-Match": mark},
        416: {"Range": "bytes=99999999-"},
    }
    for status, headers in asked.items():
        for method in ("GET", "HEAD"):
            response = ask(built, path, method, headers=headers)
            found = {name: response.headers.getlist(name) for name in EVERYWHERE}
            assert (response.status_code, found) == (status, {name: [value] for name, value in EVERYWHERE.items()})
            assert "Set-Cookie" not in response.headers
            assert "Access-Control-Allow-Origin" not in response.headers
    assert ask(built, path, headers={"Range": "bytes=0-9"}).data == ask(built, path).data[:10]


def test_a_file_is_counted_by_its_rule(built, caplog):
    caplog.set_level("INFO", "community.web.tracing")
    ask(built, address(built, "css/site.css"))
    assert [record.rule for record in caplog.records if record.message == "request"] == ["/static/<path:filename>"]


def test_https_is_demanded_of_files_too(the_app, folder):
    with another_app(the_app, STATIC_FOLDER=str(folder), URL="https://localhost") as secure:
        response = ask(secure, address(secure, "css/site.css"), base_url="https://localhost")
    assert response.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"


@pytest.mark.parametrize(
    "path",
    [
        "/static/css/site.0123456789abcdef.css",
        "/static/names.json",
        "/static/css/../names.json",
        "/static/css/../../test.0123456789abcdef.sqlite",
        "/static/%2e%2e/secret-key",
        "/static/css/",
    ],
)
def test_what_is_not_there_is_not_found(built, path):
    response = ask(built, path)
    assert (response.status_code, response.headers["Cache-Control"]) == (404, "no-store")


def test_copies_have_no_address_of_their_own(built):
    assert ask(built, address(built, "css/site.css") + ".gz").status_code == 404


def test_a_file_is_not_posted_to(built):
    response = ask(built, address(built, "css/site.css"), "POST")
    assert (response.status_code, response.headers["X-Content-Type-Options"]) == (405, "nosniff")


def test_a_file_that_has_changed_since_is_shown_as_it_is(the_app, source, tmp_path, monkeypatch):
    statics.build(source, tmp_path / "built")
    shutil.copytree(source, tmp_path / "changed")
    (tmp_path / "changed" / "css" / "site.css").write_text("p { order: 2 }")
    shutil.copystat(source / "font.woff2", tmp_path / "changed" / "font.woff2")
    monkeypatch.setattr(the_app, "static_folder", str(tmp_path / "changed"))
    states = statics._current_names(tmp_path / "changed", tmp_path / "built")
    assert set(states) == {"font.woff2"}


def test_without_anything_built_pages_refer_to_files_that_are_asked_for_again(client):
    link = client.get("/en/").one("link[rel=stylesheet][href*=site]")["href"]
    assert link == "/static/css/site.css"
    response = client.get(link).response
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-cache")


def test_the_second_time_nothing_is_read_or_written(source, tmp_path, monkeypatch):
    statics.build(source, tmp_path / "built")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "built").rglob("*")}
    monkeypatch.setattr(Path, "write_bytes", None)
    monkeypatch.setattr("community.web.statics._write_whole", None)
    statics.build(source, tmp_path / "built")
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "built").rglob("*")} == before


def test_a_new_release_adds_files_and_leaves_those_of_the_last_for_a_while(source, tmp_path):
    folder = tmp_path / "built"
    statics.build(source, folder)
    first = names(folder)
    assert {path.rsplit(".", 1)[1] for path in first} == {"woff2", "css", "gz", "br"}
    for path in folder.rglob("*.*"):
        os.utime(path, (0, 0))
    (source / "font.woff2").write_bytes(b"another font")
    statics.build(source, folder)
    second = names(folder) - first
    assert {re.sub(r"\.\w{16}", "", path) for path in second} == {
        "font.woff2", "css/site.css", "css/site.css.gz", "css/site.css.br"
    }  # fmt: skip
    assert first < names(folder)
    long_ago = time.time() - (statics.DAYS_KEPT + 1) * 24 * 3600
    for name in first:
        os.utime(folder / name, (long_ago, long_ago))
    (source / "plain.txt").write_text("new")
    statics.build(source, folder)
    assert not first & names(folder)
    assert second < names(folder)


def test_what_another_release_adds_is_found_by_processes_of_this_one_and_what_is_deleted_is_not(built, folder):
    path = "/static/js/later.0123456789abcdef.js"
    assert ask(built, path).status_code == 404
    later = folder / "js" / "later.0123456789abcdef.js"
    later.write_text("later()")
    assert ask(built, path).text == "later()"
    later.unlink()
    assert ask(built, path).status_code == 404


def test_files_are_open_to_a_server_in_front(folder):
    modes = {oct((folder / name).stat().st_mode & 0o777) for name in names(folder)}
    assert modes == {"0o644"}
