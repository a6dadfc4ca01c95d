"""Counts for the figures of the site."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from statistics import median
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twa.dataset.browse.site.listing import seconds
from twa.dataset.tables.schema import Row

LENGTHS: Final = (0, 50, 100, 200, 300, 400, 500, 600, 800, 1000, 1300, 1600, 2000, 3000, 5000)
"""Lower bounds of the bins of lengths, in words."""

HEADLINES: Final = 500
"""Changes of headlines that are told, the newest."""

LATENCIES: Final = (
    (0, "under 5 minutes"),
    (300, "5 to 15 minutes"),
    (900, "15 to 60 minutes"),
    (3600, "1 to 6 hours"),
    (6 * 3600, "6 to 24 hours"),
    (86400, "1 to 7 days"),
    (7 * 86400, "1 to 4 weeks"),
    (28 * 86400, "1 to 12 months"),
    (365 * 86400, "over a year"),
)
"""Lower bounds of the bins of latency, in seconds, and what people call them."""

AGREEMENTS: Final = tuple(number / 20 for number in range(20))
"""Lower bounds of the bins of agreement."""

_TO_THE_MINUTE: Final = ("second", "minute")


class Headlines:
    """Takes the rows of `revisions` in their order, which is that of time."""

    def __init__(self) -> None:
        self._last: dict[str, str] = {}
        self._changes: deque[dict[str, Any]] = deque(maxlen=HEADLINES)

    def add(self, row: Row) -> None:
        """Note it if the headline is another than before."""
        if (change := headline_change(row, self._last)) is not None:
            self._changes.append(change)

    def write(self) -> list[dict[str, Any]]:
        """The changes, the newest first."""
        return list(reversed(self._changes))


def headline_change(row: Row, last: dict[str, str]) -> dict[str, Any] | None:
    """How a revision changed the headline, where `last` are those of the articles until then,
    which it becomes one of; None where it is the same."""
    article, title = row["article_id"], row["title"]
    if article is None or title is None:
        return None
    before = last.get(article, title)
    last[article] = title
    if before == title:
        return None
    return {"id": article, "at": row["captured_at"], "before": before, "after": title}


COUNTED: Final = ("language", "source", "revisions", "length", "agreement", "waited")
"""Columns that `figures` counts: three of the list, and `numbers_of` an article."""

_NEVER: Final = -1 << 62
"""Waited, where that is not known."""

_WAITED: Final = 40
"""Bits of seconds waited: 17,000 years, sooner or later, where dates know 10,000."""

_FURTHEST: Final = 1 << (_WAITED - 1)

Columns = Mapping[str, NDArray[np.int64]]


def numbers_of(row: Row) -> dict[str, int]:
    """What is counted of an article and stands in no list: bins, and seconds until it was archived,
    where it is known to the minute when it was published."""
    published, waited = row["published"], _NEVER
    if published is not None and row["published_precision"] in _TO_THE_MINUTE:
        waited = (seconds(row["first_captured_at"]) or 0) - (seconds(published) or 0)
    return {
        "length": _bin(LENGTHS, row["word_count"]),
        "agreement": _bin(AGREEMENTS, row["quality"]),
        "waited": waited,
    }


def figures(columns: Columns, dictionaries: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """All that is counted of articles, from their columns: pairs of label and count, and sources
    with the most articles first. Latency is in seconds, the median of a source."""
    waited = columns["waited"][columns["waited"] != _NEVER]
    bounds = [low for low, _ in LATENCIES]
    latencies = np.maximum(np.searchsorted(bounds, waited, "right") - 1, 0)
    languages = zip(dictionaries["language"], _counts(columns["language"]), strict=False)
    return {
        "languages": sorted(
            ((name, number) for name, number in languages if number),
            key=lambda item: (-item[1], item[0]),
        ),
        "lengths": _filled(columns["length"], _ranges(LENGTHS)),
        "latency": _filled(latencies, [name for _, name in LATENCIES]),
        "agreement": _filled(
            columns["agreement"],
            [f"{100 * low:.0f} to {100 * low + 5:.0f} %" for low in AGREEMENTS],
        ),
        "sources": sorted(
            _sources(columns, dictionaries["source"]),
            key=lambda one: (-one["articles"], one["source"]),
        ),
    }


def growth(captured: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Bytes archived until the end of each day, from those archived by day."""
    days = sorted(captured)
    totals = accumulate(size for _, size in days)
    return [(day, total) for (day, _), total in zip(days, totals, strict=True)]


def _sources(columns: Columns, names: Sequence[str]) -> Iterator[dict[str, Any]]:
    source, revisions, waited = columns["source"], columns["revisions"], columns["waited"]
    articles = _counts(source)
    revised = _counts(source[revisions > 1])
    in_all = np.bincount(source, revisions, len(names))
    # Source and seconds in one number, which is sorted in a quarter of the time.
    known = waited != _NEVER
    ordered = np.sort((source[known] << _WAITED) + waited[known])
    for code in map(int, np.flatnonzero(articles)):
        begin, end = (code << _WAITED) - _FURTHEST, (code << _WAITED) + _FURTHEST
        first, last = np.searchsorted(ordered, [begin, end])
        theirs = (ordered[first:last] - (code << _WAITED)).tolist()
        yield {
            "source": names[code],
            "articles": articles[code],
            "revised": revised[code] if code < len(revised) else 0,
            "revisions": int(in_all[code]),
            "latency": int(median(theirs)) if theirs else None,
        }


def _counts(codes: NDArray[np.int64]) -> list[int]:
    return np.bincount(codes).tolist() if len(codes) else []


def _ranges(bounds: tuple[int, ...]) -> list[str]:
    """From each lower bound to before the next, in words."""
    ends = [f"to {high - 1}" for high in bounds[1:]]
    return [f"{low} {end}" for low, end in zip(bounds, [*ends, "or more"], strict=True)]


def _bin(bounds: Iterable[float], value: float) -> int:
    """The last bin whose lower bound is not above the value; the first for what lies below."""
    return max((number for number, low in enumerate(bounds) if low <= value), default=0)


def _filled(bins: NDArray[np.int64], labels: list[str]) -> list[tuple[str, int]]:
    return list(zip(labels, np.bincount(bins, minlength=len(labels)).tolist(), strict=True))
