"""What sources say may want to do harm, in any field of a row or a run's report: in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page, Request, ViewportSize, expect

from tests.browse.chromium import browsing, tab
from tests.browse.hostile import STRINGS, hostile, tainted
from tests.dataset.reports.test_run_page import report
from tests.dataset.samples import ROWS
from twa.dataset.browse.server.loopback import LoopbackOrigin
from twa.dataset.reports.page import render

DESK = ViewportSize(width=1366, height=900)
PHONE = ViewportSize(width=390, height=844)
NUMBERS = range(len(STRINGS))

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LoopbackOrigin]:
    with browsing(hostile(tmp_path_factory.mktemp("hostile") / "harbour")) as origin:
        yield origin


@pytest.fixture
def page(browser: Browser, origin: LoopbackOrigin) -> Iterator[Page]:
    """A tab that fails the test for a dialog, another page, an error of ours, or a foreign host."""
    with tab(browser, ours=origin.url, viewport=DESK) as page:
        asked: list[str] = []
        page.on("request", lambda asking: asked.append(asking.url))
        page.on("pageerror", lambda error: asked.append(f"error: {error}"))
        page.on("dialog", lambda dialog: _dismissed(dialog, asked))
        page.on("popup", lambda popup: asked.append(f"popup: {popup.url}"))
        yield page
        ports = {url.split("/")[2] for url in asked if url.startswith("http")}
        assert {host.partition(":")[0] for host in ports} == {"127.0.0.1"}
        assert "127.0.0.1:9" not in ports
        others = [url for url in asked if not url.startswith(("http:", "data:,", "blob:"))]
        assert others == []


def _dismissed(dialog: Dialog, asked: list[str]) -> None:
    asked.append(f"dialog: {dialog.message}")
    dialog.dismiss()


def note(asked: list[str], request: Request) -> None:
    asked.append(request.url)


def harmless(page: Page) -> None:
    """Nothing ran, nothing is wider than the window, and what is ours stands around it."""
    assert all(frame.evaluate("window.ran") is None for frame in page.frames)
    assert page.title() != "ran"
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    expect(page.get_by_role("navigation", name="Sections")).to_be_visible()
    schemes = page.evaluate("[...document.links].map((link) => link.protocol)")
    assert set(schemes) <= {"http:", "https:"}
    assert page.locator("main :is(script, style, base, link, object, embed, meta)").count() == 0


@pytest.mark.parametrize("number", NUMBERS)
def test_an_article(page: Page, origin: LoopbackOrigin, number: int) -> None:
    page.goto(f"{origin.url}#/article/{ROWS['articles'](number)['id']}")
    expect(page.locator(".verdict[data-settled]")).to_have_attribute("data-holds", "false")
    expect(page.locator(".diff .quiet").first).to_be_visible()
    page.locator(".served summary").click()
    expect(page.locator(".left-out").first).to_be_visible()
    harmless(page)
    page.keyboard.press("k")
    page.keyboard.press("Escape")
    expect(page.locator(".rows li").first).to_be_visible()
    harmless(page)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_reject(page: Page, origin: LoopbackOrigin, number: int) -> None:
    page.goto(f"{origin.url}#/rejects")
    rows = page.locator(".rows li a")
    expect(rows.first).to_be_visible()
    chips = page.locator(".chips button")
    expect(chips).to_have_count(len(STRINGS))
    chips.nth(number).click()
    expect(rows).to_have_count(1)
    harmless(page)
    rows.click()
    expect(page.locator(".verdict[data-settled]")).to_have_attribute("data-holds", "false")
    harmless(page)


def test_all_else(page: Page, origin: LoopbackOrigin) -> None:
    for view, there in (
        ("#/", ".rows li"),
        ("#/feeds", ".timeline"),
        ("#/figures", ".plots .ranked"),
    ):
        page.goto(f"{origin.url}{view}")
        expect(page.locator(there).first).to_be_visible()
        harmless(page)
    for summary in page.locator(".plots summary").all():
        summary.click()
    harmless(page)
    page.goto(origin.url)
    for text in STRINGS:
        page.locator("#search").fill(text[:200].replace("\n", " "))
        expect(page.locator("#found")).to_contain_text(" articles")
        harmless(page)


@pytest.mark.parametrize("number", NUMBERS)
def test_the_page_of_a_run(browser: Browser, tmp_path: Path, number: int) -> None:
    said = report(verdict="x", refused=report()["failures"], to_retry=[
        {"url": "x", "tries": 1, "given_up": True, "via": "x"}])  # fmt: skip
    path = tmp_path / "run.html"
    path.write_bytes(render(tainted(said, STRINGS[number]), [said]))
    for size in (PHONE, DESK):
        with tab(browser, viewport=size) as page:
            asked: list[str] = []
            page.on("request", partial(note, asked))
            page.goto(path.as_uri())
            assert page.evaluate("window.ran") is None
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
            assert asked == [path.as_uri()]
