"""Archived pages in a real browser: they look as they did, and nothing in them runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Frame, Page, expect

from tests.browse.chromium import tab
from tests.dataset.archives import FEED, RSS, SENTENCES, SITE, Archive, feed, hours, item, page
from tests.site.pictures import png
from twa.dataset.assemble.builder import build
from twa.dataset.browse.server import replay
from twa.dataset.collection import Collection
from twa.dataset.warc import cdxj

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not replay.available(), reason="needs ReplayWeb.page: ./scripts/vendor"),
]

STYLE = """
@font-face { font-family: Nowhere; src: url("/nowhere.woff2") format("woff2") }
h1 { color: rgb(1, 2, 3); font-family: Nowhere, serif } article { max-width: 321px }
"""
FONT = Path(__file__).parents[1] / "site" / "templates" / "styles" / "fonts" / "harbour.woff2"

DRAWN = """async () => {
  await document.fonts.ready;
  const word = document.createElement('span');
  word.textContent = 'Harbour';
  document.querySelector('h1').append(word);
  const archived = word.offsetWidth;
  word.style.fontFamily = 'serif';
  const own = word.offsetWidth;
  word.remove();
  return { archived, own, fonts: [...document.fonts].map((font) => font.status) };
}"""

RUNS = "top.ran = parent.ran = ran = true; document.title = 'ran'; fetch('/ran')"
HOSTILE_HEAD = (
    f"<script>{RUNS}</script><meta http-equiv='refresh' content='0;url=javascript:{RUNS}'>"
    f"<base target='_top'><link rel='stylesheet' href='/site.css'>"
)
HOSTILE_BODY = (
    f'<p onclick="{RUNS}">A page that wants <a id=\'go\' href="javascript:{RUNS}">to run</a>.</p>'
    f'<img src="/missing.png" onerror="{RUNS}"><svg onload="{RUNS}"><script>{RUNS}</script></svg>'
    f'<iframe srcdoc="<script>{RUNS}</script>"></iframe><object data="javascript:{RUNS}"></object>'
    f'<form action="/ran" target="_top"><button id="send">Send</button></form>'
    "<p><b><i>broken</p></b><table><tr><p>markup</title></script><!-- "
)


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    root = tmp_path_factory.mktemp("replay") / "harbour"
    archive = Archive()
    archive.get(FEED, feed(item("bridge", "Bridge"), item("evil", "Evil")), **RSS)
    head = "<link rel='stylesheet' href='/site.css'>"
    text = page("Harbour bridge reopens", head=head)
    picture = "<img id='picture' src='/bridge.png' alt='The bridge'></article>"
    archive.get(f"{SITE}/bridge/", text.replace("</article>", picture), at=hours(1), via=FEED)
    evil = page("A page that wants to run", SENTENCES, head=HOSTILE_HEAD)
    archive.get(f"{SITE}/evil/", evil.replace("</article>", HOSTILE_BODY), at=hours(2), via=FEED)
    for path, body, kind in (
        ("/site.css", STYLE.encode(), "text/css"),
        ("/bridge.png", png("bridge-30x20.png"), "image/png"),
        ("/nowhere.woff2", FONT.read_bytes(), "font/woff2"),
    ):
        archive.get(SITE + path, body, role="requisite", media_type=kind, at=hours(3))
    archive.save(root)
    cdxj.reindex(root / "archive")
    made = Collection(root)
    build(made, workers=1)
    return made


def archived(page: Page, title: str) -> Frame:
    """The frame of the archived page, when it is there."""
    page.locator(".rows .title", has_text=title).click()
    inner = page.frame_locator(".stage iframe").frame_locator("iframe").frame_locator("iframe")
    expect(inner.locator("h1")).to_have_text(title)
    return next(frame for frame in page.frames if "mp_/" in frame.url)


def test_a_page_looks_as_it_did(browser: Browser, address: str) -> None:
    with tab(browser) as page:
        page.goto(address)
        frame = archived(page, "Harbour bridge reopens")
        expect(frame.locator("h1")).to_have_css("color", "rgb(1, 2, 3)")
        expect(frame.locator("article")).to_have_css("max-width", "321px")
        expect(frame.locator("#picture")).to_have_js_property("naturalWidth", 30)
        expect(page.locator(".verdict[data-settled]")).to_have_attribute("data-holds", "true")


def test_a_font_that_this_machine_has_not_is_the_archived_one(
    browser: Browser, address: str
) -> None:
    with tab(browser) as page:
        page.goto(address)
        drawn = archived(page, "Harbour bridge reopens").evaluate(DRAWN)
        assert drawn["fonts"] == ["loaded"]
        assert drawn["archived"] != drawn["own"]


def test_one_page_after_the_other_is_shown(browser: Browser, address: str) -> None:
    with tab(browser) as page:
        page.goto(address)
        archived(page, "Harbour bridge reopens")
        page.keyboard.press("j")
        inner = page.frame_locator(".stage iframe").frame_locator("iframe").frame_locator("iframe")
        expect(inner.locator("h1")).to_have_text("A page that wants to run")
        page.reload()
        expect(inner.locator("h1")).to_have_text("A page that wants to run")
        page.goto(address)
        archived(page, "Harbour bridge reopens")


def test_nothing_that_was_archived_runs(browser: Browser, address: str) -> None:
    with tab(browser) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address)
        here = page.url
        frame = archived(page, "A page that wants to run")
        for selector in ("#go", "#send"):
            frame.locator(selector).evaluate("element => element.click()")
        page.wait_for_timeout(500)
        assert all(each.evaluate("window.ran") is None for each in page.frames)
        assert page.title().startswith("A page that wants to run")
        assert page.url.partition("#")[0] == here.partition("#")[0]
        assert [url for url in asked if url.endswith("/ran")] == []
        assert {url.split("/")[2].split(":")[0] for url in asked if url.startswith("http")} == {
            "127.0.0.1"
        }


def test_an_archived_page_opened_alone_runs_nothing_either(browser: Browser, exported: str) -> None:
    with tab(browser) as page:
        page.goto(exported)
        alone = archived(page, "A page that wants to run").url
        page.goto(alone)
        # Only who frames a document can keep it where it is: it is shown in a frame of ours.
        inner = page.frame_locator("iframe").frame_locator("iframe")
        expect(inner.locator("h1")).to_have_text("A page that wants to run")
        assert all(each.evaluate("window.ran") is None for each in page.frames)
        assert page.evaluate("window.origin") is not None
