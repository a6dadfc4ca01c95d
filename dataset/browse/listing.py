"""Lists of articles and rejects as columns, for sorting and filtering.

A chunk holds some rows in columns, so that names are written once and 50,000
articles are a few megabytes. Values that recur are numbers into a dictionary.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from twa.dataset.browse.files import LineSpan, write_json
from twa.dataset.tables.coverage import UNDETERMINED
from twa.dataset.tables.schema import Row

ROWS: Final = 2000
"""Rows of a chunk: the first is enough to paint, the others come behind it."""


class Dictionary:
    """Values by number, in the order in which they were met."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, value: str) -> int:
        """The number of a value, a new one where it is new."""
        return self._numbers.setdefault(value, len(self._numbers))

    def values(self) -> list[str]:
        """All values, each at its number."""
        return list(self._numbers)


class ColumnChunks:
    """Columns of rows, in chunks of `ROWS`."""

    def __init__(self, *dictionaries: str) -> None:
        self.dictionaries: Mapping[str, Dictionary] = {name: Dictionary() for name in dictionaries}
        self._rows: list[dict[str, Any]] = []

    def add(self, row: dict[str, Any]) -> None:
        """One row, by column."""
        self._rows.append(row)

    def number(self, dictionary: str, value: str | None) -> int | None:
        """The number of a value; null stays null."""
        return None if value is None else self.dictionaries[dictionary].number(value)

    def write(self, folder: Path) -> dict[str, Any]:
        """Write the chunks, the newest row (`date`) first; what the pages have to know of them.

        `n` is the number of a row in the order in which it was added.
        """
        ordered = sorted(enumerate(self._rows), key=lambda item: (-(item[1]["date"] or 0), item[0]))
        chunks = [
            [{**row, "n": number} for number, row in ordered[start : start + ROWS]]
            for start in range(0, len(ordered), ROWS)
        ]
        for index, chunk in enumerate(chunks):
            columns = {name: [row[name] for row in chunk] for name in chunk[0]}
            write_json(folder / f"{index}.json", columns)
        return {"rows": len(ordered), "chunks": len(chunks), "dictionaries": self.values()}

    def values(self) -> dict[str, list[str]]:
        """The values of each dictionary, each at its number."""
        return {name: each.values() for name, each in self.dictionaries.items()}


DICTIONARIES: Final = ("language", "source", "category", "author", "agency", "status")
"""Columns of the list of articles that hold numbers of values."""


def articles() -> ColumnChunks:
    """The list of articles, still empty."""
    return ColumnChunks(*DICTIONARIES)


def article(listing: ColumnChunks, row: Row, place: LineSpan) -> dict[str, Any]:
    """An article as it stands in the list."""
    offset, length = place
    return {
        "id": row["id"],
        "title": row["title"],
        "date": seconds(row["published"] or row["first_captured_at"]),
        "dated": row["published"] is not None,
        "language": listing.number("language", row["language"] or UNDETERMINED),
        "source": listing.number("source", host(row["canonical_url"])),
        "category": [listing.number("category", name) for name in row["categories"]],
        "author": [listing.number("author", name) for name in row["authors"]],
        "agency": [listing.number("agency", name) for name in row["agencies"]],
        "status": listing.number("status", row["body_status"]),
        "words": row["word_count"],
        "revisions": row["revision_count"],
        "gone": row["gone_at"] is not None,
        "offset": offset,
        "length": length,
    }


def rejects() -> ColumnChunks:
    """The list of rejects, still empty."""
    return ColumnChunks("reason", "stage")


def add_reject(listing: ColumnChunks, row: Row, place: LineSpan) -> None:
    """A reject as it stands in the list."""
    offset, length = place
    listing.add(
        {
            "id": row["id"],
            "url": row["url"],
            "detail": row["detail"],
            "date": seconds(row["captured_at"]),
            "reason": listing.number("reason", row["reason"]),
            "stage": listing.number("stage", row["stage"]),
            "offset": offset,
            "length": length,
        }
    )


def host(url: str) -> str:
    """The host of an address; empty where it has none."""
    return urlsplit(url).hostname or ""


def seconds(instant: str | None) -> int | None:
    """Whole seconds since 1970 of an instant of a row."""
    return None if instant is None else int(datetime.fromisoformat(instant).timestamp())
