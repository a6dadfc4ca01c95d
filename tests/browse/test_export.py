"""The site as files, of an archive from which something was withdrawn."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browse.chromium import answering, tab
from tests.dataset.leaning import built
from tests.dataset.packages import BRIDGE, JUNE
from twa.dataset.assemble.builder import build
from twa.dataset.browse.export import export
from twa.dataset.browse.server.loopback import LoopbackOrigin
from twa.dataset.browse.server.serve import Folder
from twa.dataset.takedown import take_down
from twa.dataset.verification.files import load


def test_what_was_withdrawn_is_not_there_and_the_rest_can_be_proved(
    browser: Browser, tmp_path: Path
) -> None:
    collection = built(tmp_path / "harbour")
    take_down(collection, BRIDGE, reason="asked to", now=JUNE)
    build(collection, workers=1)
    export(collection, load(collection), tmp_path / "site")
    for path in (tmp_path / "site").rglob("*"):
        assert path.is_dir() or b"The bridge of today" not in path.read_bytes()
    with (
        LoopbackOrigin(Folder(tmp_path / "site")) as origin,
        answering(origin),
        tab(browser) as page,
    ):
        page.goto(f"{origin.url}index.html")
        expect(page.locator("#found")).to_have_text("1 article")
        page.locator(".rows a").click()
        expect(page.locator(".verdict[data-settled]")).to_have_attribute("data-holds", "true")
        page.locator(".served summary").click()
        expect(page.locator(".served")).to_contain_text("The ferry of today")
