"""Counts for the plots of the site."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

from twa.dataset.browse.listing import seconds
from twa.dataset.tables.coverage import UNDETERMINED
from twa.dataset.tables.schema import Row

LENGTHS: Final = (0, 50, 100, 200, 300, 400, 500, 600, 800, 1000, 1300, 1600, 2000, 3000, 5000)
"""Lower bounds of the bins of lengths, in words."""

LATENCIES: Final = (
    (0, "< 5 min"),
    (300, "5–15 min"),
    (900, "15–60 min"),
    (3600, "1–6 h"),
    (6 * 3600, "6–24 h"),
    (86400, "1–7 d"),
    (7 * 86400, "1–4 wk"),
    (28 * 86400, "1–12 mo"),
    (365 * 86400, "> 1 yr"),
)
"""Lower bounds of the bins of latency, in seconds, and what people call them."""

AGREEMENTS: Final = tuple(number / 20 for number in range(20))
"""Lower bounds of the bins of agreement."""

_TO_THE_MINUTE: Final = ("second", "minute")


class BrowseFigures:
    """Takes the rows of `articles` in any order, and counts."""

    def __init__(self) -> None:
        self._days: Counter[str] = Counter()
        self._languages: Counter[str] = Counter()
        self._lengths: Counter[int] = Counter()
        self._latencies: Counter[int] = Counter()
        self._agreements: Counter[int] = Counter()

    def add(self, row: Row) -> None:
        """Count one article."""
        self._languages[row["language"] or UNDETERMINED] += 1
        self._lengths[_bin(LENGTHS, row["word_count"])] += 1
        self._agreements[_bin(AGREEMENTS, row["quality"])] += 1
        published = row["published"]
        if published is None:
            return
        self._days[published[:10]] += 1
        if row["published_precision"] in _TO_THE_MINUTE:
            waited = (seconds(row["first_captured_at"]) or 0) - (seconds(published) or 0)
            self._latencies[_bin([low for low, _ in LATENCIES], waited)] += 1

    def write(self, captured: Iterable[tuple[str, int]]) -> dict[str, Any]:
        """All plots: pairs of label and count. `captured` are bytes archived by day."""
        total = 0
        growth = []
        for day, size in sorted(captured):
            total += size
            growth.append([day, total])
        return {
            "days": sorted(self._days.items()),
            "languages": sorted(self._languages.items(), key=lambda item: (-item[1], item[0])),
            "lengths": _filled(self._lengths, [str(low) for low in LENGTHS]),
            "latency": _filled(self._latencies, [name for _, name in LATENCIES]),
            "agreement": _filled(self._agreements, [f"{low:.2f}" for low in AGREEMENTS]),
            "growth": growth,
        }


def _bin(bounds: Iterable[float], value: float) -> int:
    """The last bin whose lower bound is not above the value; the first for what lies below."""
    return max((number for number, low in enumerate(bounds) if low <= value), default=0)


def _filled(counts: Counter[int], labels: list[str]) -> list[tuple[str, int]]:
    return [(label, counts[number]) for number, label in enumerate(labels)]
