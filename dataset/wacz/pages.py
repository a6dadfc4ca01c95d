"""The pages of a package: what a reader lists, opens and searches. WACZ 1.1.1, "pages.jsonl".

`pages.jsonl` has one line for each article, as the table `articles` has it, or else as the newest
of its revisions that the package holds; either way under the id of its row in `articles`. All
other revisions stand in `extraPages.jsonl`, under the ids of their rows in `revisions`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Final

from twa.dataset.tables.parquet import read_table
from twa.dataset.wacz.container import Container

_PAGES: Final = {"format": "json-pages-1.0", "id": "pages", "title": "Articles", "hasText": True}
_EXTRA: Final = {**_PAGES, "id": "extra", "title": "Earlier revisions"}
_SHOWN: Final = ("url", "title", "text", "capture")
_NOT_MODIFIED: Final = 304

Page = dict[str, str]
"""A line: `id`, `url`, `ts`, `title` where there is one, `text`."""


@dataclass(frozen=True, slots=True)
class PageList:
    """How many articles are listed, and the first of them."""

    articles: int
    first: Page | None


def put(
    container: Container, dataset: Path, holds: Callable[[Mapping[str, Any]], bool]
) -> PageList:
    """Put the lists of pages into a package.

    `dataset` is the folder of tables, `holds` tells whether a row's capture is in the package.
    """
    listing = _Listing(dataset, holds)
    first = next(listing.pages(), None)
    container.deflate("pages/pages.jsonl", _lines(_PAGES, listing.pages()))
    if next(listing.extra(), None) is not None:
        container.deflate("pages/extraPages.jsonl", _lines(_EXTRA, listing.extra()))
    return PageList(len(listing), first)


class _Listing:
    """Which row stands for which page; the rows themselves are read anew each time."""

    def __init__(self, dataset: Path, holds: Callable[[Mapping[str, Any]], bool]) -> None:
        self._dataset = dataset
        self._holds = holds
        # By id of the article: the record of its row, or the number of the revision in its stead.
        # A reader that is led to a 304 shows just that, so it stands for no page.
        self._records: dict[str, str] = {
            row["id"]: row["capture"]["record_id"]
            for row in read_table("articles", dataset, ("id", "withdrawn", "capture"))
            if _stands(row)
            and row["capture"]["http_status"] != _NOT_MODIFIED
            and holds(row["capture"])
        }
        self._newest: dict[str, int] = {}
        columns = ("article_id", "number", "withdrawn", "capture")
        for row in filter(_stands, read_table("revisions", dataset, columns)):
            article = row["article_id"]
            if article not in self._records and holds(row["capture"]):
                self._newest[article] = max(row["number"], self._newest.get(article, 0))

    def __len__(self) -> int:
        return len(self._records) + len(self._newest)

    def pages(self) -> Iterator[Page]:
        for row in read_table("articles", self._dataset, ("id", *_SHOWN)):
            if row["id"] in self._records:
                yield _page(row, row["id"])
        if self._newest:
            for row in self._revisions():
                if self._newest.get(row["article_id"]) == row["number"]:
                    yield _page(row, row["article_id"])

    def extra(self) -> Iterator[Page]:
        for row in self._revisions():
            article, record = row["article_id"], row["capture"]["record_id"]
            if self._records.get(article) != record and self._newest.get(article) != row["number"]:
                yield _page(row, row["id"])

    def _revisions(self) -> Iterator[dict[str, Any]]:
        columns = ("id", "article_id", "number", "withdrawn", *_SHOWN)
        for row in filter(_stands, read_table("revisions", self._dataset, columns)):
            if self._holds(row["capture"]):
                yield row


def _stands(row: Mapping[str, Any]) -> bool:
    """Whether the article was not withdrawn."""
    return row["withdrawn"] is None


def _page(row: Mapping[str, Any], identifier: str) -> Page:
    # To the second, as the index has it: that is how readers find the capture.
    instant = row["capture"]["captured_at"][:19] + "Z"
    title = {"title": row["title"]} if row["title"] else {}
    return {"id": identifier, "url": row["url"], "ts": instant, **title, "text": row["text"]}


def _lines(header: Mapping[str, Any], pages: Iterator[Page]) -> Iterator[bytes]:
    for value in chain((header,), pages):
        yield json.dumps(value, ensure_ascii=False).encode() + b"\n"
