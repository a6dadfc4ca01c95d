"""The list of articles with what they are found by: as files for a site, or for a server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Protocol

from twa.dataset.browse import listing
from twa.dataset.browse.files import LineSpan, write_json
from twa.dataset.search.postings import Postings
from twa.dataset.search.writer import IndexedArticle, SearchWriter
from twa.dataset.tables.schema import Row

DATABASE: Final = "search.sqlite"
"""What a server searches, in the folder of the data. It is not served itself."""

_FILTERS: Final = ("language", "source", "category", "status")
"""Values that the pages offer to choose from, where a server knows the others."""


class ArticleIndex(Protocol):
    """Takes articles in the order of their table."""

    def add(self, row: Row, place: LineSpan) -> None:
        """An article, and where its line lies."""

    def write(self) -> dict[str, Any]:
        """Finish; what the pages have to know of the list."""


class IndexInFiles:
    """The list in chunks, and postings in shards: the browser does the work."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._listed, self._postings, self._number = listing.articles(), Postings(), 0

    def add(self, row: Row, place: LineSpan) -> None:
        """An article, and where its line lies."""
        self._listed.add(listing.article(self._listed, row, place))
        self._postings.add(self._number, _texts(row))
        self._number += 1

    def write(self) -> dict[str, Any]:
        """Write `list/` and `search/`."""
        buckets = 0
        for number, shard in enumerate(self._postings.shards()):
            write_json(self._data / "search" / f"{number}.json", shard)
            buckets += 1
        return {**self._listed.write(self._data / "list"), "search": {"buckets": buckets}}


class IndexForServer:
    """One database, which the server asks."""

    def __init__(self, data: Path) -> None:
        self._listed, self._rows = listing.articles(), 0
        self._database = SearchWriter(data / DATABASE)

    def add(self, row: Row, place: LineSpan) -> None:
        """An article, and where its line lies."""
        said = IndexedArticle(
            title=row["title"],
            authors=row["authors"],
            agencies=row["agencies"],
            source=listing.host(row["canonical_url"]),
            sections=[*filter(None, [row["section"]]), *row["categories"]],
            texts=_beside_title(row),
        )
        self._database.add(listing.article(self._listed, row, place), said)
        self._rows += 1

    def write(self) -> dict[str, Any]:
        """Close the database."""
        values = self._listed.values()
        self._database.finish(values)
        return {"rows": self._rows, "dictionaries": {name: values[name] for name in _FILTERS}}


def _texts(row: Row) -> Iterator[str | None]:
    yield row["title"]
    yield from _beside_title(row)
    yield from row["authors"]
    yield from row["agencies"]
    yield row["section"]
    yield from row["categories"]


def _beside_title(row: Row) -> Iterator[str | None]:
    """What it says. A dataset published without text has no such columns."""
    yield row.get("standfirst")
    yield row.get("text")
    yield from row.get("captions") or ()
    yield from row["tags"]
