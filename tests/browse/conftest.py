"""One browser for all tests here: what they may not share is a profile (`chromium.tab`)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browse.chromium import chromium, needs_chromium


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    needs_chromium()
    with chromium() as browser:
        yield browser
