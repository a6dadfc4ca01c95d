"""Pages in the idiom of newspapers of many countries: whom they credit, when, what they are called.

Each file of `tests/data/newspapers` is one page of an invented paper; the comment at its head says
what must be read from it. A new idiom is a new file.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from twa.dataset.pages.metadata.statements import read
from twa.dataset.pages.page import Page

if TYPE_CHECKING:
    from twa.dataset.dates.instants import Instant

PAGES = sorted((Path(__file__).parents[3] / "data" / "newspapers").glob("*.html"))
HEAD = re.compile(
    r"<!--\ntitle: (.*)\ncredits:(.*)\npublished:(.*)\nmodified:(.*)\n(?:url: (.*)\n)?-->",
    re.MULTILINE,
)
URL = "https://www.port-news.example/2/123456.html"
"""Where a page stands whose head does not say it."""


def _written(instant: Instant | None) -> str:
    """A moment to the minute, or the day where no time of it is stated."""
    if instant is None:
        return ""
    return instant.value.isoformat()[:16] if instant.timed else instant.local.isoformat()


@pytest.mark.parametrize("path", PAGES, ids=[path.stem for path in PAGES])
def test_a_page_is_read_as_its_readers_read_it(path: Path) -> None:
    octets = path.read_bytes()
    stated = HEAD.search(octets.decode())
    assert stated is not None, f"{path}: no head"
    *said, url = stated.groups()
    page = Page(url or URL, octets, "text/html; charset=utf-8", datetime(2100, 1, 1, tzinfo=UTC))
    found = read(page.tree, page)
    assert (
        found.title,
        "; ".join(credit.name for credit in found.credits),
        _written(found.published),
        _written(found.modified),
    ) == tuple(part.strip() for part in said)
