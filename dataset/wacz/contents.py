"""The contents of a package: WARCs, index lines, rows."""

from __future__ import annotations

import heapq
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any, Final, NamedTuple

from twa.dataset.collection import Collection
from twa.dataset.errors import ArchiveError, TwaError
from twa.dataset.holdings import Warc
from twa.dataset.warc import INDEX, cdxj, index_parts

EPOCH: Final = datetime(1980, 1, 1, tzinfo=UTC)
"""The instant of what has none."""

_UNFIT: Final = re.compile(r"[^\w.-]+")


class Piece(NamedTuple):
    """Octets of a WARC of the archive, `length` from `offset` on, and where a package has them:
    from `start` on in its WARC `name`."""

    offset: int
    length: int
    name: str
    start: int


@dataclass(frozen=True, slots=True)
class Contents:
    """What to pack, settled.

    `warcs` bear the names that they have in the package; `pieces` are what it has of each WARC, by
    the name that rows know that by. `index` is a file of the lines of its
    index, in order, and `captures` their number. `newest` is the instant of the newest capture.
    `holds` tells of the `capture` of a row whether its record is in it. `damage` says in words what
    of the WARCs could not be read.
    """

    warcs: tuple[Warc, ...]
    pieces: Mapping[str, Sequence[Piece]]
    index: Path
    captures: int
    newest: datetime
    holds: Callable[[Mapping[str, Any]], bool]
    damage: tuple[str, ...] = ()


def whole(collection: Collection, scratch: Path) -> Contents:
    """All WARCs of a collection, as they are.

    Their index is the collection's own; what it does not know of is read. Raises `ArchiveError`
    where the index speaks of what is not there, `TwaError` where two WARCs would have one name.
    """
    found, damage = readable(collection)
    named = {name_in_package(warc.name): warc for warc in found}
    if len(named) < len(found):
        raise TwaError("two WARCs whose names are too much alike", subject=collection.archive)
    sizes = {warc.name: warc.size() for warc in found}
    index_there = collection.index
    if collection.source is None:
        index_there = index_parts.whole(collection.archive, scratch)
    # A line of one that has another name in the package would lead nowhere.
    told = _told(index_there, sizes)
    known = told & sizes.keys() & named.keys()
    fresh = chain.from_iterable(
        _read(warc, name, damage) for name, warc in named.items() if warc.name not in known
    )
    with cdxj.in_order(fresh) as lines:
        index, captures, newest = collect(
            heapq.merge(_indexed(index_there, known, told), lines), scratch
        )
    held = {warc.name for warc in found}
    return Contents(
        warcs=tuple(replace(warc, name=name) for name, warc in sorted(named.items())),
        pieces={warc.name: (Piece(0, sizes[warc.name], name, 0),) for name, warc in named.items()},
        index=index,
        captures=captures,
        newest=newest,
        holds=lambda capture: capture["warc"] in held,
        damage=tuple(damage),
    )


def readable(collection: Collection) -> tuple[list[Warc], list[str]]:
    """The WARCs that can be opened, and what there is to say of those that can't."""
    holdings = collection.holdings()
    damage = [f"left out: {file.name}: {file.detail}" for file in holdings.unread]
    found = []
    for warc in holdings.warcs:
        try:
            with warc.open():
                found.append(warc)
        except (ArchiveError, OSError) as error:
            damage.append(f"left out: {warc.name}: {error}")
    return found, damage


def name_in_package(name: str) -> str:
    """The name of a WARC in the one folder that a package has for them.

    No name leads out of it, on whatever system it is unpacked.
    """
    return _UNFIT.sub("-", name).lstrip(".-")


def collect(lines: Iterator[bytes], scratch: Path) -> tuple[Path, int, datetime]:
    """Write the lines of an index, in order, to a file; how many, and the newest timestamp."""
    newest = b""

    def watched() -> Iterator[bytes]:
        nonlocal newest
        for line in lines:
            newest = max(newest, line.split(b" ", 2)[1])
            yield line

    path = scratch / INDEX
    count = cdxj.write_index(path, watched())
    if not newest:
        return path, count, EPOCH
    return path, count, datetime.strptime(newest.decode(), "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def _told(index: Path, sizes: Mapping[str, int]) -> set[str]:
    """The WARCs that an index has lines of. Raises `ArchiveError` for a line past their end."""
    told: set[str] = set()
    for entry in _entries(index):
        name = entry.fields["filename"]
        told.add(name)
        end = int(entry.fields["offset"]) + int(entry.fields["length"])
        if name in sizes and end > sizes[name]:
            raise ArchiveError(
                f"names a record past the end of {name}; `twa reindex` makes it anew", file=index
            )
    return told


def _indexed(index: Path, known: set[str], told: set[str]) -> Iterator[bytes]:
    """The lines of an index that are of the known WARCs, of those that it tells of."""
    if told == known and index.is_file():
        with index.open("rb") as file:
            yield from file
        return
    for entry in _entries(index):
        if entry.fields["filename"] in known:
            yield entry.line.encode()


def _entries(index: Path) -> Iterator[cdxj.IndexLine]:
    return cdxj.read_index(index) if index.is_file() else iter(())


def _read(warc: Warc, name: str, damage: list[str]) -> Iterator[str]:
    try:
        with warc.open() as file:
            yield from cdxj.lines(file, name, on_damage=lambda error: damage.append(str(error)))
    except ArchiveError as error:
        damage.append(str(error))


@contextmanager
def octets(warc: Warc) -> Iterator[Iterator[bytes]]:
    """The octets of a WARC in pieces."""
    with warc.open() as file:
        yield iter(lambda: file.read(1 << 20), b"")
