"""Lists of articles and rejects as columns, for sorting and filtering.

A chunk holds some rows in columns, so that names are written once and 50,000
articles are a few megabytes. Values that recur are numbers into a dictionary.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from twa.dataset.browse.site.files import LineSpan, write_json
from twa.dataset.tables.coverage import UNDETERMINED
from twa.dataset.tables.schema import Row

ROWS: Final = 2000
"""Rows of a chunk: the first is enough to paint, the others come behind it."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Dictionary:
    """Values by number, in the order in which they were met; `known` were before."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._numbers = {value: number for number, value in enumerate(known)}

    def number(self, value: str) -> int:
        """The number of a value, a new one where it is new."""
        return self._numbers.setdefault(value, len(self._numbers))

    def values(self) -> list[str]:
        """All values, each at its number."""
        return list(self._numbers)


class Dictionaries:
    """Values of columns by number; `known` are those that were met before."""

    def __init__(
        self, names: Iterable[str], known: Mapping[str, Iterable[str]] | None = None
    ) -> None:
        self._each = {name: Dictionary((known or {}).get(name, ())) for name in names}

    def number(self, dictionary: str, value: str | None) -> int | None:
        """The number of a value; null stays null."""
        return None if value is None else self._each[dictionary].number(value)

    def values(self) -> dict[str, list[str]]:
        """The values of each dictionary, each at its number."""
        return {name: each.values() for name, each in self._each.items()}


class ColumnChunks:
    """Columns of rows, in chunks of `ROWS`."""

    def __init__(self, dictionaries: Iterable[str]) -> None:
        self.dictionaries = Dictionaries(dictionaries)
        self._rows: list[dict[str, Any]] = []

    def add(self, row: Mapping[str, Any], place: LineSpan) -> None:
        """One row, by column, and where its line lies."""
        offset, length = place
        self._rows.append({**row, "offset": offset, "length": length})

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
            write_json(folder / f"{index}.json", by_column(chunk))
        values = self.dictionaries.values()
        return {"rows": len(ordered), "chunks": len(chunks), "dictionaries": values}


def by_column(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Some rows, which have the same columns, as columns."""
    return {name: [row[name] for row in rows] for name in rows[0]}


ARTICLES: Final = ("language", "source", "category", "author", "agency", "status")
"""Columns of the list of articles that hold numbers of values."""


REJECTS: Final = ("reason", "stage")
"""Those of the list of rejects."""


def article(listing: Dictionaries, row: Row) -> dict[str, Any]:
    """An article as it stands in the list."""
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
    }


def reject(listing: Dictionaries, row: Row) -> dict[str, Any]:
    """A reject as it stands in the list."""
    return {
        "id": row["id"],
        "url": row["url"],
        "detail": row["detail"],
        "date": seconds(row["captured_at"]),
        "reason": listing.number("reason", row["reason"]),
        "stage": listing.number("stage", row["stage"]),
    }


def host(url: str) -> str:
    """The host of an address; empty where it has none."""
    return urlsplit(url).hostname or ""


def microseconds(instant: str | None) -> int:
    """Microseconds since 1970 of an instant of a row; null is before all others."""
    if instant is None:
        return -1 << 62
    return (datetime.fromisoformat(instant) - _EPOCH) // timedelta(microseconds=1)


def seconds(instant: str | None) -> int | None:
    """Whole seconds since 1970 of an instant of a row."""
    return None if instant is None else int(datetime.fromisoformat(instant).timestamp())
