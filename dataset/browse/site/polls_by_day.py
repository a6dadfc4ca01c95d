"""Polls of feeds and octets by day, read from the index of the archive."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from twa.dataset.collection import Collection
from twa.dataset.file_digests import Stamp
from twa.dataset.files import locked
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

    def add(self, days: Mapping[str, int], polls: Mapping[str, Iterable[Any]]) -> None:
        """Count what was counted elsewhere."""
        self.days.update(days)
        for url, theirs in polls.items():
            if url in self.polls:
                self.polls[url] += map(tuple, theirs)

    def in_order(self) -> Traffic:
        """Itself, polls in the order of time."""
        for polls in self.polls.values():
            polls.sort(key=lambda poll: (poll[0], poll[1] or 0))
        return self


def traffic(collection: Collection, feeds: Iterable[str]) -> Traffic:
    """Read it from the index; all empty for an archive without one. Raises ArchiveError."""
    found = Traffic({url: [] for url in feeds})
    if collection.source is not None or not collection.index.is_file():
        return found
    with index_parts.ordered(collection.archive) as lines:
        for entry in cdxj.parsed(lines, collection.index):
            found.take(entry)
    return found.in_order()


def stamps(collection: Collection) -> dict[str, Stamp]:
    """What the file system says of the files of the index, by name; none without an index."""
    found: dict[str, Stamp] = {}
    if collection.source is not None or not collection.index.is_file():
        return found
    for path in (collection.index, *index_parts.parts(collection.archive)):
        # A crawl may merge parts meanwhile.
        with suppress(FileNotFoundError):
            found[path.relative_to(collection.archive).as_posix()] = Stamp.of(path)
    return found


def counted(collection: Collection, feeds: Iterable[str], database: sqlite3.Connection) -> Traffic:
    """As `traffic`, from what the database (`shelf`) keeps of each file of the index; those that
    are others, or of which polls of a feed were not counted, are read.

    Parts that became one file are as they were, if it has all their octets. A line that a crash
    left in two files is counted twice until they are merged.
    """
    found = Traffic({url: [] for url in feeds})
    # Not while a crawl merges its parts.
    with locked(collection.archive) if collection.source is None else nullcontext():
        now = stamps(collection)
        kept = {
            name: _Kept(Stamp(*json.loads(stamp)), json.loads(days), json.loads(polls))
            for name, stamp, days, polls in database.execute("SELECT * FROM traffic")
        }
        whole = {name for name, each in kept.items() if each.polls.keys() >= found.polls.keys()}
        stand = {name for name in whole if now.get(name) == kept[name].stamp}
        gone, fresh = kept.keys() - stand, now.keys() - stand
        size = sum(kept[name].stamp.size for name in gone)
        # One file in its own place is no merger: of as many octets, it may say something else.
        merged = (
            len(fresh) == 1
            and fresh != gone <= whole
            and size == sum(now[name].size for name in fresh)
        )
        database.executemany("DELETE FROM traffic WHERE file = ?", [(name,) for name in gone])
        for name in fresh:
            each = Traffic({url: [] for url in found.polls})
            for old in gone if merged else ():
                each.add(kept[old].days, kept[old].polls)
            if not merged:
                _read(collection.archive / name, each)
            values = [name, *map(json.dumps, (now[name], each.days, each.polls))]
            database.execute("INSERT INTO traffic VALUES (?, ?, ?, ?)", values)
            found.add(each.days, each.polls)
    for name in stand:
        found.add(kept[name].days, kept[name].polls)
    return found.in_order()


class _Kept(NamedTuple):
    stamp: Stamp
    days: dict[str, int]
    polls: dict[str, list[Any]]


def _read(path: Path, into: Traffic) -> None:
    with path.open("rb") as lines:
        for entry in cdxj.parsed(lines, path):
            into.take(entry)
