"""Nothing that an archived page tries leads out of the archive: an ear beside it hears nothing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from playwright.sync_api import Browser, Download, Frame, Page, expect
from playwright.sync_api import Error as BrowserError

from tests.browse.chromium import chromium, needs_chromium, tab
from tests.browse.ways_out import LIVE, WAYS, Ear, Way, leaving, listening, title
from tests.dataset.archives import SITE
from twa.dataset.browse.server import replay
from twa.dataset.collection import Collection
from twa.dataset.tables.identity import identify

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not replay.available(), reason="needs ReplayWeb.page: ./scripts/vendor"),
]


@pytest.fixture(scope="module")
def ear() -> Iterator[Ear]:
    with listening() as ear:
        yield ear


@pytest.fixture(scope="module")
def browser(ear: Ear) -> Iterator[Browser]:
    needs_chromium()
    with chromium(f"--host-resolver-rules=MAP *.example 127.0.0.1:{ear.port}") as browser:
        yield browser


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    return leaving(tmp_path_factory.mktemp("ways") / "harbour")


def shown(page: Page, name: str) -> Frame | None:
    """The frame with the archived page, as soon as it is there."""
    page.goto(f"{page.url.partition('#')[0]}#/article/{identify(f'{SITE}/{name}/')}")
    expect(page.locator("h1")).to_have_text(title(name))
    inner = page.frame_locator(".stage iframe").frame_locator("iframe").frame_locator("iframe")
    # A page that is refreshed is gone again soon.
    expect(inner.locator("body")).to_be_visible()
    return next((frame for frame in page.frames if "mp_/" in frame.url), None)


def note(saved: list[str], download: Download) -> None:
    saved.append(f"saved {download.url}")


def tries(page: Page, name: str, way: Way) -> None:
    """Show a page and do what its reader does."""
    frame = shown(page, name)
    if way.click and frame is not None:
        frame.locator("#go").dispatch_event("click")
        page.wait_for_timeout(300)


def test_the_ear_hears_what_gets_out(browser: Browser, ear: Ear) -> None:
    with tab(browser) as page:
        page.goto(f"http://{LIVE}/heard")
        assert page.title() == "live"
    assert any("/heard" in each for each in ear.heard)


def test_no_way_leads_out(browser: Browser, ear: Ear, address: str) -> None:
    got_out: dict[str, list[str]] = {}
    with tab(browser) as page:
        page.goto(address)
        for name, way in WAYS.items():
            ear.heard.clear()
            downloads: list[str] = []
            page.once("download", partial(note, downloads))
            try:
                tries(page, name, way)
            except (BrowserError, AssertionError) as error:
                downloads.append(f"not shown: {str(error)[:300]}")
            page.wait_for_timeout(1000 * way.seconds)
            wrong = [*ear.heard, *downloads]
            wrong += [f"at {each.url}" for each in page.frames if not _ours(each.url)]
            wrong += [f"window {each.url}" for each in page.context.pages[1:]]
            if page.evaluate("window.ran") is not None:
                wrong.append("a script ran")
            if wrong:
                got_out[name] = wrong
    assert not got_out, "\n".join(f"{name}: {each}" for name, each in got_out.items())


def test_opened_alone_it_leads_nowhere_either(browser: Browser, ear: Ear, exported: str) -> None:
    for name in ("header-refresh-plain", "meta-refresh-split", "link_self-split", "base-split"):
        with tab(browser) as page:
            page.goto(exported)
            frame = shown(page, name)
            assert frame is not None
            alone = frame.url
            ear.heard.clear()
            page.goto(alone)
            page.wait_for_timeout(1100 + 1000 * WAYS[name].seconds)
            inner = page.frame_locator("iframe").frame_locator("iframe")
            expect(inner.locator("h1")).to_have_text(title(name))
            if WAYS[name].click:
                inner.locator("#go").dispatch_event("click")
            page.wait_for_timeout(1000)
            assert ear.heard == []
            assert all(_ours(each.url) for each in page.frames)


def _ours(url: str) -> bool:
    return url.startswith(("http://127.0.0.1:", "about:", "chrome-error:"))
