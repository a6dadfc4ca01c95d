"""Polls of feeds and octets by day, read from the index of the archive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from twa.dataset.collection import Collection
from twa.dataset.warc import cdxj, index_parts


@dataclass
class Traffic:
    """Polls by feed, each with seconds since 1970 and status, and bytes archived by day."""

    polls: dict[str, list[tuple[int, int | None]]] = field(default_factory=dict)
    days: Counter[str] = field(default_factory=Counter)


def traffic(collection: Collection, feeds: Iterable[str]) -> Traffic:
    """Read it from the index; all empty for an archive without one. Raises ArchiveError."""
    found = Traffic({url: [] for url in feeds})
    if collection.source is not None or not collection.index.is_file():
        return found
    index_parts.complete(collection.archive)
    for entry in cdxj.read_index(collection.index):
        at = datetime.strptime(entry.timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        found.days[f"{at:%Y-%m-%d}"] += int(entry.fields["length"])
        polls = found.polls.get(entry.fields["url"])
        if polls is not None:
            status = entry.fields.get("status", "")
            polls.append((int(at.timestamp()), int(status) if status.isdigit() else None))
    for polls in found.polls.values():
        polls.sort(key=lambda poll: poll[0])
    return found
