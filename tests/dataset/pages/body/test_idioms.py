"""Pages in the idiom of newspapers of many countries: their text, and what stands around it.

Each file of `tests/data/bodies` is one page of an invented paper. What readers would call its text
stands between ⟦ and ⟧, a line each, and nothing else does. A new idiom is a new file.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from twa.dataset.pages.extract import extract
from twa.dataset.pages.page import Page

PAGES = sorted((Path(__file__).parents[3] / "data" / "bodies").glob("*.html"))
MARKED = re.compile("⟦(.*?)⟧", re.DOTALL)
TAG = re.compile("<[^>]+>")


def _key(text: str) -> str:
    """A line without white space, bars between cells and the sign of a list's item."""
    return "".join(text.removeprefix("- ").replace("|", "").split())


@pytest.mark.parametrize("path", PAGES, ids=[path.stem for path in PAGES])
def test_a_page_has_the_text_that_its_readers_read(path: Path) -> None:
    source = path.read_text("utf-8")
    wanted = [_key(TAG.sub("", marked)) for marked in MARKED.findall(source)]
    octets = source.replace("⟦", "").replace("⟧", "").encode()
    url = "https://www.port-news.example/2/123456.html"
    page = Page(url, octets, "text/html; charset=utf-8", datetime(2100, 1, 1, tzinfo=UTC))
    lines = extract(page).full_text.split("\n")
    assert [_key(line) for line in lines if line.strip()] == wanted
