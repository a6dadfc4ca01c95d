"""The list of articles with what they are found by, as files for a site without a server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from twa.dataset.browse.site import listing
from twa.dataset.browse.site.files import LineSpan, write_json
from twa.dataset.search.postings import Postings
from twa.dataset.tables.schema import Row


class IndexInFiles:
    """The list in chunks, and postings in shards: the browser does the work. Takes articles in the
    order of their table."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._listed = listing.ColumnChunks(listing.ARTICLES)
        self._postings, self._number = Postings(), 0

    def add(self, row: Row, place: LineSpan) -> Mapping[str, Any]:
        """An article, and where its line lies; how it stands in the list."""
        listed = listing.article(self._listed.dictionaries, row)
        self._listed.add(listed, place)
        self._postings.add(self._number, _texts(row))
        self._number += 1
        return listed

    def write(self) -> dict[str, Any]:
        """Write `list/` and `search/`."""
        buckets = 0
        for number, shard in enumerate(self._postings.shards()):
            write_json(self._data / "search" / f"{number}.json", shard)
            buckets += 1
        return {**self._listed.write(self._data / "list"), "search": {"buckets": buckets}}


def _texts(row: Row) -> Iterator[str | None]:
    yield row["title"]
    yield from beside_title(row)
    yield from row["authors"]
    yield from row["agencies"]
    yield row["section"]
    yield from row["categories"]


def beside_title(row: Row) -> Iterator[str | None]:
    """What an article says. A dataset published without text has no such columns."""
    yield row.get("standfirst")
    yield row.get("text")
    yield from row.get("captions") or ()
    yield from row["tags"]
