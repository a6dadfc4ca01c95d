"""Captures of any web archive: WARC, WACZ, or a folder of them, of whatever tool."""

from __future__ import annotations

from collections.abc import Iterator
from os import PathLike
from pathlib import Path

from twa.dataset.collection import Collection
from twa.dataset.errors import ArchiveError, TwaError
from twa.dataset.warc.captures import Capture
from twa.dataset.warc.captures import captures as captures_of


def captures(path: str | PathLike[str]) -> Iterator[Capture]:
    """The captures of a WARC, a WACZ, or a folder of them, file by file, in archived order.

    Each has `url`, `captured_at`, `kind` and, where one came, `response`, whose `status`,
    `headers` and `payload()` are as in RFC 9110. Raises TwaError where there is no WARC at
    `path`, and ArchiveError, with file and offset, at damage: what came before was whole. A file
    among others that can't be read is named at the end.
    """
    collection = Collection.find(Path(path), Path(path))
    held = collection.holdings()
    if not held.warcs:
        why = f"{held.unread[0].name}: {held.unread[0].detail}" if held.unread else None
        raise TwaError("no WARC or WACZ", subject=path, cause=why)
    for warc in held.warcs:
        with warc.open() as file:
            yield from captures_of(file, warc.name, on_damage=_stop)
    for unread in held.unread:
        raise ArchiveError(unread.detail, file=unread.name)


def _stop(damage: ArchiveError) -> None:
    raise damage
