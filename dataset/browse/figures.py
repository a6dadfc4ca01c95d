"""Counts for the figures of the site."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Final

from twa.dataset.browse.listing import host, seconds
from twa.dataset.tables.coverage import UNDETERMINED
from twa.dataset.tables.schema import Row

LENGTHS: Final = (0, 50, 100, 200, 300, 400, 500, 600, 800, 1000, 1300, 1600, 2000, 3000, 5000)
"""Lower bounds of the bins of lengths, in words."""

_HEADLINES: Final = 500
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
        self._changes: deque[dict[str, Any]] = deque(maxlen=_HEADLINES)

    def add(self, row: Row) -> None:
        """Note it if the headline is another than before."""
        article, title = row["article_id"], row["title"]
        if article is None or title is None:
            return
        before = self._last.get(article, title)
        self._last[article] = title
        if before != title:
            self._changes.append(
                {"id": article, "at": row["captured_at"], "before": before, "after": title}
            )

    def write(self) -> list[dict[str, Any]]:
        """The changes, the newest first."""
        return list(reversed(self._changes))


@dataclass
class _SourceFigures:
    articles: int = 0
    revised: int = 0
    revisions: int = 0
    waited: list[int] = field(default_factory=list)


class BrowseFigures:
    """Takes the rows of `articles` in any order, and counts."""

    def __init__(self) -> None:
        self._sources: defaultdict[str, _SourceFigures] = defaultdict(_SourceFigures)
        self._languages: Counter[str] = Counter()
        self._lengths: Counter[int] = Counter()
        self._latencies: Counter[int] = Counter()
        self._agreements: Counter[int] = Counter()

    def add(self, row: Row) -> None:
        """Count one article."""
        self._languages[row["language"] or UNDETERMINED] += 1
        self._lengths[_bin(LENGTHS, row["word_count"])] += 1
        self._agreements[_bin(AGREEMENTS, row["quality"])] += 1
        source = self._sources[host(row["canonical_url"])]
        source.articles += 1
        source.revised += row["revision_count"] > 1
        source.revisions += row["revision_count"]
        published = row["published"]
        if published is None:
            return
        if row["published_precision"] in _TO_THE_MINUTE:
            waited = (seconds(row["first_captured_at"]) or 0) - (seconds(published) or 0)
            source.waited.append(waited)
            self._latencies[_bin([low for low, _ in LATENCIES], waited)] += 1

    def write(self, captured: Iterable[tuple[str, int]]) -> dict[str, Any]:
        """All figures: pairs of label and count, and sources with the most articles first.

        `captured` are bytes archived by day. Latency is in seconds, the median of a source.
        """
        total = 0
        growth = []
        for day, size in sorted(captured):
            total += size
            growth.append([day, total])
        return {
            "languages": sorted(self._languages.items(), key=lambda item: (-item[1], item[0])),
            "lengths": _filled(self._lengths, _ranges(LENGTHS)),
            "latency": _filled(self._latencies, [name for _, name in LATENCIES]),
            "agreement": _filled(
                self._agreements,
                [f"{100 * low:.0f} to {100 * low + 5:.0f} %" for low in AGREEMENTS],
            ),
            "growth": growth,
            "sources": [
                {
                    "source": name,
                    "articles": each.articles,
                    "revised": each.revised,
                    "revisions": each.revisions,
                    "latency": int(median(each.waited)) if each.waited else None,
                }
                for name, each in sorted(
                    self._sources.items(), key=lambda item: (-item[1].articles, item[0])
                )
            ],
        }


def _ranges(bounds: tuple[int, ...]) -> list[str]:
    """From each lower bound to before the next, in words."""
    ends = [f"to {high - 1}" for high in bounds[1:]]
    return [f"{low} {end}" for low, end in zip(bounds, [*ends, "or more"], strict=True)]


def _bin(bounds: Iterable[float], value: float) -> int:
    """The last bin whose lower bound is not above the value; the first for what lies below."""
    return max((number for number, low in enumerate(bounds) if low <= value), default=0)


def _filled(counts: Counter[int], labels: list[str]) -> list[tuple[str, int]]:
    return [(label, counts[number]) for number, label in enumerate(labels)]
