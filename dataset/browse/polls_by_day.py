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

    def take(self, entry: cdxj.IndexLine) -> None:
        """Count what an entry of the index tells."""
        stamp = entry.timestamp
        self.days[f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:8]}"] += int(entry.fields["length"])
        polls = self.polls.get(entry.fields["url"])
        if polls is not None:
            at = datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
            status = entry.fields.get("status", "")
            polls.append((int(at.timestamp()), int(status) if status.isdigit() else None))


def traffic(collection: Collection, feeds: Iterable[str]) -> Traffic:
    """Read it from the index; all empty for an archive without one. Raises ArchiveError."""
    found = Traffic({url: [] for url in feeds})
    if collection.source is not None or not collection.index.is_file():
        return found
    with index_parts.ordered(collection.archive) as lines:
        for entry in cdxj.parsed(lines, collection.index):
            found.take(entry)
    for polls in found.polls.values():
        polls.sort(key=lambda poll: poll[0])
    return found
