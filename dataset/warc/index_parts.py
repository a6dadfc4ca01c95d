"""The index of a growing archive: one sorted file, and parts not yet merged into it.

    index.cdxj      the index, as every tool looks for it
    index/*.cdxj    parts: lines of segments that were sealed since, sorted as the index is

While the index is small, a sealed segment's lines are merged into it at once. Past `SMALL` they
become a part; `FAN` parts of about one size are merged into one, as a log-structured merge tree
does it. So a line is written as often as the logarithm of their number says, and there are never
more parts than that. `complete` makes one index of all of them, for who wants one.

A crash leaves lines in two places at most, and each reader takes equal lines once.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from twa.dataset.errors import ArchiveError
from twa.dataset.files import is_writable, locked, sync
from twa.dataset.warc import INDEX, cdxj
from twa.dataset.warc.reader import OnDamage

PARTS: Final = "index"
"""Name of the folder of parts, in that of the WARC files."""

SMALL: Final = 4 << 20
"""Octets of an index up to which it is written anew with each segment: a hundredth of a second."""

FAN: Final = 8
"""Parts of one level that become one of the next."""

_LEAST: Final = 4096


def add(folder: Path, name: str, lines: Iterable[str]) -> None:
    """Take the lines of the sealed segment `name` into the index, under the folder's lock.

    Raises OSError; what was indexed before still is.
    """
    index = folder / INDEX
    if not parts(folder) and (not index.exists() or index.stat().st_size < SMALL):
        cdxj.merge(index, lines)
        return
    place = folder / PARTS
    place.mkdir(exist_ok=True)
    cdxj.write_index(place / f"{name}.cdxj", sorted(line.encode() for line in lines))
    _merge_levels(folder)
    sync(place)


def parts(folder: Path) -> list[Path]:
    """The parts of the index of a folder that stand beside it."""
    return sorted((folder / PARTS).glob("*.cdxj"))


@contextmanager
def ordered(folder: Path) -> Iterator[Iterator[bytes]]:
    """All lines of the index of a folder in order, each once, wherever they stand."""
    with ExitStack() as stack:
        paths = [path for path in (folder / INDEX, *parts(folder)) if path.exists()]
        files = [stack.enter_context(path.open("rb")) for path in paths]
        yield cdxj.distinct(heapq.merge(*files))


def complete(folder: Path) -> None:
    """Make one index of all parts, if there are any. Raises ArchiveError where it can't be."""
    if not parts(folder):
        return
    index = folder / INDEX
    try:
        with locked(folder):
            merged = parts(folder)
            with ordered(folder) as lines:
                cdxj.write_index(index, lines)
            forget(merged)
    except OSError as error:
        raise ArchiveError(
            "the parts of the index can't be merged", file=index, cause=error
        ) from error


def whole(folder: Path, scratch: Path) -> Path:
    """The path of one index of all parts: that of the folder, or where that can't be written to,
    one in `scratch`. There may be no file. Raises ArchiveError."""
    index = folder / INDEX
    if not parts(folder) or is_writable(index):
        complete(folder)
        return index
    merged = scratch / f"whole-{INDEX}"
    with ordered(folder) as lines:
        cdxj.write_index(merged, lines)
    return merged


def reindex(
    folder: Path, warcs: cdxj.Opened | None = None, *, on_damage: OnDamage | None = None
) -> int:
    """Make the index of all WARC files in `folder` anew, without parts; the number of its lines.

    `warcs` as for `cdxj.reindex`. Damage is raised or handed to `on_damage` as `warc.read` does.
    """
    count = cdxj.reindex(folder, warcs, on_damage=on_damage)
    forget(parts(folder))
    return count


def forget(paths: Iterable[Path]) -> None:
    """Delete parts."""
    for path in paths:
        path.unlink(missing_ok=True)


def _merge_levels(folder: Path) -> None:
    """Merge parts until there are fewer than `FAN` on each level."""
    while full := _full_level(parts(folder)):
        level, paths = full
        target = paths[-1].with_name(f"{paths[-1].stem}.{level + 1}.cdxj")
        with ExitStack() as stack:
            files = [stack.enter_context(path.open("rb")) for path in paths]
            cdxj.write_index(target, heapq.merge(*files))
        forget(path for path in paths if path != target)


def _full_level(paths: Iterable[Path]) -> tuple[int, list[Path]] | None:
    levels: dict[int, list[Path]] = {}
    for path in paths:
        level = _level(path.stat().st_size)
        levels.setdefault(level, []).append(path)
        if len(levels[level]) == FAN:
            return level, levels[level]
    return None


def _level(size: int) -> int:
    """The level of a part of so many octets: each is `FAN` times as large as the one before."""
    level = 0
    while size >= _LEAST:
        size //= FAN
        level += 1
    return level
