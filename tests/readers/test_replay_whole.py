"""pywb shows a crawled page in a real browser, with all that it needs, from the archive alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Response

from tests.browse.chromium import chromium, needs_chromium
from tests.crawler.crawling import crawl
from tests.readers.pywb import wayback
from tests.site.running import running

pytestmark = pytest.mark.slow


class Replay(NamedTuple):
    """A pywb at `port`, and the live URL of an article, whose server is gone."""

    port: int
    article: str


def _root(folder: Path) -> Path:
    """A folder for pywb, which is to show the page itself and not a frame around it."""
    folder.mkdir(exist_ok=True)
    (folder / "config.yaml").write_text("framed_replay: false\n")
    return folder


@pytest.fixture(scope="module")
def replay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replay]:
    """A crawl of a site whose newest page leans on another host, and then both are shut down."""
    data = tmp_path_factory.mktemp("crawl")
    with running() as site, running() as cdn:
        content = (
            f'<p>Ferries.</p><img id="far" src="{cdn.url}/far-80x40.png" alt="">'
            f'<div id="near" style="background: url(/near-10x10.png)">Near</div>'
        )
        added = site.control.add("What leans on others", content, slug="what-leans-on-others")
        settings = {"ARCHIVE_REQUISITES": True, "BUILD": False}
        done = crawl(data, url=site.feed, settings=settings)
        assert done.status == 0, done.log
        article = f"{site.url}{added['path']}"
    with wayback(done.folder / "archive", _root(tmp_path_factory.mktemp("pywb"))) as port:
        yield Replay(port, article)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    needs_chromium()
    with chromium() as started:
        yield started


@pytest.mark.parametrize("width", [390, 1280, 1900])
@pytest.mark.parametrize("scale", [1, 2])
def test_a_replayed_page_lacks_nothing(
    replay: Replay, browser: Browser, width: int, scale: int
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, device_scale_factor=scale
    )
    tab = context.new_page()
    answers: list[Response] = []
    tab.on("response", lambda answer: answers.append(answer))
    failed: list[str] = []
    tab.on("requestfailed", lambda request: failed.append(request.url))
    # Past the timestamps of all captures: pywb takes the closest.
    tab.goto(f"http://127.0.0.1:{replay.port}/news/29990101000000/{replay.article}")
    tab.evaluate("Promise.all([...document.images].map(i => (i.loading = 'eager', i.decode())))")
    tab.wait_for_load_state("networkidle")

    # What pywb adds of its own stands under /static/.
    archived = [answer for answer in answers if "/news/" in answer.url]
    missing = {answer.url: answer.status for answer in archived if answer.status >= 400}
    assert missing == {}
    assert failed == []
    elsewhere = {answer.url for answer in answers if f":{replay.port}/" not in answer.url}
    assert elsewhere == set()
    asked = " ".join(answer.url for answer in archived)
    for name in ("style.css?ver=1.4", "tide.css", "harbour.woff2", "tide-320x24.png", "far-80x40"):
        assert name in asked

    # Rendered, not only served: the theme's colours, the far picture in its size.
    style = "getComputedStyle(document.querySelector('.wp-site-blocks > header')).backgroundColor"
    assert tab.evaluate(style) == "rgb(217, 232, 230)"
    assert tab.evaluate("document.querySelector('#far').naturalWidth") == 80
    assert tab.evaluate("[...document.images].every(i => i.complete && i.naturalWidth > 0)")
    context.close()


def test_one_without_requisites_lacks_them(browser: Browser, tmp_path: Path) -> None:
    with running() as site:
        settings = {"ARCHIVE_REQUISITES": False, "BUILD": False}
        done = crawl(tmp_path, url=site.feed, settings=settings)
        article = f"{site.url}{site.control.posts()[0]['path']}"
    with wayback(done.folder / "archive", _root(tmp_path / "pywb")) as port:
        tab = browser.new_page()
        missing: list[str] = []

        def note(answer: Response) -> None:
            if answer.status == 404:
                missing.append(answer.url)

        tab.on("response", note)
        tab.goto(f"http://127.0.0.1:{port}/news/29990101000000/{article}")
        tab.wait_for_load_state("networkidle")
        assert any("style.css" in url for url in missing)
        tab.close()
