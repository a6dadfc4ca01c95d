"""How the pages look: at phone width, by day and by night, and to those who don't see them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browse.chromium import browsing, tab
from tests.browse.collections import harbour
from twa.dataset.browse.loopback import LoopbackOrigin

AXE: Final = Path(__file__).parent / "vendored" / "axe-core" / "axe.min.js"
PHONE: Final = {"width": 390, "height": 844}
VIEWS: Final = ("#/", "#/rejects", "#/feeds", "#/figures", "article", "reject")


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LoopbackOrigin]:
    with browsing(harbour(tmp_path_factory.mktemp("look") / "harbour")) as origin:
        yield origin


def show(page: Page, origin: LoopbackOrigin, view: str) -> None:
    """A view by its address, or the first article or reject."""
    page.goto(f"{origin.url}#/rejects" if view == "reject" else f"{origin.url}{view}")
    if view in ("article", "reject"):
        page.goto(f"{origin.url}{'#/' if view == 'article' else '#/rejects'}")
        page.locator(".rows a").first.click()
        expect(page.locator(".verdict[data-settled]")).to_be_attached()
        if view == "article":
            expect(page.locator(".diff ins").first).to_be_attached()
    elif view in ("#/", "#/rejects"):
        expect(page.locator(".rows li").first).to_be_visible()
    else:
        expect(page.locator("main .card").first).to_be_visible()


@pytest.mark.parametrize("view", VIEWS)
def test_nothing_is_wider_than_a_phone(browser: Browser, origin: LoopbackOrigin, view: str) -> None:
    with tab(browser, viewport=PHONE) as page:
        show(page, origin, view)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


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


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(browser: Browser, origin: LoopbackOrigin, scheme: str) -> None:
    if not AXE.is_file():
        pytest.skip("needs axe: ./scripts/vendor")
    # Its script comes from outside, which the policy of the pages does not let in.
    with tab(browser, color_scheme=scheme, bypass_csp=True) as page:
        for view in VIEWS:
            show(page, origin, view)
            page.evaluate(AXE.read_text("utf-8"))
            found: dict[str, Any] = page.evaluate(
                "axe.run(document, {iframes: false, resultTypes: ['violations']})"
            )
            serious = [
                (view, each["id"], [node["html"][:160] for node in each["nodes"]])
                for each in found["violations"]
                if each["impact"] in ("serious", "critical")
            ]
            assert serious == [], json.dumps(serious, indent=2)
