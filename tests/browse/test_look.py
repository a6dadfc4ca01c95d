"""How the pages look: at phone width, by day and by night, and to those who don't see them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browse.chromium import browsing, tab
from tests.browse.collections import harbour, newsstand
from tests.dataset.reports.test_run_page import report
from twa.dataset.browse.server.loopback import LoopbackOrigin
from twa.dataset.collection import Collection
from twa.dataset.reports.page import render

AXE: Final = Path(__file__).parent / "vendored" / "axe-core" / "axe.min.js"
PHONE: Final = {"width": 390, "height": 844}
BROKEN_WORDS: Final = """[...document.querySelectorAll("main table td, main table th")]
  .filter((cell) => /^[\\w.,]{1,12}$/.test(cell.textContent))
  .filter((cell) => {
    const words = document.createRange();
    words.selectNodeContents(cell);
    const tops = [...words.getClientRects()].map(({ top }) => top);
    return Math.max(...tops) - Math.min(...tops) > 8;
  })
  .map((cell) => cell.textContent)"""
BROKEN: Final = "#/?q=title:%22harbour"
VIEWS: Final = ("#/", "#/rejects", "#/feeds", "#/figures", "article", "reject", BROKEN)
NOWHERE: Final = "#/article/nothing"


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    return harbour(tmp_path_factory.mktemp("look") / "harbour")


@pytest.fixture(scope="module")
def comparing(
    collection: Collection, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LoopbackOrigin]:
    with browsing(collection, newsstand(tmp_path_factory.mktemp("look") / "stand")) as origin:
        yield origin


@pytest.fixture(scope="module")
def run_page(tmp_path_factory: pytest.TempPathFactory) -> str:
    page = tmp_path_factory.mktemp("run") / "run.html"
    page.write_bytes(render(report(), [report(), report()]))
    return page.as_uri()


def show(page: Page, origin: LoopbackOrigin, view: str) -> None:
    """A view by its address, or the first article or reject."""
    page.goto(f"{origin.url}#/rejects" if view == "reject" else f"{origin.url}{view}")
    if view in ("article", "reject"):
        page.goto(f"{origin.url}{'#/' if view == 'article' else '#/rejects'}")
        page.locator(".rows a").first.click()
        expect(page.locator(".verdict[data-settled]")).to_be_attached()
        if view == "article":
            expect(page.locator(".diff ins").first).to_be_attached()
    elif view in ("#/", "#/rejects", BROKEN):
        expect(page.locator(".rows li").first).to_be_visible()
    else:
        expect(page.locator("main .card").first).to_be_visible()


@pytest.mark.parametrize("view", VIEWS)
def test_nothing_is_wider_than_a_phone(browser: Browser, origin: LoopbackOrigin, view: str) -> None:
    with tab(browser, viewport=PHONE) as page:
        show(page, origin, view)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_comparing_and_a_run_are_no_wider_either(
    browser: Browser, comparing: LoopbackOrigin, run_page: str
) -> None:
    with tab(browser, viewport=PHONE) as page:
        for address in (comparing.url, run_page):
            page.goto(address)
            expect(page.locator("main table").first).to_be_visible()
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
            # No word is broken in the middle: each cell is as wide as its words.
            assert page.evaluate(BROKEN_WORDS) == []
            labels = page.locator(".ranked th")
            heights = labels.evaluate_all("(all) => all.map((th) => th.offsetHeight)")
            assert max(heights, default=0) < 80


def test_on_a_phone_an_article_has_tabs(browser: Browser, origin: LoopbackOrigin) -> None:
    parts = {"Page": ".pane.page", "Text": ".pane.text", "Proof": ".verdict"}
    with tab(browser, viewport=PHONE) as page:
        show(page, origin, "article")
        for name, part in parts.items():
            page.get_by_role("button", name=name, exact=True).click()
            expect(page.locator(part).first).to_be_visible()
            for other in set(parts) - {name}:
                expect(page.locator(parts[other]).first).to_be_hidden()
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def background(page: Page) -> str:
    colour: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return colour


def test_colours_follow_the_system_and_the_button(browser: Browser, origin: LoopbackOrigin) -> None:
    with tab(browser, color_scheme="dark") as page:
        page.goto(origin.url)
        night = background(page)
        page.get_by_role("button", name="Colours").click()
        day = background(page)
        page.reload()
        assert background(page) == day != night
        page.keyboard.press("t")
        assert background(page) == night


def serious(page: Page) -> list[Any]:
    """What axe finds on this page that keeps people out."""
    page.evaluate(AXE.read_text("utf-8"))
    found: dict[str, Any] = page.evaluate(
        "axe.run(document, {iframes: false, resultTypes: ['violations']})"
    )
    return [
        (each["id"], [node["html"][:160] for node in each["nodes"]])
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
    ]


needs_axe = pytest.mark.skipif(not AXE.is_file(), reason="needs axe: ./scripts/vendor")


@needs_axe
@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(
    browser: Browser,
    origin: LoopbackOrigin,
    comparing: LoopbackOrigin,
    run_page: str,
    scheme: str,
) -> None:
    # Its script comes from outside, which the policy of the pages does not let in.
    with tab(browser, color_scheme=scheme, bypass_csp=True) as page:
        for view in VIEWS:
            show(page, origin, view)
            assert serious(page) == [], view
        page.goto(f"{origin.url}{NOWHERE}")
        expect(page.locator(".wait").get_by_role("alert")).to_be_visible()
        assert serious(page) == []
        page.goto(comparing.url)
        page.get_by_role("searchbox").fill("harbour")
        expect(page.locator("h2", has_text="Share of harbour")).to_be_visible()
        assert serious(page) == []
        page.goto(run_page)
        assert serious(page) == []


@needs_axe
@pytest.mark.slow
def test_axe_finds_nothing_serious_on_a_phone(browser: Browser, origin: LoopbackOrigin) -> None:
    with tab(browser, viewport=PHONE, bypass_csp=True) as page:
        for view in VIEWS:
            show(page, origin, view)
            assert serious(page) == [], view
        show(page, origin, "article")
        for name in ("Page", "Text", "Proof"):
            page.get_by_role("button", name=name, exact=True).click()
            assert serious(page) == [], name
        # The notes stand beside the proof.
        page.get_by_label("Tags").fill("frames")
        page.get_by_role("button", name="Keep").click()
        expect(page.locator(".notes output")).to_have_text("Kept.")
        assert serious(page) == []
