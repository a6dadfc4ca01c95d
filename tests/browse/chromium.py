"""A real browser, headless, and the pages served to it."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, expect, sync_playwright

from twa.dataset.browse.server.loopback import LoopbackOrigin
from twa.dataset.browse.server.serve import Shown, opened
from twa.dataset.collection import Collection
from twa.dataset.verification.files import load

expect.set_options(timeout=30_000)
"""Milliseconds that a busy machine may take to show what is expected."""


@contextmanager
def chromium(*more: str) -> Iterator[Browser]:
    """Debian's Chromium, or whichever there is; `more` are flags of its command line."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    # Root has no sandbox of its own.
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with _driver() as driver:
        browser = driver.chromium.launch(executable_path=found, args=[*flags, *more])
        yield browser
        browser.close()


_running: list[Playwright] = []


@contextmanager
def _driver() -> Iterator[Playwright]:
    """What starts browsers: the one that runs, for a second would find its event loop in the way.

    It ends with who began it, since so would whoever else runs an event loop in this process.
    """
    if _running:
        yield _running[0]
        return
    with sync_playwright() as driver:
        _running.append(driver)
        try:
            yield driver
        finally:
            _running.clear()


def needs_chromium() -> None:
    """Skip where there is no browser."""
    if not any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))):
        pytest.skip("needs a browser: Debian's package chromium")


@contextmanager
def browsing(*collections: Collection) -> Iterator[LoopbackOrigin]:
    """The pages of collections, served as `twa browse` serves them."""
    shown = [Shown.of(each, load(each)) for each in collections]
    with opened(shown) as served:
        thread = threading.Thread(target=served.run, daemon=True)
        thread.start()
        try:
            yield served.pages
        finally:
            served.pages.server.shutdown()
            thread.join()


@contextmanager
def tab(browser: Browser, *, ours: str | None = None, **options: Any) -> Iterator[Page]:
    """A tab of a fresh profile. An error logged from an address below `ours` fails the test."""
    context = browser.new_context(**options)
    page = context.new_page()
    page.set_default_timeout(30_000)
    wrong: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if ours and message.type == "error" and message.location["url"].startswith(ours):
            wrong.append(message.text)

    page.on("console", note)
    yield page
    context.close()
    assert wrong == []


@contextmanager
def answering(origin: LoopbackOrigin) -> Iterator[None]:
    """One origin that answers, in a thread."""
    thread = threading.Thread(target=origin.serve, daemon=True)
    thread.start()
    try:
        yield
    finally:
        origin.server.shutdown()
        thread.join()
