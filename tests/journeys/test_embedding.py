"""The page of somebody else, on another origin, shows the count; no other page of ours lets itself be framed."""

import http.server
import json
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import with_equipment
from tests.journeys.people import Equipment
from tests.journeys.running import RunningSite
from tests.servers import free_port

ONE_OF_EACH_LANGUAGE = with_equipment(
    Equipment("en", script=False, width=1280), Equipment("ko", script=True, width=375)
)
pytestmark = pytest.mark.parametrize("equipment", ONE_OF_EACH_LANGUAGE, indirect=True, scope="session")


@pytest.fixture
def other_site(tmp_path: Path) -> Iterator[str]:
    """A site of somebody else that serves the files of a folder."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *given: object) -> None:
            super().__init__(*given, directory=str(tmp_path))  # type: ignore[arg-type]

        def log_message(self, *given: object) -> None:
            pass

    port = free_port()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def visitor(browser: Browser, equipment: Equipment) -> Iterator[Page]:
    """Somebody who reads the other site."""
    context = browser.new_context(
        java_script_enabled=equipment.script, viewport={"width": equipment.width, "height": 900}
    )
    yield context.new_page()
    context.close()


def copied(site: RunningSite, language: str, name: str) -> str:
    """What the page of embeds gives to copy."""
    with urllib.request.urlopen(f"{site.url}/{language}/endorsements/embed", timeout=10) as answer:  # noqa: S310
        page = BeautifulSoup(answer.read(), "html.parser")
    found = page.find("textarea", id=name)
    assert found is not None
    return found.get_text()


def total(site: RunningSite) -> int:
    """How many endorsements count."""
    with urllib.request.urlopen(f"{site.url}/api/v1/counts", timeout=10) as answer:  # noqa: S310
        return int(json.load(answer)["total"])


def test_another_site_shows_the_count(
    site: RunningSite, visitor: Page, other_site: str, tmp_path: Path, equipment: Equipment
) -> None:
    frame, badge = (copied(site, equipment.language, name) for name in ("frame", "badge"))
    (tmp_path / "index.html").write_text(f"<!doctype html><meta charset=utf-8><p>{frame}<p>{badge}", encoding="utf-8")
    seen: list[tuple[str, dict[str, str]]] = []
    visitor.on("response", lambda answer: seen.append((answer.url, answer.headers)))
    visitor.goto(f"{other_site}/index.html", wait_until="networkidle")
    inside = visitor.frame_locator("iframe")
    assert int(inside.locator(".embed-count b").inner_text().replace(",", "")) == total(site)
    assert inside.locator(".embed-act a").evaluate("link => getComputedStyle(link).borderRadius") == "6px"
    assert visitor.locator("a > img").evaluate("picture => picture.complete && picture.naturalWidth") > 100
    ours = [headers for url, headers in seen if url.startswith(site.url)]
    assert len(ours) >= 3
    assert not any("set-cookie" in headers for headers in ours)
    assert visitor.context.cookies() == []
    assert {urlsplit(url).netloc for url, _headers in seen} == {urlsplit(site.url).netloc, urlsplit(other_site).netloc}
    with visitor.context.expect_page() as opened:
        inside.locator(".embed-act a").click()
    opened.value.wait_for_load_state()
    assert urlsplit(opened.value.url).path == f"/{equipment.language}/endorse"
    assert urlsplit(visitor.url).netloc == urlsplit(other_site).netloc


def test_no_other_page_of_ours_lets_itself_be_framed(
    site: RunningSite, visitor: Page, other_site: str, tmp_path: Path, equipment: Equipment
) -> None:
    language = equipment.language
    paths = [f"/{language}/", f"/{language}/endorse", f"/{language}/login", f"/{language}/endorsements"]
    allowed = f"/embed/{language}/count"
    frames = "".join(f"<iframe src='{site.url}{path}'></iframe>" for path in [*paths, allowed])
    (tmp_path / "index.html").write_text(f"<!doctype html>{frames}", encoding="utf-8")
    visitor.goto(f"{other_site}/index.html", wait_until="networkidle")
    shown = {urlsplit(frame.url).path for frame in visitor.frames if frame.url.startswith(site.url)}
    assert shown == {allowed}
