"""A real browser, headless, and the pages served to it."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from dataset.browse.loopback import Origin
from dataset.browse.serve import opened
from dataset.browse.shelf import kept
from dataset.collection import Collection
from dataset.verification.verify import load

expect.set_options(timeout=30_000)
"""Milliseconds that a busy machine may take to show what is expected."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, or whichever there is."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    # Root has no sandbox of its own.
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=flags)
        yield browser
        browser.close()


def needs_chromium() -> None:
    """Skip where there is no browser."""
    if not any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))):
        pytest.skip("needs a browser: Debian's package chromium")


@contextmanager
def browsing(collection: Collection) -> Iterator[Origin]:
    """The pages of a collection, served as `twa browse` serves them."""
    folder = kept(collection, load(collection))
    with opened(collection, folder) as origin, answering(origin):
        yield origin


@contextmanager
def answering(origin: Origin) -> Iterator[None]:
    """An origin that answers, in a thread."""
    thread = threading.Thread(target=origin.serve, daemon=True)
    thread.start()
    try:
        yield
    finally:
        origin.server.shutdown()
        thread.join()


@contextmanager
def tab(browser: Browser, **options: object) -> Iterator[Page]:
    """A tab of a fresh profile. That the page logs an error fails the test."""
    context = browser.new_context(**options)  # type: ignore[arg-type]  # options of its own
    page = context.new_page()
    page.set_default_timeout(30_000)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "console",
        lambda message: wrong.append(message.text) if message.type == "error" else None,
    )
    yield page
    context.close()
    assert wrong == []
