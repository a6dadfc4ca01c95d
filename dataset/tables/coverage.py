"""Coverage figures of a dataset, for manifest and card.

Figures are counts and bounds, so that the order of the rows does not matter and
partial figures add up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final
from urllib.parse import urlsplit

from twa.dataset.tables.schema import Row, contract

UNDATED: Final = "undated"
"""The month of articles without a date of publication."""

UNDETERMINED: Final = "und"
"""The language of texts whose language could not be told (ISO 639-2)."""


_TDM: Final = {1: "reserved", 0: "not reserved", None: "unset"}


Tally = dict[str, Any]
"""What one row adds to a coverage, as JSON."""


def tally(table: str, row: Row, told: tuple[str, str, str] | None = None) -> Tally:
    """What a valid row adds to figures: instants, values to be counted by name, and sums.

    `told` says of a row of rejects what it is about (`twa.dataset.tables.account.Told`).
    """
    captured = row["capture"] and row["capture"]["captured_at"]
    about = None if told is None else list(told)
    warc = told[0] if told is not None else row["capture"] and row["capture"]["warc"]
    whose = {"captured": captured, "warc": warc, "about": about}
    if table == "articles":
        return _article(row) | whose
    counts = {"rejects": [row["reason"]]} if table == "rejects" else {}
    adds = whose | {"published": None, "counts": counts, "sums": {}}
    if table == "feed_entries":
        adds |= {"feed": row["feed_url"], "has_article": row["article_id"] is not None}
    return adds


class Coverage:
    """Takes valid rows of any table, in any order, and sums them up."""

    def __init__(self) -> None:
        self._captured = _Span()
        self._published = _Span()
        self._counts: dict[str, Counter[str]] = {
            name: Counter()
            for name in (
                "months",
                "languages",
                "publishers",
                "hosts",
                "host_words",
                "crawlers",
                "body_status",
                "filled",
                "rights",
                "rejects",
            )
        }
        self._sums: Counter[str] = Counter(words=0, characters=0, revised=0, gone=0, withdrawn=0)
        self._counts["filled"].update(dict.fromkeys(_optional(), 0))

    def add(self, table: str, row: Row) -> None:
        """Count one row of a table."""
        self.count(tally(table, row))

    def count(self, tally: Tally) -> None:
        """Count one row by what it adds."""
        if tally["captured"] is not None:
            self._captured.add(tally["captured"])
        if tally["published"] is not None:
            self._published.add(tally["published"])
        for name, values in tally["counts"].items():
            self._counts[name].update(values)
        self._sums.update(tally["sums"])

    def merge(self, other: Coverage) -> None:
        """Add the figures of other rows."""
        self._captured.merge(other._captured)
        self._published.merge(other._published)
        for name, counter in other._counts.items():
            self._counts[name].update(counter)
        self._sums.update(other._sums)

    @classmethod
    def of(cls, figures: Mapping[str, Any]) -> Coverage:
        """The coverage whose `figures` these are."""
        coverage = cls()
        coverage.add_figures(figures)
        return coverage

    def add_figures(self, figures: Mapping[str, Any]) -> None:
        """Add what `figures` or `summands` gave of other rows."""
        self._captured.merge(_Span(**figures["captured"]))
        self._published.merge(_Span(**figures["published"]))
        for name, counter in self._counts.items():
            counter.update(figures.get(name, ()))
        for name in self._sums:
            self._sums[name] += figures.get(name, 0)

    def figures(self) -> dict[str, Any]:
        """The object `coverage` of the manifest."""
        counts = {name: dict(sorted(counter.items())) for name, counter in self._counts.items()}
        return {
            "captured": self._captured.bounds(),
            "published": self._published.bounds(),
            **counts,
            **self._sums,
        }

    def summands(self) -> dict[str, Any]:
        """The figures without what every coverage begins with: there are thousands of files."""
        figures = self.figures()
        figures["filled"] = {name: count for name, count in figures["filled"].items() if count}
        return {name: value for name, value in figures.items() if value}


def _article(row: Row) -> Tally:
    if row["withdrawn"] is not None:
        return {"published": None, "counts": {}, "sums": {"withdrawn": 1}}
    published = row["published"]
    host = urlsplit(row["canonical_url"]).hostname or ""
    counts = {
        "months": [UNDATED if published is None else published[:7]],
        "languages": [row["language"] or UNDETERMINED],
        "publishers": [row["publisher"] or ""],
        "hosts": [host],
        "host_words": {host: row["word_count"] or 0},
        "crawlers": [row["rights"]["robots_agent"]],
        "body_status": [row["body_status"]],
        # An empty list says nothing, as null does; false and 0 say something.
        "filled": [name for name in _optional() if row[name] not in (None, [])],
        "rights": list(_evidence(row["rights"])),
    }
    sums = {
        "words": row["word_count"],
        "characters": row["character_count"],
        "revised": int(row["revision_count"] > 1),
        "gone": int(row["gone_at"] is not None),
    }
    return {"published": published, "counts": counts, "sums": sums}


class _Span:
    """The least and the greatest of some instants; in one form, their text sorts as they do."""

    def __init__(self, first: str | None = None, last: str | None = None) -> None:
        self._first = first
        self._last = last

    def merge(self, other: _Span) -> None:
        for instant in (other._first, other._last):
            if instant is not None:
                self.add(instant)

    def add(self, instant: str) -> None:
        self._first = instant if self._first is None else min(self._first, instant)
        self._last = instant if self._last is None else max(self._last, instant)

    def bounds(self) -> dict[str, str | None]:
        return {"first": self._first, "last": self._last}


def _evidence(rights: Row) -> Iterator[str]:
    """What there is of evidence about one article, each once."""
    yield f"robots: {rights['robots']}"
    yield f"tdm: {_TDM[rights['tdm_reservation']]}"
    for name in sorted({statement["name"] for statement in rights["statements"]}):
        yield f"statement: {name}"


@cache
def _optional() -> list[str]:
    """The columns of `articles` that may be null or an empty list."""
    properties = contract("articles")["properties"]
    return [name for name, schema in properties.items() if {"null", "array"} & {*_types(schema)}]


def _types(schema: dict[str, Any]) -> list[str]:
    types = schema["type"]
    return [types] if isinstance(types, str) else list(types)
